import { resolve } from "node:path";
import type {
  LinkSecond,
  Measurement,
  PathTrace,
  StoredEvent,
  TestResult,
  Tick,
  TrafficSecond,
} from "../model/mod.ts";
import type { RetentionRule } from "./retention.ts";
import type { RunIdentity } from "./rows.ts";
import { ThreadedRecorder } from "./threaded_recorder.ts";

/** Where new rows go now. */
export interface RecorderState {
  /** `writing`: to the disk. `memory`: the disk fails; they are kept. */
  readonly kind: "writing" | "memory";
  /** Why, for the user. */
  readonly reason: string;
}

/** Figures of a recorder. */
export interface RecorderStatus {
  /** Where new rows go now. */
  readonly state: RecorderState;
  /** Rows not yet known to be on disk. */
  readonly waitingRows: number;
  /** Rows known to be on disk. */
  readonly writtenRows: number;
  /** Rows lost, oldest first, because the memory was full as well. */
  readonly droppedRows: number;
}

/** How to record. */
export interface RecorderOptions {
  /** Who records. */
  readonly run: RunIdentity;
  /** Told of every change, also of one during opening, and of repairs. */
  readonly onState: (state: RecorderState) => void;
  /** One transaction in so many ms, 1 to 10,000; 1000 unless said. */
  readonly commitIntervalMs?: number;
  /**
   * Rows kept in memory (20 bytes each) while the disk fails. Unless said
   * 400,000: an hour of 100 rows a second.
   */
  readonly memoryRows?: number;
  /** How long what is kept; for ever unless said. */
  readonly retention?: RetentionRule;
  /** How long one try waits for another process's lock; 5000 unless said. */
  readonly busyTimeoutMs?: number;
  /** After how long a silent disk is called failing; 10,000 unless said. */
  readonly stallMs?: number;
}

/** Keeps what was measured. None of its methods blocks. */
export interface Recorder extends AsyncDisposable {
  /**
   * Keeps a sample. A second report of the same probe replaces the first.
   *
   * @param measurement What was measured.
   * @param ipdvNs Absolute IPDV, ns; `null` where undefined.
   */
  sample(measurement: Measurement, ipdvNs: number | null): void;
  /** Keeps a round's self-audit. */
  tick(tick: Tick): void;
  /** Keeps an event, or replaces one of the same start and subject. */
  event(event: StoredEvent): void;
  /**
   * Keeps a load test. Given again with the same start, kind, interface and
   * server it replaces one that was not complete, never one that was.
   */
  testResult(test: TestResult): void;
  /**
   * Keeps an interface's second.
   *
   * @throws {RangeError} When a count is negative or no whole number.
   */
  linkSecond(second: LinkSecond): void;
  /**
   * Keeps a second's traffic by kind.
   *
   * @throws {RangeError} When a count is negative or no whole number.
   */
  trafficSecond(second: TrafficSecond): void;
  /** Keeps the way to a target. */
  pathTrace(trace: PathTrace): void;
  /**
   * Keeps a small value over restarts, instead of the one of that name.
   *
   * @param key Its name, e.g. `"budget eth0"`: one of a bounded number.
   * @param json The value, at most a few hundred KB.
   */
  keep(key: string, json: string): void;
  /**
   * Reads what {@linkcode keep} kept, of this run or an earlier one.
   *
   * @param key Its name.
   * @returns Its JSON; `null` if there is none.
   * @throws {StoreError} When the database cannot be read now.
   */
  kept(key: string): Promise<string | null>;
  /**
   * Writes now.
   *
   * @returns When all that was given before is on disk, safe from power cuts.
   * @throws {StoreError} When it could not be written; it is tried again.
   */
  flush(): Promise<void>;
  /** Figures for a status page. */
  readonly status: RecorderStatus;
  /**
   * Writes what waits, notes the orderly end, closes the database.
   *
   * @throws {StoreError} When something could not be written and is lost.
   */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Opens the store for the monitor. While the disk cannot be written, rows are
 * kept in memory, from the first moment on.
 *
 * @example Usage
 * ```ts ignore
 * await using recorder = await openRecorder("/var/lib/bufferbane/bufferbane.db", {
 *   run: { startedMs: 0, pid: 1, bootId: "", host: "nas", version: "1.0.0" },
 *   onState: ({ kind, reason }) => log.warn("The store changed", { kind, reason }),
 * });
 * recorder.sample(measurement, null);
 * ```
 *
 * @param path The database; made if missing.
 * @param options Who records, and how.
 * @returns The recorder.
 * @throws {StoreError} When the file is not ours (`foreign`) or a newer
 *   bufferbane's (`newer`); it is left untouched.
 * @throws {RangeError} When the commit interval is out of range.
 */
export async function openRecorder(
  path: string,
  options: RecorderOptions,
): Promise<Recorder> {
  const { commitIntervalMs = 1_000 } = options;
  if (!(commitIntervalMs >= 1 && commitIntervalMs <= 10_000)) {
    throw new RangeError(
      `Cannot commit every ${commitIntervalMs} ms (allowed: 1 to 10000)`,
    );
  }
  const recorder = new ThreadedRecorder(resolve(path), options);
  await recorder.opened;
  return recorder;
}
