/** The last minutes of one series. Pure. @module */

/** A probe as the monitor's live stream tells it. */
export interface LiveSample {
  readonly timestampMs: number;
  readonly interface: string;
  readonly connectionType: string;
  readonly target: string;
  readonly testType: "icmp" | "dns" | "tcp" | "echo";
  readonly family: 4 | 6;
  readonly variant: string;
  readonly serverName?: string;
  readonly status: string;
  readonly rttMs?: number | null;
  readonly connectMs?: number | null;
  readonly dnsTimeMs?: number | null;
  readonly jitterMs?: number | null;
  readonly packetLossPct?: number | null;
}

/** A probe as it is drawn. */
export interface LivePoint {
  /** When it was sent, Unix milliseconds. */
  readonly atMs: number;
  /** How long it took, ms; `null`: no answer. */
  readonly ms: number | null;
  /** Difference to the one before, ms; `null`: undefined. */
  readonly jitterMs: number | null;
  /** Whether it counts as lost; `null`: says nothing of the line. */
  readonly isLost: boolean | null;
}

/** What the last minute came to. */
export interface LiveFigures {
  /** The newest probe's time, ms; `null`: it was lost, or there is none. */
  readonly newestMs: number | null;
  /** Median, ms; `null` without an answer. */
  readonly medianMs: number | null;
  /** Mean absolute difference between neighbours, ms; `null`: undefined. */
  readonly jitterMs: number | null;
  /** Probes that count. */
  readonly sent: number;
  /** Of these, lost. */
  readonly lost: number;
  /** Lost without an answer in between, up to now. */
  readonly lostInARow: number;
}

/** What an answer's status can be; of names and connections. */
const ANSWERED: readonly string[] = ["ok", "late", "rcode"];
/** Kept this long. */
export const KEPT_MS = 120_000;
/** Figures are of this long. */
const FIGURES_MS = 60_000;

/**
 * A live sample as a point.
 *
 * @param sample As it came.
 */
export function pointOf(sample: LiveSample): LivePoint {
  const { timestampMs: atMs, status, jitterMs: jitterMs = null } = sample;
  const { packetLossPct: lossPct } = sample;
  return {
    atMs,
    ms: sample.rttMs ?? sample.connectMs ?? sample.dnsTimeMs ?? null,
    jitterMs,
    isLost: lossPct === undefined
      ? !ANSWERED.includes(status)
      : lossPct === null
      ? null
      : lossPct > 0,
  };
}

/** Points of the last two minutes, each instant once, in order. */
export class LiveSeries {
  #points: LivePoint[] = [];

  /** Oldest first. */
  get points(): readonly LivePoint[] {
    return this.#points;
  }

  /**
   * Takes one more; one that is known already is replaced: a lost probe whose
   * answer came late after all.
   *
   * @param point The point.
   */
  add(point: LivePoint): void {
    const { atMs } = point;
    let place = this.#points.length;
    while (place > 0 && (this.#points[place - 1]?.atMs ?? 0) > atMs) place--;
    const isKnown = this.#points[place - 1]?.atMs === atMs;
    if (isKnown) this.#points[place - 1] = point;
    else this.#points.splice(place, 0, point);
    const newestMs = this.#points.at(-1)?.atMs ?? 0;
    const old = this.#points.findIndex(({ atMs }) => atMs > newestMs - KEPT_MS);
    if (old > 0) this.#points.splice(0, old);
  }

  /**
   * The last minute's figures.
   *
   * @param nowMs Its end, Unix milliseconds.
   */
  figures(nowMs: number): LiveFigures {
    const recent = this.#points.filter(({ atMs, isLost }) =>
      atMs > nowMs - FIGURES_MS && isLost !== null
    );
    const times = recent.flatMap(({ ms }) => ms ?? []).toSorted((a, b) =>
      a - b
    );
    const jitters = recent.flatMap(({ jitterMs }) => jitterMs ?? []);
    const answered = recent.findLastIndex(({ isLost }) => isLost === false);
    return {
      newestMs: recent.at(-1)?.ms ?? null,
      medianMs: times[Math.ceil(times.length / 2) - 1] ?? null,
      jitterMs: jitters.length === 0
        ? null
        : jitters.reduce((sum, one) => sum + one, 0) / jitters.length,
      sent: recent.length,
      lost: recent.filter(({ isLost }) => isLost).length,
      lostInARow: recent.length - 1 - answered,
    };
  }
}
