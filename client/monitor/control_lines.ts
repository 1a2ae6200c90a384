/** Lines over a stream socket, as the control socket speaks them. @module */

/** A line is this long at most; what is longer is cut there. */
const MAX_LINE_BYTES = 4096;
/** Lines that may wait for a slow reader before it misses some. */
const MAX_WAITING_LINES = 1000;

/**
 * Reads the first line.
 *
 * @param client Who writes it.
 */
export async function readLine(client: Deno.UnixConn): Promise<string> {
  const bytes = new Uint8Array(MAX_LINE_BYTES);
  let length = 0;
  while (length < bytes.length) {
    const read = await client.read(bytes.subarray(length));
    if (read === null) break;
    const end = bytes.subarray(length, length + read).indexOf(0x0a);
    length += read;
    if (end >= 0) break;
  }
  return new TextDecoder().decode(bytes.subarray(0, length));
}

/**
 * Reads lines to the end.
 *
 * @param client Who writes them.
 * @yields Each without its line end; what no line end follows is none.
 */
export async function* linesOf(client: Deno.UnixConn): AsyncGenerator<string> {
  let rest = "";
  const text = client.readable.pipeThrough(new TextDecoderStream());
  for await (const chunk of text) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

/** Writes all of a text. */
export async function write(
  client: Deno.UnixConn,
  text: string,
): Promise<void> {
  let bytes = new TextEncoder().encode(text);
  while (bytes.length > 0) bytes = bytes.subarray(await client.write(bytes));
}

/** Closes a connection that may be closed already. */
export function close(client: Deno.UnixConn): void {
  try {
    client.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}

/** Whether an error says that the other end has gone: an ordinary end. */
export function isDisconnect(error: unknown): boolean {
  return error instanceof Deno.errors.BrokenPipe ||
    error instanceof Deno.errors.ConnectionReset ||
    error instanceof Deno.errors.BadResource ||
    error instanceof Deno.errors.Interrupted;
}

/** Lines on their way to one reader. */
export class LineQueue {
  #lines: string[] = [];
  #isEnded = false;
  #wake: () => void = () => {};

  /** Adds one; a reader that is too slow misses it. */
  push(line: string): void {
    if (this.#lines.length >= MAX_WAITING_LINES) return;
    this.#lines.push(line);
    this.#wake();
  }

  /** No more come. */
  end(): void {
    this.#isEnded = true;
    this.#wake();
  }

  /** All that waits, as soon as there is some; `null` at the end. */
  async take(): Promise<string | null> {
    while (this.#lines.length === 0) {
      if (this.#isEnded) return null;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const lines = this.#lines;
    this.#lines = [];
    return `${lines.join("\n")}\n`;
  }
}
