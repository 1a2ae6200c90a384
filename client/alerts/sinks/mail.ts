import { createTransport } from "nodemailer";
import { localText } from "../../analysis/local_text.ts";
import { type Channel, DELIVERED, type Delivery } from "./channel.ts";
import type { Message } from "./message.ts";

/**
 * Sends a message by e-mail.
 *
 * @param message What to tell.
 * @param channel By which server, from whom and to whom.
 * @param timeoutMs For each step of the conversation.
 * @throws {Error} When the server does not take it.
 */
export async function sendMail(
  message: Message,
  { smtpUrl, from, to }: Extract<Channel, { kind: "mail" }>,
  timeoutMs: number,
): Promise<Delivery> {
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    // What is in a message is data, never a file or an address to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({
      from,
      to: [...to],
      subject: `bufferbane on ${message.host}: ${headline(message)}`,
      text: bodyOf(message),
      // Mail servers drop a second copy that has the same.
      messageId: `<${encodeURIComponent(message.id)}@bufferbane.invalid>`,
    });
  } finally {
    transport.close();
  }
  return DELIVERED;
}

function headline({ text }: Message): string {
  return text.split(/[:;]/)[0] ?? text;
}

function bodyOf({ text, startMs, endMs, metrics }: Message): string {
  const figures = Object.entries(metrics)
    .map(([name, value]) => `  ${name}: ${value}`);
  return [
    text,
    "",
    `From:  ${localText(startMs)}`,
    ...(endMs === null ? [] : [`Until: ${localText(endMs)}`]),
    ...figures,
    "",
  ].join("\n");
}
