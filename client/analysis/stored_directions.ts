import { LOST_ON, type SampleColumns } from "../model/mod.ts";
import type { DirectionFigures, Directions } from "./directions.ts";
import type { Rollup } from "./rollup.ts";
import { Times } from "./times.ts";

const NS_PER_US = 1000;

/** Gathers the {@linkcode Directions} of stored ECHOs, fed in chunks. */
export class StoredDirections {
  readonly #up = new DirectionTimes();
  readonly #down = new DirectionTimes();
  readonly #lostOn = new Float64Array(LOST_ON.length);
  #errorUs = NaN;

  /**
   * Takes the next chunk.
   *
   * @param columns Of one series; those of other probes tell nothing.
   */
  add({ echo, length }: SampleColumns): void {
    if (echo === undefined) return;
    for (let i = 0; i < length; i++) {
      const lostOn = (echo.lostOn[i] ?? 0) - 1;
      if (lostOn >= 0) this.#lostOn[lostOn] = (this.#lostOn[lostOn] ?? 0) + 1;
      const upUs = echo.upUs[i] ?? -1;
      if (upUs >= 0) {
        this.#up.delays.push(upUs);
        this.#down.delays.push(echo.downUs[i] ?? -1);
        this.#bound(echo.errorUs[i] ?? 0);
      }
      const queueUpUs = echo.queueUpUs[i] ?? -1;
      if (queueUpUs < 0) continue;
      this.#up.queue(queueUpUs);
      this.#down.queue(echo.queueDownUs[i] ?? -1);
    }
  }

  /** Takes what followed, summed up. */
  addRollup({ echo, lostOn, maxErrorUs }: Rollup): void {
    for (const [on, count] of lostOn.entries()) {
      this.#lostOn[on] = (this.#lostOn[on] ?? 0) + count;
    }
    if (echo === null) return;
    this.#up.delays.merge(echo.up);
    this.#down.delays.merge(echo.down);
    this.#up.queues.merge(echo.queueUp);
    this.#down.queues.merge(echo.queueDown);
    if (echo.up.count > 0) this.#bound(maxErrorUs);
  }

  /** The figures so far. */
  finish(): Directions {
    const lost = (on: typeof LOST_ON[number]) =>
      this.#lostOn[LOST_ON.indexOf(on)] ?? 0;
    return {
      up: this.#up.figures(lost("up")),
      down: this.#down.figures(lost("down")),
      errorNs: this.#errorUs * NS_PER_US,
      lostUnknown: lost("unknown"),
    };
  }

  #bound(errorUs: number): void {
    if (!(errorUs <= this.#errorUs)) this.#errorUs = errorUs;
  }
}

/** One direction's times, µs. */
class DirectionTimes {
  readonly delays = new Times();
  readonly queues = new Times();
  #lastQueueUs = NaN;

  queue(us: number): void {
    this.queues.push(us);
    this.#lastQueueUs = us;
  }

  figures(lost: number): DirectionFigures {
    const queues = this.queues.figures();
    return {
      lastQueueNs: this.#lastQueueUs * NS_PER_US,
      queueP50Ns: queues.percentile(50) * NS_PER_US,
      queueP95Ns: queues.percentile(95) * NS_PER_US,
      queueP99Ns: queues.percentile(99) * NS_PER_US,
      meanDelayNs: this.delays.figures().meanUs * NS_PER_US,
      lost,
    };
  }
}
