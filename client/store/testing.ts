/** What the store's tests share. @module */

import type {
  Measurement,
  Period,
  Series,
  Tick,
  WallNs,
} from "../model/mod.ts";
import { Batch } from "./batch.ts";
import {
  openRecorder,
  type Recorder,
  type RecorderOptions,
  type RecorderState,
} from "./recorder.ts";
import { Writer } from "./writer.ts";

/** 2026-11-20T10:00:00Z, Unix milliseconds. */
export const START_MS = 1_795_168_800_000;

/** All of time. */
export const ALWAYS = { fromMs: 0, toMs: Infinity };

/** A run that begins at {@linkcode START_MS}. */
export const RUN = {
  startedMs: START_MS,
  pid: 4711,
  bootId: "b00",
  host: "nas",
  version: "1.2.3",
};

/** ICMP to 8.8.8.8 over eth0, unless said otherwise. */
export function seriesOf(changes: Partial<Series> = {}): Series {
  return {
    probe: "icmp",
    interface: "eth0",
    connectionType: "wired",
    target: "8.8.8.8",
    role: "public",
    family: 4,
    variant: "",
    server: "",
    ...changes,
  };
}

/** Unix nanoseconds. */
export function wallNs(atMs: number, furtherNs = 0): WallNs {
  return BigInt(atMs) * 1_000_000n + BigInt(furtherNs) as WallNs;
}

/** An answer in time. */
export function answered(
  series: Series,
  sentAt: WallNs,
  options: { readonly rttUs: number; readonly isLate?: boolean },
): Measurement {
  return {
    series,
    sentAt,
    outcome: {
      kind: options.isLate ? "late" : "ok",
      rttNs: options.rttUs * 1000,
      localQueueNs: 0,
      stamps: "kernel",
      duplicates: 0,
      detail: "",
    },
  };
}

/** No answer. */
export function unanswered(series: Series, sentAt: WallNs): Measurement {
  return { series, sentAt, outcome: { kind: "timeout", detail: "" } };
}

/** An unspoilt round. */
export function tickAt(at: WallNs): Tick {
  return { at, lateNs: 80_000, lagNs: 1_200_000, missed: 0, isSpoilt: false };
}

/** A folder that is removed with all in it. */
export function temporaryFolder(): Disposable & { readonly path: string } {
  const path = Deno.makeTempDirSync({ prefix: "bufferbane-store-" });
  return {
    path,
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}

/** A recorder that commits only on flush, and the states it went through. */
export async function recordTo(
  path: string,
  options: Partial<RecorderOptions> & { readonly startedMs?: number } = {},
): Promise<{ recorder: Recorder; states: RecorderState[] }> {
  const states: RecorderState[] = [];
  const { startedMs = START_MS, ...others } = options;
  const recorder = await openRecorder(path, {
    run: { ...RUN, startedMs },
    onState: (state) => states.push(state),
    commitIntervalMs: 10_000,
    busyTimeoutMs: 50,
    memoryRows: 10_000,
    ...others,
  });
  return { recorder, states };
}

/** Makes a database with so many samples and rounds, a second apart. */
export async function fill(path: string, seconds: number): Promise<void> {
  const { recorder } = await recordTo(path, { memoryRows: 3 * seconds });
  await using _ = recorder;
  const series = seriesOf();
  for (let i = 0; i < seconds; i++) {
    const at = wallNs(START_MS + 1000 * i);
    recorder.sample(answered(series, at, { rttUs: 8000 + i % 100 }), i % 100);
    recorder.tick(tickAt(at));
  }
}

/** Writes what is filled in, and sums up what has ended. */
export type Commit = (fill: (batch: Batch) => void) => void;

/** A writer as its thread has it. */
export function committing(path: string): {
  readonly writer: Writer;
  readonly commit: Commit;
} {
  const writer = new Writer({ path, run: RUN, busyTimeoutMs: 50 }, {
    onCheck: () => {},
    onRepair: () => {},
  });
  return {
    writer,
    commit(fill) {
      const batch = new Batch();
      fill(batch);
      writer.write(batch.columns());
      writer.tidy();
    },
  };
}

/** Writes a probe a second of {@linkcode seriesOf}, a minute a commit. */
export function writeProbes(
  commit: Commit,
  seconds: Period,
  rttOf: (second: number) => number | null,
): void {
  const series = seriesOf();
  for (let s = seconds.fromMs; s < seconds.toMs; s += 60) {
    commit((batch) => {
      for (let i = s; i < Math.min(s + 60, seconds.toMs); i++) {
        const at = wallNs(START_MS + 1000 * i + 60);
        const rttUs = rttOf(i);
        batch.tick(tickAt(at));
        if (rttUs === null) batch.sample(unanswered(series, at), null);
        else batch.sample(answered(series, at, { rttUs }), 2_000);
      }
    });
  }
}
