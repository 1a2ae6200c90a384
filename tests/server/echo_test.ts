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

Deno.test("bufferbane-server with several threads keeps every session in one, and counts all", async () => {
  await using server = await startServer({ general: "workers = 3" });
  const { port, secret } = server;
  using libc = openLibc();
  for (let i = 0; i < 12; i++) {
    // Another network each, as one may knock five times at once.
    const from = { address: `127.0.${i}.1`, port: 0 };
    const options = { server: "127.0.0.1", port, secret, from };
    using client = new EchoClient(libc, options);
    ok(client.knock(), `client ${i}`);
    for (let seq = 0; seq < 5; seq++) {
      strictEqual(client.echo()?.rxCount, seq + 1, `client ${i}`);
    }
  }
  const status = await server.status();
  deepStrictEqual(
    [status.workers, status.sessions, status.totals["echoes"]],
    [3, 12, 60],
  );
});

Deno.test("bufferbane-server answers from the address that was asked", async () => {
  await using server = await startServer();
  const { port, secret } = server;
  using libc = openLibc();
  // Bound to everything, it is asked at an address that it would not choose.
  using client = new EchoClient(libc, { server: "127.9.9.9", port, secret });
  client.udp.connect();
  ok(client.knock(), "a connected socket takes answers from there only");
  ok(client.echo());
});
