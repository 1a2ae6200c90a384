import { type Series, type Status, STATUSES } from "../model/mod.ts";
import { isCounted, isLoss } from "./loss.ts";

/** As far as an export's `loss_pct` looks back. */
const TRAILING_MS = 60_000;

/** The part of a stored sample that loss depends on. */
export interface LossSample {
  /** What it belongs to; the same object for every sample of a series. */
  readonly series: Series;
  /** When sent, Unix milliseconds. */
  readonly atMs: number;
  /** Index into `STATUSES`. */
  readonly status: number;
}

/**
 * Loss over each series' last {@linkcode TRAILING_MS}, sample by sample, as
 * exports show it. Series may be interleaved; each is fed oldest first.
 */
export class TrailingLoss {
  readonly #windows = new Map<Series, Window>();

  /**
   * Takes the next sample.
   *
   * @param sample What was sent and what became of it.
   * @returns Percent lost over the 60 s up to and including it, 0 to 100;
   * `NaN` when no probe in them counts.
   */
  add({ series, atMs, status }: LossSample): number {
    let window = this.#windows.get(series);
    if (window === undefined) {
      window = new Window();
      this.#windows.set(series, window);
    }
    const name: Status = STATUSES[status] ?? "self_dropped";
    window.evict(atMs - TRAILING_MS);
    if (isCounted(name)) window.push(atMs, isLoss(name, series.probe));
    return window.lossPct;
  }
}

/** A growable ring of (time, lost). */
class Window {
  #atMs = new Float64Array(64);
  #isLost = new Uint8Array(64);
  #first = 0;
  #length = 0;
  #lost = 0;

  get lossPct(): number {
    return 100 * this.#lost / this.#length;
  }

  push(atMs: number, isLost: boolean): void {
    if (this.#length === this.#atMs.length) this.#grow();
    const slot = (this.#first + this.#length) % this.#atMs.length;
    this.#atMs[slot] = atMs;
    this.#isLost[slot] = Number(isLost);
    this.#length++;
    this.#lost += Number(isLost);
  }

  /** Drops what was sent at `untilMs` or before. */
  evict(untilMs: number): void {
    while (this.#length > 0 && (this.#atMs[this.#first] ?? 0) <= untilMs) {
      this.#lost -= this.#isLost[this.#first] ?? 0;
      this.#first = (this.#first + 1) % this.#atMs.length;
      this.#length--;
    }
  }

  #grow(): void {
    const atMs = new Float64Array(this.#atMs.length * 2);
    const isLost = new Uint8Array(atMs.length);
    for (let i = 0; i < this.#length; i++) {
      const slot = (this.#first + i) % this.#atMs.length;
      atMs[i] = this.#atMs[slot] ?? 0;
      isLost[i] = this.#isLost[slot] ?? 0;
    }
    this.#atMs = atMs;
    this.#isLost = isLost;
    this.#first = 0;
  }
}
