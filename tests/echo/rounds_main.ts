/**
 * For tests: bufferbane's own ECHO probe and clock estimator, driven from
 * outside. Runs inside a namespace; prints `open` when the session is, then
 * reads requests, one a line of JSON, and answers each with a line of JSON.
 *
 * @module
 */

import { openLibc } from "@bufferbane/ffi";
import {
  chooseAead,
  deriveSecretKeys,
  NonceSource,
} from "@bufferbane/protocol";
import { OneWayDelays } from "../../client/analysis/mod.ts";
import { systemClock } from "../../client/cli/system_clock.ts";
import type { Measurement, WallNs } from "../../client/model/mod.ts";
import { EchoProbe } from "../../client/probes/echo.ts";
import { Schedule } from "../../client/probes/schedule.ts";
import { seriesOf } from "../../client/probes/testing.ts";
import { makeGarbage } from "../support/garbage.ts";
import { skewLibc } from "../support/skewed_libc.ts";
import { stepLibc } from "../support/stepped_libc.ts";

/** Whom to measure, and with what clocks. */
export interface EchoSetting {
  /** The server's address. */
  readonly address: string;
  /** Its UDP port. */
  readonly port: number;
  /** 64 hexadecimal digits. */
  readonly secret: string;
  /** The interface to leave by. */
  readonly device: string;
  /** How much faster this end's clocks run, ppm. */
  readonly ratePpm: number;
  /** Whether to keep the garbage collector busy meanwhile. */
  readonly garbage?: boolean;
}

/** What to do next. */
export interface EchoRequest {
  /** How many rounds. */
  readonly rounds: number;
  /** From one to the next, ms. */
  readonly intervalMs: number;
  /** How long to wait for the last ones' fate, ms. */
  readonly settleMs: number;
  /** Sets this end's clocks before the first round, ms. */
  readonly stepMs?: number;
  /** Sets only its wall clock, as `date -s` does, ms. */
  readonly wallStepMs?: number;
  /** The first round to tell of; these rounds only without it. */
  readonly since?: number;
}

/** What became of one round, in the end; times in ns. */
export interface EchoRow {
  /** Which round, from 0 on over all requests. */
  readonly round: number;
  readonly status: string;
  readonly detail: string;
  readonly rttNs: number | null;
  readonly localQueueNs: number | null;
  readonly upNs: number | null;
  readonly errorNs: number | null;
  readonly queueUpNs: number | null;
  readonly queueDownNs: number | null;
  readonly lostOn: string | null;
}

/** The rounds of one request, and what was noticed meanwhile. */
export interface EchoAnswer {
  readonly rows: readonly EchoRow[];
  readonly news: readonly string[];
}

function rowOf(round: number, measurement: Measurement): EchoRow {
  const { outcome, echo } = measurement;
  const delay = echo?.delay ?? null;
  return {
    round,
    status: outcome.kind,
    detail: outcome.detail,
    rttNs: "rttNs" in outcome ? outcome.rttNs : null,
    localQueueNs: "rttNs" in outcome ? outcome.localQueueNs : null,
    upNs: delay?.upNs ?? null,
    errorNs: delay?.errorNs ?? null,
    queueUpNs: delay?.queueUpNs ?? null,
    queueDownNs: delay?.queueDownNs ?? null,
    lostOn: echo?.lostOn ?? null,
  };
}

async function main(setting: EchoSetting): Promise<void> {
  const stepped = stepLibc(openLibc());
  using libc = skewLibc(stepped, setting.ratePpm);
  using poller = libc.openPoller();
  const clock = systemClock(libc);
  const schedule = new Schedule(poller, clock);
  const delays = new OneWayDelays();
  const last = new Map<number, Measurement>();
  let news: string[] = [];
  let sent = 0;

  function report(reported: Measurement): void {
    const { measurement, news: clockNews } = delays.derive(reported);
    // The round's number is its label.
    last.set(Number(measurement.sentAt), measurement);
    news.push(...clockNews.map(({ kind }) => kind));
  }

  using probe = new EchoProbe({ libc, poller, schedule, clock, report }, {
    secret: deriveSecretKeys(Uint8Array.fromHex(setting.secret)),
    aead: chooseAead(),
    nonces: new NonceSource(),
    random: (count) => crypto.getRandomValues(new Uint8Array(count)),
    address: setting.address,
    port: setting.port,
    device: setting.device,
    series: seriesOf({ probe: "echo", role: "server", server: "lab" }),
    timeoutNs: 1_000_000_000n,
    lateNs: 10_000_000_000n,
    onNews(told) {
      const { kind } = told;
      const which = kind === "path_mtu" ? ` ${told.lostOn}: ${told.says}` : "";
      news.push(kind + which);
      if (kind === "answers" && sent === 0) say("open");
    },
  });
  const done = new AbortController();
  const running = schedule.run(done.signal);

  function answer(request: EchoRequest): Promise<EchoAnswer> {
    const { rounds, intervalMs, settleMs, stepMs = 0, wallStepMs = 0 } =
      request;
    if (stepMs !== 0) libc.step(BigInt(Math.round(stepMs * 1e6)));
    if (wallStepMs !== 0) {
      stepped.stepWall(BigInt(Math.round(wallStepMs * 1e6)));
    }
    const first = sent;
    const { since = first } = request;
    return new Promise((resolve) => {
      const periodNs = BigInt(Math.round(intervalMs * 1e6));
      const rhythm = { periodNs, phaseNs: clock.mono() + periodNs };
      const sending = schedule.every(rhythm, () => {
        probe.send(BigInt(sent++) as WallNs);
        if (setting.garbage === true) makeGarbage();
        if (sent - first < rounds) return;
        sending[Symbol.dispose]();
        schedule.at(clock.mono() + BigInt(settleMs) * 1_000_000n, () => {
          const rows = [...last].filter(([round]) => round >= since)
            .map(([round, measurement]) => rowOf(round, measurement))
            .sort((a, b) => a.round - b.round);
          resolve({ rows, news });
          news = [];
        });
      });
    });
  }

  const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream());
  for await (const line of lines) {
    // Written by the tests, one request a write.
    say(JSON.stringify(await answer(JSON.parse(line) as EchoRequest)));
  }
  done.abort();
  await running;
}

function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

// Written by the tests.
if (import.meta.main) {
  await main(JSON.parse(Deno.args[0] ?? "{}") as EchoSetting);
}
