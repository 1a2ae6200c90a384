import { ok, strictEqual } from "node:assert/strict";
import { openLibc } from "@bufferbane/ffi";
import { EchoClient } from "./echo_client.ts";
import { newSecret, startServer } from "./running_server.ts";

/** A secret that was taken away must be worth nothing after so long. */
const REVOCATION_MS = 1000;

function client(name: string, secret: string, previous: string = ""): string {
  return `[[clients]]\nname = "${name}"\nsecret = "${secret}"\n` +
    `previous_secret = "${previous}"\n`;
}

Deno.test("SIGHUP ends the sessions of a secret that is gone within a second, and no other", async () => {
  const [mine, theirs] = [newSecret(), newSecret()];
  await using server = await startServer({
    rest: client("mine", mine) + client("theirs", theirs),
  });
  const { port } = server;
  using libc = openLibc();
  const address = { server: "127.0.0.1", port };
  using stays = new EchoClient(libc, { ...address, secret: mine });
  using goes = new EchoClient(libc, { ...address, secret: theirs });
  ok(stays.knock() && stays.echo());
  ok(goes.knock() && goes.echo());

  server.configure(client("mine", mine));
  const said = server.process.askBySignal("SIGHUP", /reloaded/);
  const startedMs = performance.now();
  ok(await said);
  let answered = true;
  while (answered && performance.now() - startedMs < 2 * REVOCATION_MS) {
    answered = goes.echo(50) !== undefined;
  }
  const tookMs = performance.now() - startedMs;
  ok(tookMs < REVOCATION_MS, `answered for ${tookMs} ms`);
  strictEqual(goes.knock(200), false, "nor can it come back");
  ok(stays.echo(), "the other one lives on");
});

Deno.test("SIGHUP with the old secret as previous_secret loses no probe of either", async () => {
  const [before, after] = [newSecret(), newSecret()];
  await using server = await startServer({ rest: client("a", before) });
  const { port } = server;
  using libc = openLibc();
  const address = { server: "127.0.0.1", port };
  using old = new EchoClient(libc, { ...address, secret: before });
  ok(old.knock());
  ok(old.echo());

  server.configure(client("a", after, before));
  const said = server.process.askBySignal("SIGHUP", /reloaded/);
  let isTold = false;
  void said.then(() => isTold = true);
  for (let i = 0; i < 10 || !isTold; i++) {
    ok(old.echo(), `probe ${i} during the change`);
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  using renewed = new EchoClient(libc, { ...address, secret: after });
  ok(renewed.knock() && renewed.echo(), "the new secret");
  ok(old.echo(), "the old one");
  using late = new EchoClient(libc, { ...address, secret: before });
  ok(late.knock() && late.echo(), "a client that has not changed yet");
});

Deno.test("SIGHUP with a file that is not valid leaves everything as it was", async () => {
  await using server = await startServer();
  const { port, secret } = server;
  using libc = openLibc();
  using client = new EchoClient(libc, { server: "127.0.0.1", port, secret });
  ok(client.knock() && client.echo());
  server.configure('[security]\nshared_secret = "swordfish"');
  const line = await server.process.askBySignal("SIGHUP", /not reloaded/);
  ok(line?.endsWith("error: not reloaded: the secrets stay as they were"));
  ok(
    server.process.stderr().some((line) =>
      line.endsWith(
        "server.conf:6: security.shared_secret is a text of 9 characters " +
          "(allowed: 64 hexadecimal digits, as `bufferbane-server secret` " +
          "prints them)",
      )
    ),
    server.process.stderr().join("\n"),
  );
  ok(client.echo());
});

Deno.test("SIGTERM and SIGINT stop the server in good order", async () => {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    await using server = await startServer();
    await server.process.stop(signal);
    strictEqual(await server.process.ended, 0, signal);
    ok(server.process.stderr().at(-1)?.endsWith("info: stopping"));
  }
});
