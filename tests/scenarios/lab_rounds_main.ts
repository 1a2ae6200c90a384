/**
 * For the lab: bufferbane's own pings and ECHOs, driven from outside and
 * labelled with a time of the driver's choice, so that an evening need not
 * last five hours. Runs inside a namespace; prints `open`, then answers each
 * line of JSON with a line of JSON.
 *
 * @module
 */

import { openLibc } from "@bufferbane/ffi";
import {
  chooseAead,
  deriveSecretKeys,
  NonceSource,
} from "@bufferbane/protocol";
import { systemClock } from "../../client/cli/system_clock.ts";
import {
  LOST_ON,
  type Measurement,
  type Series,
  STATUSES,
  type WallNs,
} from "../../client/model/mod.ts";
import { EchoProbe } from "../../client/probes/echo.ts";
import { IcmpProbe } from "../../client/probes/icmp.ts";
import { Schedule } from "../../client/probes/schedule.ts";

/** Whom to measure. */
export interface RoundsSetting {
  /** Pinged; `series.target` is the address. */
  readonly series: readonly Series[];
  /** The own server's series; `target` is its address. */
  readonly server: Series;
  /** Its UDP port. */
  readonly port: number;
  /** 64 hexadecimal digits. */
  readonly secret: string;
  /** The interface to leave by. */
  readonly device: string;
}

/** Rounds to be made. */
export interface RoundsRequest {
  /** The first round's label, Unix milliseconds; each next is 1 s later. */
  readonly labelMs: number;
  /** How many. */
  readonly rounds: number;
  /** From one to the next in truth, ms. */
  readonly intervalMs: number;
}

/** What became of them, a row a series, a column a round. */
export interface RoundsRow {
  /** Index into `STATUSES`. */
  readonly status: number[];
  /** Microseconds; -1: no answer. */
  readonly rttUs: number[];
  /** 0, or 1 + index into `LOST_ON`. */
  readonly lostOn: number[];
}

/** Real milliseconds after which a probe of a hurried second is lost. */
const TIMEOUT_MS = 900;
/** For the ECHOs' directions to be known. */
const SETTLE_MS = 6500;
const MS = 1_000_000n;

async function main(setting: RoundsSetting): Promise<void> {
  using libc = openLibc();
  using poller = libc.openPoller();
  const clock = systemClock(libc);
  const schedule = new Schedule(poller, clock);
  const all = [...setting.series, setting.server];
  let rows = new Map<string, RoundsRow>();
  let labelMs = 0;

  function report({ series, sentAt, outcome, echo }: Measurement): void {
    const row = rows.get(series.target);
    const round = Number(sentAt / MS) - labelMs;
    if (row === undefined || round < 0) return;
    const at = round / 1000;
    row.status[at] = STATUSES.indexOf(outcome.kind);
    row.rttUs[at] = "rttNs" in outcome ? Math.round(outcome.rttNs / 1000) : -1;
    const lostOn = echo?.lostOn ?? null;
    row.lostOn[at] = lostOn === null ? 0 : 1 + LOST_ON.indexOf(lostOn);
  }

  const context = { libc, poller, schedule, clock, report };
  using icmp = new IcmpProbe(context, {
    family: 4,
    device: setting.device,
    timeoutNs: BigInt(TIMEOUT_MS) * MS,
    lateNs: BigInt(TIMEOUT_MS) * MS,
    tag: crypto.getRandomValues(new Uint32Array(1))[0] ?? 0,
  });
  icmp.setTargets(
    setting.series.map((series) => ({ series, address: series.target })),
  );
  using echo = new EchoProbe(context, {
    secret: deriveSecretKeys(Uint8Array.fromHex(setting.secret)),
    aead: chooseAead(),
    nonces: new NonceSource(),
    random: (count) => crypto.getRandomValues(new Uint8Array(count)),
    address: setting.server.target,
    port: setting.port,
    device: setting.device,
    series: setting.server,
    timeoutNs: 1000n * MS,
    lateNs: 10_000n * MS,
    onNews: ({ kind }) => {
      if (kind === "answers") say("open");
    },
  });
  const done = new AbortController();
  const running = schedule.run(done.signal);

  function answer(request: RoundsRequest): Promise<RoundsRow[]> {
    const { rounds, intervalMs } = request;
    labelMs = request.labelMs;
    rows = new Map(all.map(({ target }) => [target, {
      status: new Array(rounds).fill(STATUSES.indexOf("timeout")),
      rttUs: new Array(rounds).fill(-1),
      lostOn: new Array(rounds).fill(0),
    }]));
    return new Promise((resolve) => {
      const periodNs = BigInt(intervalMs) * MS;
      let sent = 0;
      const rhythm = { periodNs, phaseNs: clock.mono() + periodNs };
      const sending = schedule.every(rhythm, () => {
        const label = BigInt(labelMs + 1000 * sent++) * MS as WallNs;
        icmp.send(label);
        echo.send(label);
        if (sent < rounds) return;
        sending[Symbol.dispose]();
        schedule.at(
          clock.mono() + BigInt(SETTLE_MS) * MS,
          () => resolve(all.flatMap(({ target }) => rows.get(target) ?? [])),
        );
      });
    });
  }

  const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream());
  for await (const line of lines) {
    // Written by the lab's driver, one request a write.
    say(JSON.stringify(await answer(JSON.parse(line) as RoundsRequest)));
  }
  done.abort();
  await running;
}

function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

// Written by the lab's driver.
if (import.meta.main) {
  await main(JSON.parse(Deno.args[0] ?? "{}") as RoundsSetting);
}
