import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { openLibc } from "@bufferbane/ffi";
import { TYPE, typeOf } from "@bufferbane/protocol";
import { EchoClient } from "./echo_client.ts";
import { freePort, newSecret, startServer } from "./running_server.ts";

/** Long enough for anything that the server might still say. */
const QUIET_MS = 100;

/** A replayed KNOCK may draw so many answers at once, for one secret. */
const ACK_BURST = 20;

Deno.test("bufferbane-server accepts no datagram twice, from anywhere, also after a restart", async (test) => {
  const port = freePort();
  const secret = newSecret();
  using libc = openLibc();
  const address = { server: "127.0.0.1", port };
  using client = new EchoClient(libc, { ...address, secret });
  using elsewhere = new EchoClient(libc, { ...address, secret });
  const answered: Uint8Array[] = [];
  {
    await using _server = await startServer({ port, secret });
    ok(client.knock());
    for (let i = 0; i < 30; i++) ok(client.echo() !== undefined);
    const recorded = [...client.recorded];

    for (const round of [1, 2, 3]) {
      await test.step(`round ${round}, same and other address`, () => {
        for (const datagram of recorded) {
          client.udp.send(datagram);
          elsewhere.udp.send(datagram);
        }
        deepStrictEqual(client.udp.receive(QUIET_MS), []);
        deepStrictEqual(elsewhere.udp.receive(QUIET_MS), []);
      });
    }
    await test.step("its own replies, reflected", () => {
      client.send(client.echoRequest());
      for (const reply of client.udp.receive(QUIET_MS)) {
        answered.push(reply);
        client.udp.send(reply);
      }
      strictEqual(answered.length, 1);
      deepStrictEqual(client.udp.receive(QUIET_MS), []);
    });
    await test.step("the session is none the worse for it", () => {
      const reply = client.echo();
      strictEqual(reply?.rxCount, 32);
      strictEqual(reply.rxDuplicates, 6 * 30, "repeats are counted as such");
    });
  }
  await test.step("after a restart only KNOCKs draw answers, and few", async () => {
    await using _server = await startServer({ port, secret });
    for (const datagram of client.recorded) {
      if (typeOf(datagram) !== TYPE.knock) elsewhere.udp.send(datagram);
    }
    deepStrictEqual(elsewhere.udp.receive(QUIET_MS), []);
    for (let i = 0; i < 3; i++) {
      for (const datagram of client.recorded) {
        if (typeOf(datagram) === TYPE.knock) elsewhere.udp.send(datagram);
      }
    }
    const answers = elsewhere.udp.receive(QUIET_MS);
    strictEqual(answers.length, 1, "one per recorded KNOCK");
    strictEqual(answers.map(typeOf)[0], TYPE.knockAck);
    ok(elsewhere.udp.receivedBytes <= elsewhere.udp.sentBytes);
  });
});

Deno.test("bufferbane-server answers at most 20 KNOCKs of one secret at once", async () => {
  await using server = await startServer();
  const { port, secret } = server;
  using libc = openLibc();
  let granted = 0;
  for (let i = 0; i < 2 * ACK_BURST; i++) {
    // Another network each, so that only the limit of the secret counts.
    const from = { address: `127.0.${i}.1`, port: 0 };
    using client = new EchoClient(libc, {
      server: "127.0.0.1",
      port,
      secret,
      from,
    });
    if (client.knock(QUIET_MS)) granted += 1;
  }
  // 5 a second come on top of the burst, and this took a few seconds at most.
  ok(granted >= ACK_BURST && granted < 2 * ACK_BURST, `${granted} granted`);
});
