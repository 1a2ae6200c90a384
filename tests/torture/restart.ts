/**
 * T12: the server stops and starts again, in turn in good order and by
 * kill -9: `deno run -A tests/torture/restart.ts [--quick]`. The client's own
 * probe, once a second, must be back soon, and know that it was a restart.
 *
 * @module
 */

import { openLibc } from "@bufferbane/ffi";
import {
  chooseAead,
  deriveSecretKeys,
  NonceSource,
} from "@bufferbane/protocol";
import type { Measurement, WallNs } from "../../client/model/mod.ts";
import { EchoProbe } from "../../client/probes/echo.ts";
import { ProbeBench, seriesOf } from "../../client/probes/testing.ts";
import {
  freePort,
  newSecret,
  type RunningServer,
  startServer,
} from "../server/running_server.ts";
import { figure, isQuick, quantile } from "./figures.ts";

const INTERVAL_MS = 1000;
const MAX_BACK_S = 6;
const STEP_MS = 10;

const port = freePort();
const secret = newSecret();
const restarts = isQuick() ? 6 : 100;
using libc = openLibc();
using bench = new ProbeBench(libc);
let told = 0;
using probe = new EchoProbe(bench.context, {
  secret: deriveSecretKeys(Uint8Array.fromHex(secret)),
  aead: chooseAead(),
  nonces: new NonceSource(),
  random: (count) => crypto.getRandomValues(new Uint8Array(count)),
  address: "127.0.0.1",
  port,
  device: "",
  series: seriesOf({ probe: "echo", role: "server", server: "vps" }),
  timeoutNs: 1_000_000_000n,
  lateNs: 10_000_000_000n,
  onNews: ({ kind }) => told += kind === "restarted" ? 1 : 0,
});
let nextMs = performance.now();
let round = 0;

/** Sends a round if one is due, and lets some time pass. */
async function step(): Promise<void> {
  if (performance.now() >= nextMs) {
    nextMs += INTERVAL_MS;
    probe.send(BigInt(++round) as WallNs); // the round's number is its label
  }
  await bench.pass(STEP_MS);
}

function isAnswered({ sentAt, outcome }: Measurement, after: number): boolean {
  return outcome.kind === "ok" && Number(sentAt) > after;
}

/** Until a round after `after` is answered. */
async function answered(after: number): Promise<void> {
  while (!bench.reports.some((report) => isAnswered(report, after))) {
    await step();
  }
}

/** What is left of the rounds when all is said. */
function lastWords(): ReadonlyMap<number, string> {
  return new Map(
    bench.reports.map(({ sentAt, outcome }) => [Number(sentAt), outcome.kind]),
  );
}

let server: RunningServer = await startServer({ port, secret });
const backS: number[] = [];
try {
  for (let i = 0; i < restarts; i++) {
    await answered(round);
    await server.process.stop(i % 2 === 0 ? "SIGTERM" : "SIGKILL");
    await server[Symbol.asyncDispose]();
    const stoppedMs = performance.now();
    const before = round;
    const starting = startServer({ port, secret });
    await answered(before);
    backS.push((performance.now() - stoppedMs) / 1000);
    server = await starting;
  }
  await bench.pass(1500);
} finally {
  await server[Symbol.asyncDispose]();
}
const p99S = quantile(backS, 0.99);
figure(
  `back after ${restarts} restarts`,
  `p50 ${quantile(backS, 0.5).toFixed(2)} s, p99 ${p99S.toFixed(2)} s`,
  p99S <= MAX_BACK_S,
);
figure("told from an outage", `${told} of ${restarts}`, told === restarts);
const kinds = new Set(lastWords().values());
const outages = [...kinds].filter((kind) => kind !== "ok" && kind !== "reset");
figure(
  "rounds called anything but answered or reset",
  outages.join(", ") || "none",
  outages.length === 0,
);
