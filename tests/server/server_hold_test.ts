import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { openLibc } from "@bufferbane/ffi";
import {
  chooseAead,
  deriveSecretKeys,
  NonceSource,
} from "@bufferbane/protocol";
import type { WallNs } from "../../client/model/mod.ts";
import { ServerHold } from "../../client/probes/server_hold.ts";
import { ProbeBench, seriesOf } from "../../client/probes/testing.ts";
import { type RunningServer, startServer } from "./running_server.ts";

/** A held connection to a server, as a monitor has it. */
function holdTo(bench: ProbeBench, { port, secret }: RunningServer) {
  return new ServerHold(bench.context, {
    secret: deriveSecretKeys(Uint8Array.fromHex(secret)),
    aead: chooseAead(),
    nonces: new NonceSource(),
    random: (count) => crypto.getRandomValues(new Uint8Array(count)),
    series: seriesOf({ probe: "tcp", variant: "hold", server: "home" }),
    address: "127.0.0.1",
    port,
    device: "",
    silenceMs: 5_000,
  });
}

Deno.test("ServerHold holds a connection to the own server, and does not blame the line for its end", async () => {
  await using server = await startServer();
  using libc = openLibc();
  using bench = new ProbeBench(libc);
  using hold = holdTo(bench, server);
  hold.send(1n as WallNs);
  strictEqual(bench.outcomes.length, 0, "it is not connected yet");
  await bench.pass(2_000);
  hold.send(2n as WallNs);
  const [held] = bench.outcomes;
  ok(held?.kind === "ok" && held.rttNs > 0 && held.stamps === "kernel");
  strictEqual(held.detail, "");
  await server.process.stop("SIGKILL");
  await bench.pass(500);
  hold.send(3n as WallNs);
  const left = bench.outcomes.at(-1);
  strictEqual(left?.kind, "ok");
  strictEqual(left?.detail, "closed in order by the far end");
});

Deno.test("ServerHold gets its connection while those of other interfaces get theirs", async () => {
  await using server = await startServer({ general: "workers = 2" });
  using libc = openLibc();
  using bench = new ProbeBench(libc);
  using holds = new DisposableStack();
  const probes = Array.from(
    { length: 4 },
    () => holds.use(holdTo(bench, server)),
  );
  await bench.pass(2_000);
  for (const probe of probes) probe.send(1n as WallNs);
  deepStrictEqual(bench.outcomes.map(({ kind }) => kind), [
    ...["ok", "ok", "ok", "ok"],
  ]);
});

Deno.test("ServerHold blames no line for a server that grants nothing", async () => {
  await using server = await startServer();
  using libc = openLibc();
  using bench = new ProbeBench(libc);
  using hold = holdTo(bench, { ...server, secret: "ab".repeat(32) });
  await bench.pass(1_500);
  hold.send(1n as WallNs);
  strictEqual(bench.outcomes.length, 0);
});
