/** A second of the line under load. */
export interface LoadedSecond {
  /** When, Unix milliseconds. */
  readonly atMs: number;
  /** What the direction carried, bit/s. */
  readonly bps: number;
  /** Delay above the idle one, ns. */
  readonly upliftNs: number;
}

/** What is older than this may be another line, ms: seven days. */
export const KEPT_MS = 7 * 86_400e3;

const DAY_MS = 86_400e3;
const DAYS = KEPT_MS / DAY_MS;

/** From this share of the highest rate on, a second is kept apart. */
const HIGH_SHARE = 1 / 2;

/**
 * The seconds of one direction that tell of its queue, in constant memory.
 * Seconds of much load have a ring of their own, so that a day of streaming
 * does not push out the few that matter.
 */
export class LoadedSeconds {
  readonly #high = new Ring<LoadedSecond>(1024);
  readonly #low = new Ring<LoadedSecond>(1024);
  readonly #idleNs = new Ring<number>(300);
  readonly #dailyHighest = new Ring<{ day: number; bps: number }>(DAYS);
  #lastBps = 0;

  /**
   * Notes what the direction carried, whether its delay is of use or not.
   *
   * @param bps bit/s for two seconds at least.
   * @param atMs When, Unix milliseconds, ascending.
   */
  see(bps: number, atMs: number): void {
    const sustainedBps = Math.min(bps, this.#lastBps);
    this.#lastBps = bps;
    const day = Math.floor(atMs / DAY_MS);
    const today = this.#dailyHighest.newest();
    if (today === undefined || today.day !== day) {
      this.#dailyHighest.add({ day, bps: sustainedBps });
    } else {
      today.bps = Math.max(today.bps, sustainedBps);
    }
  }

  /** The highest rate that lasted for three seconds within a week, bit/s. */
  highestBps(): number {
    const today = this.#dailyHighest.newest()?.day ?? NaN;
    return this.#dailyHighest.values()
      .filter(({ day }) => day > today - DAYS)
      .reduce((highest, { bps }) => Math.max(highest, bps), 0);
  }

  /** Keeps a second under load. */
  addLoaded(second: LoadedSecond): void {
    const isHigh = second.bps >= this.highestBps() * HIGH_SHARE;
    (isHigh ? this.#high : this.#low).add(second);
  }

  /** Keeps the delay of an idle second above the idle median, ns. */
  addIdle(upliftNs: number): void {
    this.#idleNs.add(upliftNs);
  }

  /** The seconds under load of the last week, oldest first. */
  loaded(): readonly LoadedSecond[] {
    const all = [...this.#low.values(), ...this.#high.values()]
      .sort((a, b) => a.atMs - b.atMs);
    const newestMs = all.at(-1)?.atMs ?? NaN;
    return all.filter(({ atMs }) => atMs > newestMs - KEPT_MS);
  }

  /** Delays of idle seconds above the idle median, ns. */
  idle(): readonly number[] {
    return this.#idleNs.values();
  }
}

/** The last values fed. */
class Ring<Value> {
  readonly #capacity: number;
  readonly #values: Value[] = [];
  #added = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(value: Value): void {
    this.#values[this.#added++ % this.#capacity] = value;
  }

  newest(): Value | undefined {
    return this.#values[(this.#added - 1) % this.#capacity];
  }

  /** In no particular order. */
  values(): readonly Value[] {
    return this.#values;
  }
}
