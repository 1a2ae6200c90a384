/**
 * How long it takes from the onset of a trouble to the line that tells of it,
 * with real packets. The bounds are those that the specification promises.
 *
 * ```sh
 * deno run -A tests/peers/alert_latency.ts [rounds]
 * ```
 *
 * A round takes about 70 s; needs root and dnsmasq.
 *
 * @module
 */

import { openHousehold } from "../cli/household.ts";
import { endBy, lineOf, pass, start } from "../cli/program.ts";
import { figure } from "./figure.ts";
import { type Delay, delayLine, drop, type Lab } from "../lab/mod.ts";
import type { Spawned } from "../lab/spawned.ts";

interface Trouble {
  readonly name: string;
  readonly line: RegExp;
  readonly limitMs: number;
}

const FIRST: Trouble = {
  name: "total loss, first mention",
  line: /Nothing on the internet answers|Line down/,
  limitMs: 4_000,
};
const MICRO: Trouble = {
  name: "micro-disconnection",
  line: /Line down/,
  limitMs: 5_000,
};
const BURST: Trouble = {
  name: "5 lost packets of one target",
  line: /8\.8\.8\.8 does not answer .*: 5 in a row lost/,
  limitMs: 7_000,
};
const SPIKE: Trouble = { name: "spike", line: /Slow on c0/, limitMs: 7_000 };

const worst = new Map<Trouble, number>();

/** Waits for the line, and notes how long after the onset it was written. */
async function notice(
  monitor: Spawned,
  trouble: Trouble,
  { from, onsetMs }: { readonly from: number; readonly onsetMs: number },
): Promise<void> {
  const line = await lineOf(monitor, trouble.line, from);
  const afterMs = JSON.parse(line)["timestamp_ms"] - onsetMs;
  worst.set(trouble, Math.max(worst.get(trouble) ?? 0, afterMs));
}

/** Waits for the end of a trouble: on a busy machine the lab adds its own. */
async function over(
  monitor: Spawned,
  match: RegExp,
  from: number,
): Promise<void> {
  for (let s = 0; s < 120; s++) {
    if (monitor.stdout().slice(from).some((line) => match.test(line))) return;
    await pass(1_000);
  }
  throw new Error(`Cannot wait any longer for ${match}`);
}

async function round(
  monitor: Spawned,
  lab: Lab,
  delay: Delay,
): Promise<void> {
  // At any phase of the monitor's second.
  await pass(Math.random() * 1000);
  let at = { from: monitor.stdout().length, onsetMs: Date.now() };
  const outage = await drop(lab.line.up, { kind: "all" });
  await Promise.all([FIRST, MICRO].map((of) => notice(monitor, of, at)));
  await outage[Symbol.asyncDispose]();
  await over(monitor, /up again/, at.from);

  await pass(12_000 + Math.random() * 1000);
  at = { from: monitor.stdout().length, onsetMs: Date.now() };
  const up = lab.interfaces[0].up;
  const lost = await drop(up, {
    kind: "next",
    packets: 5,
    match: "ip daddr 8.8.8.8 icmp type echo-request",
  });
  await notice(monitor, BURST, at);
  await lost[Symbol.asyncDispose]();
  await over(monitor, /8\.8\.8\.8 answers again/, at.from);

  await pass(Math.random() * 1000);
  at = { from: monitor.stdout().length, onsetMs: Date.now() };
  await delay.change({ up: { delayNs: 80e6 } });
  await notice(monitor, SPIKE, at);
  await delay.change({ up: { delayNs: 5e6 } });
  await over(monitor, /Over after .*Slow on c0/, at.from);
}

if (import.meta.main) {
  const rounds = Number(Deno.args[0] ?? 3);
  await using home = await openHousehold();
  const { lab, here, db } = home;
  await using delay = await delayLine(lab, {
    up: { delayNs: 5e6 },
    down: { delayNs: 5e6 },
  });
  // Else the second round's troubles are the first one's, come again.
  const config = `${here.folder}/client.conf`;
  await Deno.writeTextFile(config, "[alerts]\nreopen_s = 1\n");
  await using monitor = await start(here, ["--db", db, "--json"]);
  // What is usual is known by then.
  await pass(20_000);
  for (let i = 0; i < rounds; i++) {
    await round(monitor, lab, delay);
  }
  await endBy(monitor, "SIGINT");
  for (const [{ name, limitMs }, ms] of worst) {
    figure({
      what:
        `from the onset to the live line, real packets, ${rounds} times: ${name}`,
      asked: `${limitMs / 1000} s`,
      reached: `${(ms / 1000).toFixed(1)} s at most`,
      isReached: ms <= limitMs,
    });
  }
}
