/** What each kind of web receiver wants to get. Pure. @module */

import type { Severity } from "../../model/mod.ts";
import { type Message, messageJson } from "./message.ts";

/** Receivers that are known by name. */
export const WEBHOOK_FORMATS = [
  "json",
  "slack",
  "discord",
  "ntfy",
  "telegram",
  "gotify",
  "home_assistant",
] as const;

/** One of {@linkcode WEBHOOK_FORMATS}. */
export type WebhookFormat = typeof WEBHOOK_FORMATS[number];

/** An HTTP request to make. */
export interface WebhookRequest {
  /** Where to. */
  readonly url: string;
  /** `Content-Type` and others. */
  readonly headers: Readonly<Record<string, string>>;
  /** What to send, by POST. */
  readonly body: string;
}

/** Discord's limit, the lowest of all. */
const MAX_TEXT = 2_000;

/** 1 to 5, as ntfy has them. */
const NTFY_PRIORITY: Readonly<Record<Severity, string>> = {
  info: "2",
  warning: "3",
  alert: "4",
  critical: "5",
};
/** 0 to 10, as Gotify has them; from 8 on its app makes a noise. */
const GOTIFY_PRIORITY: Readonly<Record<Severity, number>> = {
  info: 2,
  warning: 5,
  alert: 7,
  critical: 9,
};

/**
 * Which receiver an address belongs to; `json` where it is nobody's we know.
 *
 * @param url The web address.
 */
export function formatOf(url: string): WebhookFormat {
  const { hostname, pathname, searchParams } = new URL(url);
  if (hostname === "hooks.slack.com") return "slack";
  if (/(^|\.)discord(app)?\.com$/.test(hostname)) return "discord";
  if (hostname === "ntfy.sh") return "ntfy";
  if (hostname === "api.telegram.org") return "telegram";
  if (pathname.endsWith("/message") && searchParams.has("token")) {
    return "gotify";
  }
  if (pathname.startsWith("/api/webhook/")) return "home_assistant";
  return "json";
}

/**
 * A message as a receiver wants it.
 *
 * @param message What to tell.
 * @param url The receiver. For Telegram with `chat_id` as a parameter:
 * `https://api.telegram.org/botTOKEN/sendMessage?chat_id=42`.
 * @param format What the receiver understands.
 */
export function webhookRequest(
  message: Message,
  url: string,
  format: WebhookFormat,
): WebhookRequest {
  const key = { "Idempotency-Key": encodeURIComponent(message.id) };
  const json = (body: unknown): WebhookRequest => ({
    url,
    headers: { ...key, "Content-Type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const title = `bufferbane on ${message.host}`;
  const text = `${title}: ${message.text}`.slice(0, MAX_TEXT);
  switch (format) {
    case "json":
    case "home_assistant":
      return json(messageJson(message));
    case "slack":
      return json({ text: escapeSlack(text) });
    case "discord":
      // Nobody is to be paged by a target's name.
      return json({ content: text, "allowed_mentions": { parse: [] } });
    case "telegram":
      return json({
        "chat_id": new URL(url).searchParams.get("chat_id"),
        text,
      });
    case "gotify":
      return json({
        title,
        message: message.text,
        priority: message.kind === "end"
          ? GOTIFY_PRIORITY.info
          : GOTIFY_PRIORITY[message.severity],
      });
    case "ntfy":
      return {
        url,
        headers: {
          ...key,
          "Content-Type": "text/plain; charset=utf-8",
          "X-Title": title.replace(/[^\x20-\x7e]/g, "?"),
          "X-Priority": message.kind === "end"
            ? NTFY_PRIORITY.info
            : NTFY_PRIORITY[message.severity],
          "X-Tags": message.kind === "end" ? "white_check_mark" : "warning",
        },
        body: message.text,
      };
  }
}

/** @see {@link https://docs.slack.dev/messaging/formatting-message-text/} */
function escapeSlack(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
