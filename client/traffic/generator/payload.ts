/** How far the window moves over the block before it begins again. */
const SLACK_BYTES = 65_536;
/** A prime, so that a payload comes again only after 65,536 others. */
const STEP_BYTES = 4_099;
/** What `crypto.getRandomValues` gives at once. */
const MAX_RANDOM_BYTES = 65_536;

/**
 * Random bytes to send. Fresh ones for every request would cost more than
 * sending them, so each payload is another window onto one random block: nothing
 * on the way can compress or deduplicate it within a connection's reach.
 */
export class Payload {
  readonly #block: Uint8Array<ArrayBuffer>;
  #at = 0;

  /**
   * Fills the block.
   *
   * @param maxBytes The longest payload.
   * @param fillRandom Fills at most 65,536 bytes with random ones.
   */
  constructor(
    maxBytes: number,
    fillRandom: (bytes: Uint8Array<ArrayBuffer>) => void,
  ) {
    this.#block = new Uint8Array(maxBytes + SLACK_BYTES);
    for (let at = 0; at < this.#block.length; at += MAX_RANDOM_BYTES) {
      fillRandom(this.#block.subarray(at, at + MAX_RANDOM_BYTES));
    }
  }

  /**
   * The next payload: a view, to be read and not written.
   *
   * @param bytes How long, at most what was announced.
   */
  next(bytes: number): Uint8Array<ArrayBuffer> {
    this.#at = (this.#at + STEP_BYTES) % SLACK_BYTES;
    return this.#block.subarray(this.#at, this.#at + bytes);
  }
}
