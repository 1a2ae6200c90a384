import { writeFault } from "./write_fault.ts";

/** Results cannot be written: it is not this program's doing. */
export class OutputError extends Error {
  /** The class name, for logs. */
  override readonly name = "OutputError";

  /**
   * Says so.
   *
   * @param reason Why, in words that follow "as".
   * @param options `cause`: what the system said.
   */
  constructor(reason: string, options: ErrorOptions) {
    super(`Cannot write to standard output as ${reason}`, options);
  }
}

/** A reader that is slow is looked at again after this, ms. */
const AGAIN_MS = 5;

/**
 * Writes a text whole. Waits for a reader that is slow, also where another
 * program has made the pipe or the terminal non-blocking.
 *
 * @param text What to write.
 * @param write Writes some bytes and says how many, as
 * `Deno.stdout.writeSync()`.
 * @throws {OutputError} When it cannot be written.
 * @throws {Deno.errors.BrokenPipe} When nobody reads.
 */
export function writeText(
  text: string,
  write: (bytes: Uint8Array) => number,
): void {
  let rest = new TextEncoder().encode(text);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(write(rest));
    } catch (error) {
      if (error instanceof Deno.errors.BrokenPipe) throw error;
      if (error instanceof Deno.errors.WouldBlock) {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, AGAIN_MS);
        continue;
      }
      const reason = writeFault(error);
      if (reason === undefined) throw error;
      throw new OutputError(reason, { cause: error });
    }
  }
}

/**
 * Writes a result to standard output.
 *
 * @param text With its line ends.
 * @throws {OutputError} When it cannot be written.
 * @throws {Deno.errors.BrokenPipe} When nobody reads.
 */
export function writeResult(text: string): void {
  writeText(text, (bytes) => Deno.stdout.writeSync(bytes));
}

/**
 * Writes a diagnosis to standard error; where that cannot be written, there is
 * nowhere left to tell it.
 *
 * @param text With its line ends.
 * @throws {Deno.errors.BrokenPipe} When nobody reads.
 */
export function writeDiagnosis(text: string): void {
  try {
    writeText(text, (bytes) => Deno.stderr.writeSync(bytes));
  } catch (error) {
    if (!(error instanceof OutputError)) throw error;
  }
}
