/** The windows begin within so much; the block is longer by one window. */
const SLACK_BYTES = 1 << 20;
/** A prime, so that the windows of the next round begin elsewhere. */
const STEP_BYTES = 4_099;
/** What `crypto.getRandomValues` gives at once. */
const MAX_RANDOM_BYTES = 65_536;

/**
 * Random bytes to send. Fresh ones for every request would cost more than
 * sending them, so each payload is the next window onto one random block: what
 * was sent comes again a megabyte later at the earliest, when what compresses on
 * the way (a VPN, a modem) has long forgotten it: gzip looks back 32 KiB.
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
    const payload = this.#block.subarray(this.#at, this.#at + bytes);
    this.#at = (this.#at + bytes + STEP_BYTES) % SLACK_BYTES;
    return payload;
  }
}
