import type { Poller } from "@bufferbane/ffi";
import type { Clock, MonoNs } from "../model/mod.ts";

/** How a periodic job's turn came about. */
export interface Turn {
  /** When it should have begun. */
  readonly deadlineNs: MonoNs;
  /** How late it began, ns, >= 0. */
  readonly lateNs: number;
  /** Turns skipped since the last one, because their time had passed. */
  readonly missed: number;
}

/** When a periodic job runs. */
export interface Rhythm {
  /** Nanoseconds from one turn to the next, > 0. */
  readonly periodNs: bigint;
  /** Where in the period it runs, as an instant of the monotonic clock. */
  readonly phaseNs: bigint;
}

interface Job {
  atNs: bigint;
  readonly run: (job: Job, nowNs: bigint) => void;
}

/**
 * Runs jobs at absolute instants of the monotonic clock, so that lateness
 * never accumulates, and sleeps in the poller in between. Jobs are short and
 * never wait; one that throws ends the run.
 */
export class Schedule {
  readonly #poller: Poller;
  readonly #clock: Clock;
  /** Sorted by time, soonest last. */
  readonly #jobs: Job[] = [];
  #longestSliceNs = 0;

  /** Nothing runs before {@linkcode run}. */
  constructor(poller: Poller, clock: Clock) {
    this.#poller = poller;
    this.#clock = clock;
  }

  /**
   * Runs a job again and again. A turn whose time has wholly passed is
   * skipped and counted, never made up for in a burst.
   *
   * @param rhythm When.
   * @param job Told how late it is.
   * @returns Dispose of it to stop.
   */
  every(rhythm: Rhythm, job: (turn: Turn) => void): Disposable {
    const { periodNs, phaseNs } = rhythm;
    if (periodNs <= 0n) {
      throw new RangeError(`Cannot repeat every ${periodNs} ns`);
    }
    const nowNs = this.#clock.mono();
    const firstNs = phaseNs >= nowNs
      ? phaseNs
      : phaseNs + ((nowNs - phaseNs) / periodNs + 1n) * periodNs;
    return this.#add(firstNs, (entry, startNs) => {
      const lateNs = startNs - entry.atNs;
      const missed = lateNs / periodNs;
      const deadlineNs = entry.atNs + missed * periodNs;
      entry.atNs = deadlineNs + periodNs;
      this.#insert(entry);
      job({
        deadlineNs: deadlineNs as MonoNs,
        lateNs: Number(lateNs),
        missed: Number(missed),
      });
    });
  }

  /**
   * Runs a job once.
   *
   * @param atNs Monotonic clock.
   * @param job What to do.
   * @returns Dispose of it to cancel.
   */
  at(atNs: bigint, job: () => void): Disposable {
    return this.#add(atNs, job);
  }

  /**
   * The longest time that jobs and handlers kept the event loop since the
   * last call, ns.
   */
  takeLongestSliceNs(): number {
    const longest = this.#longestSliceNs;
    this.#longestSliceNs = 0;
    return longest;
  }

  /**
   * Runs jobs until aborted.
   *
   * @param signal Ends the run between two jobs.
   */
  async run(signal: AbortSignal): Promise<void> {
    const onAbort = () => this.#poller.wake();
    signal.addEventListener("abort", onAbort);
    try {
      while (!signal.aborted) {
        const next = this.#jobs.at(-1);
        const nowNs = this.#clock.mono();
        await this.#poller.wait(next?.atNs ?? nowNs + 1_000_000_000n);
        this.#runDue(signal);
      }
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  #runDue(signal: AbortSignal): void {
    const startNs = this.#clock.mono();
    for (let nowNs = startNs; !signal.aborted; nowNs = this.#clock.mono()) {
      const job = this.#jobs.at(-1);
      if (job === undefined || job.atNs > nowNs) break;
      this.#jobs.pop();
      job.run(job, nowNs);
    }
    const sliceNs = Number(this.#clock.mono() - startNs);
    if (sliceNs > this.#longestSliceNs) this.#longestSliceNs = sliceNs;
  }

  #add(atNs: bigint, run: Job["run"]): Disposable {
    const job: Job = { atNs, run };
    this.#insert(job);
    this.#poller.wake();
    return { [Symbol.dispose]: () => this.#cancel(job) };
  }

  /** Before those of the same time, which were asked for earlier. */
  #insert(job: Job): void {
    this.#jobs.splice(this.#indexOf(job.atNs), 0, job);
  }

  /** At once: a timer of minutes that is renewed every second would pile up. */
  #cancel(job: Job): void {
    const { atNs } = job;
    for (let i = this.#indexOf(atNs); this.#jobs[i]?.atNs === atNs; i++) {
      if (this.#jobs[i] !== job) continue;
      this.#jobs.splice(i, 1);
      return;
    }
  }

  /** Of the first job not later than that; by halving, as thousands may wait. */
  #indexOf(atNs: bigint): number {
    let [from, to] = [0, this.#jobs.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#jobs[middle]?.atNs ?? 0n) > atNs) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
