import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { Message } from "./message.ts";
import { formatOf, type WebhookFormat, webhookRequest } from "./webhook.ts";

const MESSAGE: Message = {
  id: "start 1795168800000 eth0 down line",
  kind: "start",
  host: "nas",
  text: "Line down on eth0: no answer from any of 3 targets",
  severity: "alert",
  type: "micro_disconnection",
  interface: "eth0",
  target: "",
  cause: "isp",
  startMs: 1_795_168_800_000,
  endMs: null,
  metrics: { "targets_lost": 3 },
};

Deno.test("formatOf() knows receivers by their addresses", () => {
  const rows: readonly (readonly [string, WebhookFormat])[] = [
    ["https://hooks.slack.com/services/T0/B0/x", "slack"],
    ["https://discord.com/api/webhooks/1/x", "discord"],
    ["https://ptb.discordapp.com/api/webhooks/1/x", "discord"],
    ["https://ntfy.sh/my-line", "ntfy"],
    ["https://api.telegram.org/bot1:x/sendMessage?chat_id=42", "telegram"],
    ["https://push.example/message?token=x", "gotify"],
    ["http://ha.local:8123/api/webhook/line", "home_assistant"],
    ["https://example.com/hook", "json"],
    ["https://notdiscord.com/api/webhooks/1/x", "json"],
  ];
  for (const [url, format] of rows) strictEqual(formatOf(url), format, url);
});

Deno.test("webhookRequest() says it as each receiver understands it", () => {
  const bodyOf = (format: WebhookFormat, message = MESSAGE) =>
    webhookRequest(message, "https://x.example/?chat_id=42", format).body;
  const text = `bufferbane on nas: ${MESSAGE.text}`;
  deepStrictEqual(JSON.parse(bodyOf("slack")), { text });
  deepStrictEqual(JSON.parse(bodyOf("discord")), {
    content: text,
    "allowed_mentions": { parse: [] },
  });
  deepStrictEqual(JSON.parse(bodyOf("telegram")), { "chat_id": "42", text });
  deepStrictEqual(JSON.parse(bodyOf("gotify")), {
    title: "bufferbane on nas",
    message: MESSAGE.text,
    priority: 7,
  });
  strictEqual(bodyOf("ntfy"), MESSAGE.text);
  strictEqual(bodyOf("json"), bodyOf("home_assistant"));
  strictEqual(
    JSON.parse(bodyOf("json")).started_at,
    "2026-11-20T10:00:00.000Z",
  );
});

Deno.test("webhookRequest() names each message, so that nobody takes it twice", () => {
  const { headers } = webhookRequest(MESSAGE, "https://ntfy.sh/x", "ntfy");
  deepStrictEqual(headers, {
    "Idempotency-Key": "start%201795168800000%20eth0%20down%20line",
    "Content-Type": "text/plain; charset=utf-8",
    "X-Title": "bufferbane on nas",
    "X-Priority": "4",
    "X-Tags": "warning",
  });
});

Deno.test("webhookRequest() lets no text from outside do more than be read", () => {
  const message = {
    ...MESSAGE,
    host: "n\u00e4s\r\nX-Evil: 1",
    text: "<!channel> & co",
  };
  const slack = webhookRequest(message, "https://x.example", "slack");
  strictEqual(
    JSON.parse(slack.body).text.endsWith("&lt;!channel&gt; &amp; co"),
    true,
  );
  const ntfy = webhookRequest(message, "https://x.example", "ntfy");
  strictEqual(ntfy.headers["X-Title"], "bufferbane on n?s??X-Evil: 1");
});
