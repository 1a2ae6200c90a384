import { SEVERITIES, type Severity } from "../../model/mod.ts";
import type { Notice } from "../incident.ts";
import { type Message, messageOf } from "./message.ts";

/** The first try after a failure comes after so long, ms, */
const FIRST_RETRY_MS = 5_000;
/** the next ones after twice as long each, and this at most. */
const LONGEST_RETRY_MS = 600_000;
/** Messages that wait at most; then the oldest go. */
const CAPACITY = 500;
/** Incidents whose end is to be told, at most. */
const MAX_STARTED = 200;
const HOUR_MS = 3_600_000;

/** How a receiver wants to be told. */
export interface OutboxOptions {
  /** The machine that tells. */
  readonly host: string;
  /** Only incidents this bad or worse. */
  readonly minSeverity: Severity;
  /**
   * Whether each end is told at once, and each time that it comes again; else
   * an end is told when it is one for good.
   */
  readonly isImmediate: boolean;
  /** Messages within an hour at most; the rest waits. */
  readonly perHour: number;
  /** Whether people want to sleep; what is critical is told all the same. */
  readonly isQuiet: (nowMs: number) => boolean;
}

/** An {@linkcode Outbox} to keep over a restart. */
export interface StoredOutbox {
  /** What waits, oldest first. */
  readonly waiting: readonly Message[];
  /** Incidents whose start was told, and whose end is to be. */
  readonly started: readonly string[];
}

/**
 * What one receiver is still to be told, oldest first: once that an incident
 * began, once that it is over for good. Pure: somebody else delivers.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  #waiting: Message[] = [];
  #started: string[] = [];
  #sentMs: number[] = [];
  #inFlight: Message | null = null;
  #failures = 0;
  #retryMs = -Infinity;
  #dropped = 0;

  /**
   * Begins empty.
   *
   * @param options How the receiver wants to be told.
   */
  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** Messages that wait. */
  get length(): number {
    return this.#waiting.length;
  }

  /** Messages that were given up because too many waited. */
  get dropped(): number {
    return this.#dropped;
  }

  /**
   * Takes what has become of an incident.
   *
   * @returns Whether there is something new to keep.
   */
  take(notice: Notice): boolean {
    const { kind, incident } = notice;
    const { minSeverity, isImmediate } = this.#options;
    const isBad = SEVERITIES.indexOf(incident.severity) >=
      SEVERITIES.indexOf(minSeverity);
    const isStart = kind === "opened" || kind === "grew" ||
      isImmediate && kind === "reopened";
    if (isStart) return isBad && this.#start(notice);
    const isEnd = kind === (isImmediate ? "ended" : "settled") ||
      kind === "retracted";
    if (!isEnd) return false;
    const { id } = incident;
    if (!this.#started.includes(id)) return false;
    this.#started = this.#started.filter((started) => started !== id);
    this.#put(this.#message(notice, "end"));
    return true;
  }

  #start(notice: Notice): boolean {
    const { id } = notice.incident;
    const message = this.#message(notice, "start");
    if (!this.#started.includes(id)) {
      this.#started.push(id);
      this.#started.splice(0, this.#started.length - MAX_STARTED);
      this.#put(message);
      return true;
    }
    // Not delivered yet: then it is told as it is now.
    const index = this.#waiting.findIndex((waiting) =>
      waiting.id === message.id
    );
    if (index < 0 || this.#waiting[index] === this.#inFlight) return false;
    this.#waiting[index] = message;
    return true;
  }

  #message({ incident }: Notice, kind: Message["kind"]): Message {
    const message = messageOf(incident, kind, this.#options.host);
    if (!this.#options.isImmediate || incident.repeats === 0) return message;
    return { ...message, id: `${message.id} again ${incident.repeats}` };
  }

  /**
   * The next message to deliver now; `null` if there is none, or one is under
   * way. {@linkcode settle} it.
   */
  next(nowMs: number): Message | null {
    if (this.#inFlight !== null || nowMs < this.#retryMs) return null;
    this.#sentMs = this.#sentMs.filter((atMs) => atMs > nowMs - HOUR_MS);
    if (this.#sentMs.length >= this.#options.perHour) return null;
    const isQuiet = this.#options.isQuiet(nowMs);
    const next = this.#waiting.find(({ severity }) =>
      !isQuiet || severity === "critical"
    );
    this.#inFlight = next ?? null;
    return this.#inFlight;
  }

  /**
   * Ends what {@linkcode next} began.
   *
   * @param isDelivered Whether the receiver has it; if not, it is tried again.
   * @param nowMs Unix milliseconds.
   * @param afterMs Not sooner than after this, if the receiver says so.
   */
  settle(isDelivered: boolean, nowMs: number, afterMs = 0): void {
    const message = this.#inFlight;
    this.#inFlight = null;
    if (isDelivered) {
      this.#failures = 0;
      this.#sentMs.push(nowMs);
      this.#waiting = this.#waiting.filter((waiting) => waiting !== message);
      return;
    }
    const waitMs = Math.min(
      FIRST_RETRY_MS * 2 ** this.#failures++,
      LONGEST_RETRY_MS,
    );
    this.#retryMs = nowMs + Math.max(waitMs, afterMs);
  }

  /** For {@linkcode restore}. */
  stored(): StoredOutbox {
    return { waiting: this.#waiting, started: this.#started };
  }

  /**
   * Goes on where an earlier run was; before anything new.
   *
   * @param stored What {@linkcode stored} gave then.
   */
  restore({ waiting, started }: StoredOutbox): void {
    this.#waiting = [...waiting, ...this.#waiting];
    this.#started = [...started, ...this.#started];
  }

  #put(message: Message): void {
    this.#waiting.push(message);
    while (this.#waiting.length > CAPACITY) {
      const oldest = this.#waiting[0] === this.#inFlight ? 1 : 0;
      this.#waiting.splice(oldest, 1);
      this.#dropped++;
    }
  }
}
