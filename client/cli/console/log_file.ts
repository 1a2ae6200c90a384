/** What waits at most, characters: a hundred lines a second, for a minute. */
const MOST_WAITING = 1024 * 1024;

/** The outside world, as far as a log needs it. */
export interface LogFileOptions {
  /**
   * Opens the file, writes at its end, and closes it: so that whoever moves
   * it away (`logrotate`) need tell nobody.
   *
   * @param bytes What to write.
   * @returns How many of them were written.
   * @throws {Error} When none could be.
   */
  readonly append: (bytes: Uint8Array) => Promise<number>;
  /** Told once that it cannot be written, and once that it can be again. */
  readonly onState: (text: string) => void;
  /** Why not, in words that follow "as"; `undefined` for a fault of ours. */
  readonly faultOf: (error: unknown) => string | undefined;
}

/**
 * A file that gets lines, and never makes the caller wait. What cannot be
 * written waits, a megabyte of it; what does not fit is counted, and the file
 * says how many lines are missing.
 */
export class LogFile {
  readonly #options: LogFileOptions;
  readonly #encoder = new TextEncoder();
  #waiting = "";
  #missing = 0;
  #isFailing = false;
  #writing: Promise<void> | null = null;

  /** @param options The file. */
  constructor(options: LogFileOptions) {
    this.#options = options;
  }

  /**
   * Writes a line, now or as soon as it can be.
   *
   * @param line Without its end.
   */
  write(line: string): void {
    if (this.#waiting.length + line.length < MOST_WAITING) {
      this.#waiting += `${line}\n`;
    } else this.#missing++;
    this.#writing ??= this.#drain();
  }

  /** Tries again what could not be written; cheap where nothing waits. */
  retry(): void {
    if (this.#waiting !== "") this.#writing ??= this.#drain();
  }

  /**
   * Waits until all is written, or cannot be.
   *
   * @param timeoutMs Then it goes on waiting alone: a share may hang.
   */
  async flush(timeoutMs: number): Promise<void> {
    this.retry();
    if (this.#writing === null) return;
    const timedOut = Promise.withResolvers<void>();
    const timer = setTimeout(timedOut.resolve, timeoutMs);
    await Promise.race([this.#writing, timedOut.promise]);
    clearTimeout(timer);
  }

  async #drain(): Promise<void> {
    try {
      while (this.#waiting !== "") await this.#writeWaiting();
    } catch (error) {
      const reason = this.#options.faultOf(error);
      if (reason === undefined) throw error;
      // The line that tells of it waits with the others.
      this.#tell(true, `Cannot write to the log as ${reason}; its lines wait`);
    } finally {
      this.#writing = null;
    }
  }

  async #writeWaiting(): Promise<void> {
    const text = this.#waiting;
    this.#waiting = "";
    let rest = this.#encoder.encode(text);
    try {
      while (rest.length > 0) {
        rest = rest.subarray(await this.#options.append(rest));
      }
    } catch (error) {
      this.#waiting = new TextDecoder().decode(rest) + this.#waiting;
      throw error;
    }
    if (!this.#isFailing) return;
    const missing = this.#missing;
    this.#missing = 0;
    this.#tell(
      false,
      `The log: it is written again${
        missing === 0 ? "" : `; ${missing} lines were too many to keep`
      }`,
    );
  }

  #tell(isFailing: boolean, text: string): void {
    if (this.#isFailing === isFailing) return;
    this.#isFailing = isFailing;
    this.#options.onState(text);
  }
}
