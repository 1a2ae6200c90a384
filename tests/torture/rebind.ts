/**
 * T11: a NAT that changes its mind: `deno run -A tests/torture/rebind.ts
 * [--quick]`. A client measures ten times a second, while its port changes
 * every ten seconds and its address with every third change. Its session must
 * go on, with one probe lost at most, and load never go where it was before.
 *
 * @module
 */

import { openLibc } from "@bufferbane/ffi";
import { decodePacket } from "@bufferbane/protocol";
import { EchoClient, nowOf } from "../server/echo_client.ts";
import { startServer } from "../server/running_server.ts";
import { UdpClient } from "../server/udp_client.ts";
import { figure, isQuick } from "./figures.ts";

const INTERVAL_MS = 100;
const TIMEOUT_MS = 1000;

const rebinds = isQuick() ? 20 : 100;
const probesBetween = isQuick() ? 20 : 100;

await using server = await startServer();
const { port, secret } = server;
using libc = openLibc();
/** Where the NAT lets the client come from. */
const openPath = (rebind: number) =>
  new UdpClient(libc, {
    server: "127.0.0.1",
    port,
    from: { address: `127.0.${1 + Math.floor(rebind / 3)}.1`, port: 0 },
  });
using client = new EchoClient(libc, { server: "127.0.0.1", port, secret });
if (!client.knock()) throw new Error("Cannot begin: no session");

let sent = 0;
let worstLoss = 0;
let misdirected = 0;
let renewals = 0;
let path = openPath(0);
for (let rebind = 0; rebind < rebinds; rebind++) {
  const before = path;
  path = openPath(rebind + 1);
  let lost = 0;
  for (let i = 0; i < probesBetween; i++) {
    // The session's life is shorter than a long run: as any client renews it.
    if (client.session.state(nowOf(libc).mono) === "expired") {
      if (!client.knock()) throw new Error("Cannot renew the session");
      renewals += 1;
    }
    path.send(client.echoRequest());
    sent += 1;
    const replies = path.receive(TIMEOUT_MS);
    if (replies.length === 0) lost += 1;
    for (const reply of replies) {
      if (client.session.open(reply, nowOf(libc)) !== undefined) continue;
      const packet = decodePacket(reply);
      if (packet.kind === "echoReply") client.pathToken = packet.pathToken;
    }
    await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
  }
  worstLoss = Math.max(worstLoss, lost);
  misdirected += before.receive(0).length;
  before[Symbol.dispose]();
}
path[Symbol.dispose]();
figure("probes", `${sent} over ${rebinds} rebinds`, true);
figure("lost in the worst rebind", `${worstLoss}`, worstLoss <= 1);
figure("replies to where it was before", `${misdirected}`, misdirected === 0);
const { totals } = await server.status();
const extra = (totals["knocks"] ?? 0) - 1 - renewals;
figure("KNOCKs because of a rebind", `${extra}`, extra === 0);
