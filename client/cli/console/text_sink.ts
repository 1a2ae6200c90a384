import { isOsError } from "@bufferbane/ffi";

/** What may wait for a slow reader. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;

/**
 * Writes text without ever making the caller wait: a terminal that was stopped
 * with Ctrl-S, or a full pipe, must not stop the probing.
 */
export class TextSink {
  readonly #write: (bytes: Uint8Array) => Promise<number>;
  readonly #onGone: () => void;
  readonly #encoder = new TextEncoder();
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #writing: Promise<void> | null = null;
  #isGone = false;

  /**
   * @param write Writes some bytes and says how many, as `Deno.Writer`.
   * @param onGone Called once when the reader has gone away.
   */
  constructor(
    write: (bytes: Uint8Array) => Promise<number>,
    onGone: () => void,
  ) {
    this.#write = write;
    this.#onGone = onGone;
  }

  /** Whether everything given so far has been written. */
  get isIdle(): boolean {
    return this.#writing === null;
  }

  /**
   * Gives text to write. A reader that is 16 MiB behind misses some.
   *
   * @param text With its line ends.
   */
  write(text: string): void {
    if (text === "" || this.#isGone || this.#waitingBytes > MAX_WAITING_BYTES) {
      return;
    }
    const bytes = this.#encoder.encode(text);
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    this.#writing ??= this.#drain();
  }

  /**
   * Waits until all that was given has been written.
   *
   * @param timeoutMs Then it goes on waiting alone: nobody may ever read it.
   */
  async flush(timeoutMs = Infinity): Promise<void> {
    if (timeoutMs === Infinity) return await this.#flushAll();
    const timedOut = Promise.withResolvers<void>();
    const timer = setTimeout(timedOut.resolve, timeoutMs);
    await Promise.race([this.#flushAll(), timedOut.promise]);
    clearTimeout(timer);
  }

  async #flushAll(): Promise<void> {
    while (this.#writing !== null) await this.#writing;
  }

  async #drain(): Promise<void> {
    try {
      for (let next; (next = this.#waiting.shift()) !== undefined;) {
        this.#waitingBytes -= next.length;
        for (let bytes = next; bytes.length > 0;) {
          bytes = bytes.subarray(await this.#write(bytes));
        }
      }
    } catch (error) {
      this.#waiting = [];
      this.#waitingBytes = 0;
      if (error instanceof Deno.errors.BrokenPipe) {
        this.#isGone = true;
        this.#onGone();
      } else if (!isOsError(error)) throw error;
      // Any other, e.g. a log on a full disk, may pass: measuring goes on.
    }
    // Here, not in a later microtask: a text given in between would wait.
    this.#writing = null;
  }
}
