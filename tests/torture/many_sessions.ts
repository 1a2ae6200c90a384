/**
 * T10: 10,000 sessions of one ECHO a second each, and one more that gets
 * nothing: `deno run -A tests/torture/many_sessions.ts [--quick]`.
 *
 * @module
 */

import { openLibc } from "@bufferbane/ffi";
import { decodePacket } from "@bufferbane/protocol";
import { processCost } from "../peers/process_cost.ts";
import { Crowd } from "../server/crowd.ts";
import { EchoClient, nowOf } from "../server/echo_client.ts";
import { newSecret, startServer } from "../server/running_server.ts";
import { figure, isQuick, quantile } from "./figures.ts";

const SESSIONS = 10_000;
/** 64 sessions of each: more than 157, as 64 may be embryonic at a time. */
const SECRETS = 200;
const MAX_DWELL_MS = 5;
const MAX_RSS_MB = 256;

const secrets = Array.from({ length: SECRETS }, newSecret);
await using server = await startServer({
  general: `max_concurrent_clients = ${SESSIONS}`,
  rest: secrets.map((secret, i) =>
    `[[clients]]\nname = "c${i}"\nsecret = "${secret}"\n`
  ).join(""),
});
using libc = openLibc();
using crowd = new Crowd(libc, {
  port: server.port,
  secrets,
  members: SESSIONS,
});
for (let round = 0; round < 30 && crowd.admitted < SESSIONS; round++) {
  crowd.open(100);
}
figure("sessions", `${crowd.admitted}`, crowd.admitted === SESSIONS);

const dwellMs: number[] = [];
let strangers = 0;
crowd.received = 0;
crowd.onReply = (reply, member) => {
  const opened = reply.slice();
  // It opens with the key of the member that it was sent to, or not at all.
  const fault = member.session?.open(opened, nowOf(libc));
  const packet = fault ?? decodePacket(opened);
  if (packet.kind !== "echoReply") strangers += 1;
  else dwellMs.push(Number(packet.t3 - packet.t2) / 1e6);
};
const seconds = isQuick() ? 20 : 240;
const startNs = libc.clock("monotonic");
const elapsedS = () => Number(libc.clock("monotonic") - startNs) / 1e9;
let sent = 0;
while (elapsedS() < seconds) {
  const due = Math.floor(elapsedS() * SESSIONS);
  for (; sent < due; sent++) {
    const member = crowd.members[sent % SESSIONS];
    if (member?.session === undefined) continue;
    crowd.enqueue(member, crowd.echoRequest(member, member.session));
  }
  crowd.flush();
  crowd.drain();
}
crowd.wait(500);
const { rssBytes } = await processCost(server.process.pid);
const lost = sent - crowd.received;
figure("lost", `${lost} of ${sent}`, lost === 0);
figure(
  "replies that were not for their receiver",
  `${strangers}`,
  strangers === 0,
);
const p99Ms = quantile(dwellMs, 0.99);
figure("t3 - t2 p99", `${p99Ms.toFixed(2)} ms`, p99Ms <= MAX_DWELL_MS);
const rssMb = rssBytes / 1e6;
figure("RSS", `${rssMb.toFixed(0)} MB`, rssMb <= MAX_RSS_MB);

using stranger = new EchoClient(libc, {
  server: "127.0.0.1",
  port: server.port,
  secret: secrets[0] ?? "",
});
const isSilent = !stranger.knock(1000);
figure("the 10,001st", isSilent ? "silence" : "a session", isSilent);
