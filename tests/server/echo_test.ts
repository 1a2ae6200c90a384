import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { openLibc } from "@bufferbane/ffi";
import { EchoClient, nowOf } from "./echo_client.ts";
import { startServer } from "./running_server.ts";

Deno.test("bufferbane-server answers KNOCK and ECHO over IPv4 and IPv6", async () => {
  await using server = await startServer();
  const { port, secret } = server;
  using libc = openLibc();
  for (const address of ["127.0.0.1", "::1"]) {
    using client = new EchoClient(libc, { server: address, port, secret });
    ok(client.knock(), address);
    const { ack } = client.session.agreement;
    deepStrictEqual(
      ack.seenAddress?.toHex(),
      address === "::1"
        ? "00000000000000000000000000000001"
        : "00000000000000000000ffff7f000001",
    );
    for (let seq = 0; seq < 5; seq++) {
      const before = nowOf(libc).mono;
      const reply = client.echo();
      const after = nowOf(libc).mono;
      ok(reply !== undefined, `reply ${seq}`);
      strictEqual(reply.seq, seq);
      strictEqual(reply.flags & 1, 1, "t2 is a kernel stamp");
      ok(before <= reply.t2 && reply.t2 <= reply.t3 && reply.t3 <= after);
      strictEqual(reply.rxCount, seq + 1);
      strictEqual(reply.seenPort, client.udp.port);
      strictEqual(reply.rxTtl, 64);
      const [last] = reply.followUps;
      if (seq > 0) {
        strictEqual(last?.seq, seq - 1);
        ok(last.txDeltaNs < 1e9, `left ${last.txDeltaNs} ns after t3`);
      }
    }
  }
  const status = await server.status();
  strictEqual(status.sessions, 2);
  strictEqual(status.totals["echoes"], 10);
});
