import { localText } from "../../analysis/local_text.ts";
import { type Channel, DELIVERED, type Delivery, failed } from "./channel.ts";
import { type Message, messageJson } from "./message.ts";
import { runProgram } from "./run_program.ts";
import { webhookRequest } from "./webhook.ts";

/** What a program said about its failure, at most. */
const MAX_REASON = 200;
const MS_PER_S = 1000;
/** No receiver makes us wait longer. */
const LONGEST_AFTER_MS = 3_600_000;

/**
 * Delivers a message. May take as long as `timeoutMs`; never throws for what a
 * receiver does.
 *
 * @param message What to tell.
 * @param channel Whom, and how.
 * @param timeoutMs After that it has failed.
 */
export async function deliver(
  message: Message,
  channel: Channel,
  timeoutMs: number,
): Promise<Delivery> {
  try {
    switch (channel.kind) {
      case "webhook":
        return await post(message, channel, timeoutMs);
      case "command":
        return await run(message, channel, timeoutMs);
      case "mail": {
        // Only who wants e-mail pays for it.
        const { sendMail } = await import("./mail.ts");
        return await sendMail(message, channel, timeoutMs);
      }
      case "log":
        await Deno.writeTextFile(channel.path, lineOf(message), {
          append: true,
        });
        return DELIVERED;
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return failed(
      error.name === "TimeoutError"
        ? lateText(timeoutMs)
        : withoutSecrets(error.message, channel),
    );
  }
}

async function post(
  message: Message,
  { url, format }: Extract<Channel, { kind: "webhook" }>,
  timeoutMs: number,
): Promise<Delivery> {
  const request = webhookRequest(message, url, format);
  const response = await fetch(request.url, {
    method: "POST",
    headers: request.headers,
    body: request.body,
    signal: AbortSignal.timeout(timeoutMs),
  });
  await response.body?.cancel();
  if (response.ok) return DELIVERED;
  const seconds = Number(response.headers.get("Retry-After"));
  const afterMs = seconds > 0 ? seconds * MS_PER_S : 0;
  return failed(
    `it answered ${response.status}`,
    Math.min(afterMs, LONGEST_AFTER_MS),
  );
}

async function run(
  message: Message,
  { program, args }: Extract<Channel, { kind: "command" }>,
  timeoutMs: number,
): Promise<Delivery> {
  const input = `${messageJson(message)}\n`;
  const { code, signal, isLate, said } = await runProgram(program, {
    args,
    input,
    timeoutMs,
  });
  if (code === 0) return DELIVERED;
  if (isLate) return failed(lateText(timeoutMs));
  const why = said.trim().slice(0, MAX_REASON);
  return failed(
    `${
      signal === null ? `it ended with ${code}` : `it was ended by ${signal}`
    }${why === "" ? "" : `: ${why}`}`,
  );
}

function lateText(timeoutMs: number): string {
  return `there was no answer within ${timeoutMs / MS_PER_S} s`;
}

/** A line for people and for grep: when, what, how bad, where, a sentence. */
function lineOf({ startMs, endMs, severity, type, kind, text }: Message) {
  const at = localText(endMs ?? startMs);
  return `${at}  ${severity.padEnd(8)}  ${kind.padEnd(5)}  ${type}  ${
    text.replace(/\s+/g, " ")
  }\n`;
}

/** Web and mail addresses carry tokens, which no message may show. */
function withoutSecrets(reason: string, channel: Channel): string {
  const url = channel.kind === "webhook"
    ? channel.url
    : channel.kind === "mail"
    ? channel.smtpUrl
    : "";
  if (url === "") return reason;
  const { host } = new URL(url);
  return reason.replaceAll(url, host).replaceAll(new URL(url).href, host);
}
