/** Whole numbers in few bytes: seven bits a byte, lowest first (LEB128). @module */

/** Collects bytes; numbers that are not whole and safe are refused. */
export class VarintWriter {
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(64);
  #length = 0;

  /**
   * Adds one byte.
   *
   * @param value 0 to 255.
   */
  byte(value: number): void {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#length);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#length++] = value;
  }

  /**
   * Adds a number.
   *
   * @param value A whole number, 0 to 2^53 - 1.
   * @throws {RangeError} When it is none.
   */
  unsigned(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new RangeError(
        `Cannot store ${value} (allowed: a whole number from 0 on)`,
      );
    }
    let rest = value;
    // Not by shifts, which have 32 bits only.
    for (; rest >= 128; rest = Math.floor(rest / 128)) {
      this.byte(128 + rest % 128);
    }
    this.byte(rest);
  }

  /**
   * Adds a number that may be negative: 0, -1, 1, -2... as 0, 1, 2, 3...
   *
   * @param value A whole number, within 2^52.
   * @throws {RangeError} When it is none.
   */
  signed(value: number): void {
    this.unsigned(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** Empties it, and gives a copy of what was added. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }
}

/** Reads what {@linkcode VarintWriter} wrote; past the end there are zeros. */
export class VarintReader {
  readonly #bytes: Uint8Array;
  #next = 0;

  /**
   * Begins at the first byte.
   *
   * @param bytes What to read.
   */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Whether all was read. */
  get isAtEnd(): boolean {
    return this.#next >= this.#bytes.length;
  }

  /** Reads a byte, 0 to 255. */
  byte(): number {
    return this.#bytes[this.#next++] ?? 0;
  }

  /** Reads a whole number, 0 to 2^52. */
  unsigned(): number {
    let value = 0;
    for (let scale = 1;; scale *= 128) {
      const byte = this.byte();
      if (byte < 128) return value + byte * scale;
      value += (byte - 128) * scale;
    }
  }

  /** Reads a whole number that may be negative. */
  signed(): number {
    const value = this.unsigned();
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  }
}
