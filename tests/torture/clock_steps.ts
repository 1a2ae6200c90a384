/**
 * T16: the wall clocks of client and server are set while ECHOs go ten times a
 * second: `deno run -A tests/torture/clock_steps.ts [--quick]`.
 *
 * @module
 */

import type {
  EchoAnswer,
  EchoRequest,
  EchoSetting,
} from "../echo/rounds_main.ts";
import { spawn } from "../lab/spawned.ts";
import { freePort, newSecret } from "../server/running_server.ts";
import { figure, isQuick } from "./figures.ts";

const INTERVAL_MS = 100;
const ROUNDS = 40;
/** A second of stamps, and the ECHO that was under way when it began. */
const MAX_DROPPED_S = 1 + INTERVAL_MS / 1000;
const YEAR_MS = 3.156e10;
/** 30 years on it is after 2038; the next step is back. */
const STEPS_MS = [1e3, -1e3, 3.6e6, -3.6e6, 30 * YEAR_MS, -30 * YEAR_MS];
const REPEATS = isQuick() ? 1 : 10;

const port = freePort();
const secret = newSecret();
const root = new URL("../..", import.meta.url).pathname;
const deno = [Deno.execPath(), "run", "-A", "--quiet"];
const setting: EchoSetting = {
  address: "127.0.0.1",
  port,
  secret,
  device: "lo",
  ratePpm: 0,
};
await using server = await spawn([
  ...[...deno, `${root}tests/torture/stepped_server_main.ts`],
  ...[`${port}`, secret],
], { ready: /^open$/ });
await using client = await spawn([
  ...[...deno, `${root}tests/echo/rounds_main.ts`],
  JSON.stringify(setting),
], { ready: /^open$/ });

async function run(request: Partial<EchoRequest>): Promise<EchoAnswer> {
  const whole = { rounds: ROUNDS, intervalMs: INTERVAL_MS, settleMs: 500 };
  const line = await client.ask(JSON.stringify({ ...whole, ...request }));
  // Written by rounds_main.ts.
  return JSON.parse(line) as EchoAnswer;
}

let droppedS = 0;
let negative = 0;
let unanswered = 0;
let sessions = 0;
let events = 0;
let wrong = 0;
await run({ rounds: 100 });
for (let i = 0; i < REPEATS; i++) {
  for (const end of ["client", "server"]) {
    for (const stepMs of STEPS_MS) {
      const before = await run({ rounds: 5 });
      if (end === "server") await server.ask(`${stepMs}`);
      const wallStepMs = end === "client" ? stepMs : 0;
      const { rows, news } = await run({ wallStepMs });
      const all = [...before.rows, ...rows];
      // From the first to the last of them.
      const unknown = rows.filter(({ upNs }) => upNs === null).length;
      const spanMs = Math.max(0, unknown - 1) * INTERVAL_MS;
      droppedS = Math.max(droppedS, spanMs / 1000);
      for (const { rttNs, upNs, errorNs, status } of all) {
        if (status !== "ok") unanswered += 1;
        if (rttNs === null || upNs === null) continue;
        const bound = errorNs ?? 0;
        // Both ends are one machine: each way takes part of the round trip.
        if (rttNs < 0 || upNs < -bound || rttNs - upNs < -bound) negative += 1;
        if (upNs > rttNs + bound) wrong += 1;
      }
      sessions += news.filter((kind) =>
        kind === "restarted" || kind === "silent" || kind === "fell_silent"
      ).length;
      events += news.filter((kind) =>
        kind === "clock_set"
      ).length;
    }
  }
}
const steps = 2 * STEPS_MS.length * REPEATS;
figure(
  `${steps} steps of a clock, most stamps dropped`,
  `${droppedS.toFixed(1)} s`,
  droppedS <= MAX_DROPPED_S,
);
figure("delays below nothing", `${negative}`, negative === 0);
figure("delays above the round trip", `${wrong}`, wrong === 0);
figure(
  "sessions lost",
  `${sessions}, ${unanswered} ECHOs unanswered`,
  sessions === 0 && unanswered === 0,
);
figure("steps told", `${events} of ${steps}`, events >= steps);
