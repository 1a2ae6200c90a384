import { deepStrictEqual, match, rejects } from "node:assert/strict";
import { sendMail } from "./mail.ts";
import type { Message } from "./message.ts";

const MESSAGE: Message = {
  id: "end 1795168800000 eth0 down line",
  kind: "end",
  host: "nas",
  text: "Line up again on eth0 after 9.0 s",
  severity: "alert",
  type: "micro_disconnection",
  interface: "eth0",
  target: "",
  cause: "isp",
  startMs: 1_795_168_800_000,
  endMs: 1_795_168_809_000,
  metrics: { "targets_lost": 3 },
};

/** A mail server for one conversation, which it remembers (RFC 5321). */
function mailServer(answerToMail = "250 ok") {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const heard: string[] = [];
  async function serve(): Promise<void> {
    using client = await listener.accept();
    const say = (line: string) =>
      client.write(new TextEncoder().encode(`${line}\r\n`));
    await say("220 mail.example");
    let isData = false;
    let rest = "";
    const buffer = new Uint8Array(4096);
    for (let read; (read = await client.read(buffer)) !== null;) {
      rest += new TextDecoder().decode(buffer.subarray(0, read));
      for (let end; (end = rest.indexOf("\r\n")) >= 0;) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        heard.push(line);
        if (isData && line !== ".") continue;
        isData = line === "DATA";
        if (isData) await say("354 go on");
        else if (line.startsWith("MAIL")) await say(answerToMail);
        else if (line === "QUIT") await say("221 bye");
        else await say("250 ok");
      }
    }
  }
  const served = serve();
  return {
    heard,
    url: `smtp://127.0.0.1:${listener.addr.port}`,
    async [Symbol.asyncDispose]() {
      await served;
      listener.close();
    },
  };
}

Deno.test("sendMail() sends an e-mail with the sentence, the times and the figures", async () => {
  const server = mailServer();
  const channel = {
    kind: "mail",
    smtpUrl: server.url,
    from: "line@home.example",
    to: ["me@home.example", "you@home.example"],
  } as const;
  deepStrictEqual(await sendMail(MESSAGE, channel, 5_000), {
    kind: "delivered",
  });
  await server[Symbol.asyncDispose]();
  deepStrictEqual(
    server.heard.filter((line) => /^(MAIL|RCPT)/.test(line)),
    [
      "MAIL FROM:<line@home.example>",
      "RCPT TO:<me@home.example>",
      "RCPT TO:<you@home.example>",
    ],
  );
  const text = server.heard.join("\n");
  match(
    text,
    /^Subject: bufferbane on nas: Line up again on eth0 after 9\.0 s$/m,
  );
  match(
    text,
    /^Message-ID: <end%201795168800000%20eth0%20down%20line@bufferbane\.invalid>$/m,
  );
  match(text, /^Until: \d{4}-/m);
  match(text, /^ {2}targets_lost: 3$/m);
});

Deno.test("sendMail() throws what the mail server says", async () => {
  const server = mailServer("550 no such sender");
  const channel = {
    kind: "mail",
    smtpUrl: server.url,
    from: "line@home.example",
    to: ["me@home.example"],
  } as const;
  await rejects(sendMail(MESSAGE, channel, 5_000), /550 no such sender/);
  await server[Symbol.asyncDispose]();
});
