import {
  LOST_ON,
  type Measurement,
  type Series,
  STATUSES,
  type StoredEvent,
  type Tick,
} from "../model/mod.ts";
import type { JournalEntry } from "./journal.ts";
import { LOST_ON_SHIFT, ODD_BIT, USER_STAMPS_BIT } from "./view.ts";

/** Samples that one batch, which is one transaction, holds at most. */
export const BATCH_SAMPLES = 1024;

/** Shorter waits in our own transmit queue are not worth a row. */
const ODD_QUEUE_NS = 100_000;
const INT32_MAX = 0x7fff_ffff;
const CODES = new Map(STATUSES.map((status, code) => [status, code]));

/** What only odd samples have; most have none. */
export interface Oddity {
  /** Which of the batch's samples. */
  readonly sample: number;
  /** What went wrong, in words; may be empty. */
  readonly detail: string;
  /** Further copies of the answer. */
  readonly duplicates: number;
  /** Time in this machine's transmit queue, microseconds. */
  readonly localQueueUs: number;
}

/** What only those ECHOs have whose one-way delay is known, microseconds. */
export interface EchoCells {
  /** Which of the batch's samples. */
  readonly sample: number;
  /** One-way delay up. */
  readonly upUs: number;
  /** Its bound. */
  readonly errorUs: number;
  /** In queues; -1 where not known. */
  readonly queueUpUs: number;
  /** In queues; -1 where not known. */
  readonly queueDownUs: number;
}

/** A batch as it travels to the writer: a column a field, no object a row. */
export interface BatchColumns {
  /** The series that the samples refer to by index. */
  readonly series: readonly Series[];
  /** Each sample's index into `series`. */
  readonly seriesIndex: Uint16Array;
  /** When each was sent, Unix nanoseconds. */
  readonly sentAtNs: BigInt64Array;
  /** Status code and flag bits, as `samples.status` keeps them. */
  readonly status: Uint8Array;
  /** Round-trip time, microseconds; -1 where none. */
  readonly rttUs: Int32Array;
  /** Absolute IPDV, microseconds; -1 where undefined. */
  readonly ipdvUs: Int32Array;
  /** What is odd about some of the samples. */
  readonly oddities: readonly Oddity[];
  /** One-way delays of some of the samples, in their order. */
  readonly echoes: readonly EchoCells[];
  /** The rounds. */
  readonly ticks: readonly Tick[];
  /** The events. */
  readonly events: readonly StoredEvent[];
  /** What else is kept. */
  readonly journal: readonly JournalEntry[];
}

/** Nanoseconds, or none, as a whole number of microseconds that fits. */
function toUs(ns: number | null): number {
  return ns === null ? -1 : Math.min(Math.round(ns / 1000), INT32_MAX);
}

/** Collects rows in preallocated columns, and is used again when written. */
export class Batch {
  readonly #seriesIndex = new Uint16Array(BATCH_SAMPLES);
  readonly #sentAtNs = new BigInt64Array(BATCH_SAMPLES);
  readonly #status = new Uint8Array(BATCH_SAMPLES);
  readonly #rttUs = new Int32Array(BATCH_SAMPLES);
  readonly #ipdvUs = new Int32Array(BATCH_SAMPLES);
  #series = new Map<Series, number>();
  #oddities: Oddity[] = [];
  #echoes: EchoCells[] = [];
  #ticks: Tick[] = [];
  #events: StoredEvent[] = [];
  #journal: JournalEntry[] = [];
  #length = 0;

  /** Samples, ticks, events and journal entries in it. */
  get rows(): number {
    return this.#length + this.#ticks.length + this.#events.length +
      this.#journal.length;
  }

  /** Whether it takes no more. */
  get isFull(): boolean {
    return this.rows >= BATCH_SAMPLES;
  }

  /** Adds a sample; see `Recorder.sample()`. */
  sample(measurement: Measurement, ipdvNs: number | null): void {
    const { series, sentAt, outcome, echo } = measurement;
    const sample = this.#length++;
    const index = this.#series.get(series) ?? this.#series.size;
    this.#series.set(series, index);
    let status = CODES.get(outcome.kind) ?? 0;
    let [rttUs, duplicates, localQueueNs] = [-1, 0, 0];
    if ("rttNs" in outcome) {
      rttUs = toUs(outcome.rttNs);
      ({ duplicates, localQueueNs } = outcome);
      if (outcome.stamps === "user") status |= USER_STAMPS_BIT;
    }
    const { detail } = outcome;
    if (detail !== "" || duplicates > 0 || localQueueNs >= ODD_QUEUE_NS) {
      status |= ODD_BIT;
      const localQueueUs = toUs(localQueueNs);
      this.#oddities.push({ sample, detail, duplicates, localQueueUs });
    }
    if (echo !== undefined) {
      const { delay, lostOn } = echo;
      if (lostOn !== null) {
        status |= (1 + LOST_ON.indexOf(lostOn)) << LOST_ON_SHIFT;
      }
      if (delay !== null) {
        this.#echoes.push({
          sample,
          upUs: toUs(delay.upNs),
          errorUs: toUs(delay.errorNs),
          queueUpUs: toUs(delay.queueUpNs),
          queueDownUs: toUs(delay.queueDownNs),
        });
      }
    }
    this.#seriesIndex[sample] = index;
    this.#sentAtNs[sample] = sentAt;
    this.#status[sample] = status;
    this.#rttUs[sample] = rttUs;
    this.#ipdvUs[sample] = toUs(ipdvNs);
  }

  /** Adds a round. */
  tick(tick: Tick): void {
    this.#ticks.push(tick);
  }

  /** Adds an event. */
  event(event: StoredEvent): void {
    this.#events.push(event);
  }

  /** Adds a journal entry. */
  entry(entry: JournalEntry): void {
    this.#journal.push(entry);
  }

  /** A copy of what is in it, to be sent. */
  columns(): BatchColumns {
    return {
      series: [...this.#series.keys()],
      seriesIndex: this.#seriesIndex.slice(0, this.#length),
      sentAtNs: this.#sentAtNs.slice(0, this.#length),
      status: this.#status.slice(0, this.#length),
      rttUs: this.#rttUs.slice(0, this.#length),
      ipdvUs: this.#ipdvUs.slice(0, this.#length),
      oddities: this.#oddities,
      echoes: this.#echoes,
      ticks: this.#ticks,
      events: this.#events,
      journal: this.#journal,
    };
  }

  /** Empties it. */
  clear(): void {
    this.#series = new Map();
    this.#oddities = [];
    this.#echoes = [];
    this.#ticks = [];
    this.#events = [];
    this.#journal = [];
    this.#length = 0;
  }
}
