import type { Measurement, StoredEvent, Tick } from "../model/mod.ts";
import { Batch } from "./batch.ts";
import type { JournalEntry } from "./journal.ts";

/**
 * What is recorded and not yet on disk, oldest first. In order it is one or
 * two batches that take turns; while the disk fails it grows to `maxRows`
 * and then drops its oldest batch for each new one.
 */
export class Backlog {
  readonly #maxRows: number;
  #batches: Batch[] = [];
  #inFlight: Batch | null = null;
  #spare: Batch | null = null;
  #rows = 0;
  #droppedRows = 0;

  /**
   * Begins empty.
   *
   * @param maxRows Rows to hold at most, give or take a batch.
   */
  constructor(maxRows: number) {
    this.#maxRows = maxRows;
  }

  /** Rows not yet known to be on disk. */
  get rows(): number {
    return this.#rows;
  }

  /** Rows lost so far because even the memory was full. */
  get droppedRows(): number {
    return this.#droppedRows;
  }

  /** Adds a sample. */
  sample(measurement: Measurement, ipdvNs: number | null): void {
    this.#open().sample(measurement, ipdvNs);
  }

  /** Adds a round. */
  tick(tick: Tick): void {
    this.#open().tick(tick);
  }

  /** Adds an event. */
  event(event: StoredEvent): void {
    this.#open().event(event);
  }

  /** Adds a journal entry. */
  entry(entry: JournalEntry): void {
    this.#open().entry(entry);
  }

  /**
   * Takes the oldest batch for writing; it stays until {@linkcode settle}.
   *
   * @returns `null` if there is nothing to write.
   */
  take(): Batch | null {
    this.#inFlight = this.#batches[0] ?? null;
    return this.#inFlight;
  }

  /**
   * Ends what {@linkcode take} began.
   *
   * @param isWritten Whether it is on disk; if not, it is taken again.
   */
  settle(isWritten: boolean): void {
    const batch = this.#inFlight;
    this.#inFlight = null;
    if (batch === null || !isWritten) return;
    this.#batches.shift();
    this.#rows -= batch.rows;
    batch.clear();
    this.#spare = batch;
  }

  /** The batch to add one row to. */
  #open(): Batch {
    this.#rows++;
    const newest = this.#batches.at(-1);
    if (newest && newest !== this.#inFlight && !newest.isFull) return newest;
    if (this.#rows > this.#maxRows) this.#dropOldest();
    const batch = this.#spare ?? new Batch();
    this.#spare = null;
    this.#batches.push(batch);
    return batch;
  }

  /** What is in flight may be on disk already, so the next one goes. */
  #dropOldest(): void {
    const [dropped] = this.#batches.splice(this.#inFlight === null ? 0 : 1, 1);
    if (dropped === undefined) return;
    this.#rows -= dropped.rows;
    this.#droppedRows += dropped.rows;
  }
}
