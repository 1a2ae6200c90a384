/**
 * Upper ends of the ranges that turnarounds are counted in, ns: three to a
 * decade around what a server takes, and one for what is far too long.
 */
export const TURNAROUND_BOUNDS_NS: readonly number[] = [
  10_000,
  25_000,
  50_000,
  100_000,
  250_000,
  500_000,
  1_000_000,
  2_500_000,
  5_000_000,
  10_000_000,
  100_000_000,
];

/** How many numbers {@linkcode Turnaround} needs. */
export const TURNAROUND_CELLS: number = TURNAROUND_BOUNDS_NS.length + 2;

/** How long ECHOs were in the server, as a histogram others may read along. */
export class Turnaround {
  readonly #cells: Float64Array;

  /** @param cells {@linkcode TURNAROUND_CELLS} numbers, shared or not. */
  constructor(cells: Float64Array = new Float64Array(TURNAROUND_CELLS)) {
    this.#cells = cells;
  }

  /**
   * Counts one.
   *
   * @param ns From the receive stamp of the request to the transmit stamp of
   * the reply.
   */
  add(ns: number): void {
    let range = 0;
    while (ns > (TURNAROUND_BOUNDS_NS[range] ?? Infinity)) range += 1;
    this.#add(range, 1);
    this.#add(TURNAROUND_CELLS - 1, ns);
  }

  /** How many were in each range; the last one has no end. */
  get counts(): readonly number[] {
    return [...this.#cells.subarray(0, TURNAROUND_CELLS - 1)];
  }

  /** All of them together, ns. */
  get sumNs(): number {
    return this.#cells[TURNAROUND_CELLS - 1] ?? 0;
  }

  #add(cell: number, value: number): void {
    this.#cells[cell] = (this.#cells[cell] ?? 0) + value;
  }
}
