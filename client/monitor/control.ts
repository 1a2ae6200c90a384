import { dirname, join, resolve } from "node:path";

/** A request is one line of JSON, this long at most. */
const MAX_REQUEST_BYTES = 4096;
/** Programs that may be connected at once. */
const MAX_CLIENTS = 64;
/** A monitor that does not answer within that is stopped, or hangs. */
const ANSWER_MS = 2_000;
/** Without a descriptor left, trying at once would only burn the processor. */
const ACCEPT_PAUSE_MS = 200;
/** Lines that may wait for a slow reader before it misses some. */
const MAX_WAITING_LINES = 1000;

/** What the monitor answers. */
export interface ControlHandlers {
  /** The monitor's condition, as an object for JSON. */
  readonly status: () => Readonly<Record<string, unknown>>;
}

/**
 * Where the monitor of a database listens: in the user's runtime folder, under
 * a name made from the database's path, so that several monitors and their
 * commands find each other without a configuration.
 *
 * @param databasePath The database.
 * @param env Reads an environment variable.
 * @returns A path of at most 108 bytes, as `sun_path` has it.
 */
export async function controlPath(
  databasePath: string,
  env: (name: string) => string | undefined,
): Promise<string> {
  const path = new TextEncoder().encode(resolve(databasePath));
  const hash = await crypto.subtle.digest("SHA-256", path);
  const digest = new Uint8Array(hash, 0, 8).toHex();
  const folder = env("XDG_RUNTIME_DIR");
  // Empty or relative is as good as not set: XDG Base Directory Specification.
  const runtime = folder?.startsWith("/") ? folder : "/run";
  return join(runtime, "bufferbane", `${digest}.sock`);
}

/**
 * The monitor's control socket: other commands ask it for its condition and
 * watch its live samples. One JSON object a line, both ways:
 *
 * ```text
 * {"request":"status"}   one line in answer
 * {"request":"live"}     a line for each sample, until the reader goes
 * ```
 */
export class ControlSocket implements AsyncDisposable {
  readonly #path: string;
  readonly #listener: Deno.UnixListener;
  readonly #handlers: ControlHandlers;
  readonly #clients = new Set<Deno.UnixConn>();
  readonly #viewers = new Set<LineQueue>();
  readonly #serving: Promise<void>;

  /**
   * Listens, for the owner of the process only. A socket that a killed
   * monitor has left is replaced: hold the database's lock first.
   *
   * @param path From {@linkcode controlPath}.
   * @param handlers What to answer.
   * @throws {Deno.errors.PermissionDenied} And others, when it cannot.
   */
  constructor(path: string, handlers: ControlHandlers) {
    this.#path = path;
    this.#handlers = handlers;
    Deno.mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    removeSocket(path);
    this.#listener = Deno.listen({ transport: "unix", path });
    Deno.chmodSync(path, 0o600);
    this.#serving = this.#serve();
  }

  /** Whether anybody watches; if not, {@linkcode publish} is not needed. */
  get hasViewers(): boolean {
    return this.#viewers.size > 0;
  }

  /**
   * Sends a line to all that watch. Never waits: a reader that is too slow
   * misses lines.
   *
   * @param line JSON without a line break.
   */
  publish(line: string): void {
    for (const viewer of this.#viewers) viewer.push(line);
  }

  /** Closes all connections and removes the socket. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const client of this.#clients) client.close();
    await this.#serving;
    removeSocket(this.#path);
  }

  async #serve(): Promise<void> {
    const serving = new Set<Promise<void>>();
    try {
      for (;;) {
        const client = await accept(this.#listener);
        if (client === null) break;
        if (this.#clients.size >= MAX_CLIENTS) {
          client.close();
          continue;
        }
        this.#clients.add(client);
        const done = this.#attend(client).finally(() => serving.delete(done));
        serving.add(done);
      }
    } finally {
      await Promise.all(serving);
    }
  }

  async #attend(client: Deno.UnixConn): Promise<void> {
    try {
      const request = parseRequest(await readLine(client));
      if (request === "live") {
        await this.#stream(client);
      } else {
        const answer = request === "status"
          ? this.#handlers.status()
          : { error: `unknown request (known: "status", "live")` };
        await write(client, `${JSON.stringify(answer)}\n`);
      }
    } catch (error) {
      // A reader that goes away in the middle is an ordinary end.
      if (!isDisconnect(error)) throw error;
    } finally {
      this.#clients.delete(client);
      close(client);
    }
  }

  async #stream(client: Deno.UnixConn): Promise<void> {
    const queue = new LineQueue();
    this.#viewers.add(queue);
    // Nothing more is read, but the end of reading tells that they have gone.
    const gone = client.read(new Uint8Array(1)).catch(() => null)
      .then(() => queue.end());
    try {
      for (;;) {
        const lines = await queue.take();
        if (lines === null) break;
        await write(client, lines);
      }
    } finally {
      this.#viewers.delete(queue);
      close(client);
      await gone;
    }
  }
}

/** Lines on their way to one reader. */
class LineQueue {
  #lines: string[] = [];
  #isEnded = false;
  #wake: () => void = () => {};

  push(line: string): void {
    if (this.#lines.length >= MAX_WAITING_LINES) return;
    this.#lines.push(line);
    this.#wake();
  }

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

/**
 * Asks a running monitor for its condition.
 *
 * @param path From {@linkcode controlPath}.
 * @param timeoutMs How long to wait for it.
 * @returns Its answer, or `null` if no monitor listens there.
 * @throws {Deno.errors.TimedOut} If it does not answer.
 */
export async function askStatus(
  path: string,
  timeoutMs = ANSWER_MS,
): Promise<unknown> {
  let client: Deno.UnixConn;
  try {
    client = await Deno.connect({ transport: "unix", path });
  } catch (error) {
    if (
      error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.ConnectionRefused
    ) return null;
    throw error;
  }
  // Ends the reading.
  const timer = setTimeout(() => close(client), timeoutMs);
  try {
    await write(client, '{"request":"status"}\n');
    return JSON.parse(await new Response(client.readable).text());
  } catch (error) {
    if (!isDisconnect(error)) throw error;
    throw new Deno.errors.TimedOut(
      `Cannot ask the monitor at ${path} as it does not answer`,
    );
  } finally {
    clearTimeout(timer);
    close(client);
  }
}

/** The next client; `null` when the listener was closed. */
async function accept(
  listener: Deno.UnixListener,
): Promise<Deno.UnixConn | null> {
  for (;;) {
    try {
      return await listener.accept();
    } catch (error) {
      if (error instanceof Deno.errors.BadResource) return null;
      if (error instanceof Deno.errors.Interrupted) return null;
      // No descriptor left for now, or the client has gone again.
      if (!(error instanceof Error && "code" in error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, ACCEPT_PAUSE_MS));
    }
  }
}

function parseRequest(line: string): string {
  try {
    const parsed: unknown = JSON.parse(line);
    return typeof parsed === "object" && parsed !== null &&
        "request" in parsed && typeof parsed.request === "string"
      ? parsed.request
      : "";
  } catch (error) {
    if (error instanceof SyntaxError) return "";
    throw error;
  }
}

async function readLine(client: Deno.UnixConn): Promise<string> {
  const bytes = new Uint8Array(MAX_REQUEST_BYTES);
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

async function write(client: Deno.UnixConn, text: string): Promise<void> {
  let bytes = new TextEncoder().encode(text);
  while (bytes.length > 0) bytes = bytes.subarray(await client.write(bytes));
}

function close(client: Deno.UnixConn): void {
  try {
    client.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}

function removeSocket(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function isDisconnect(error: unknown): boolean {
  return error instanceof Deno.errors.BrokenPipe ||
    error instanceof Deno.errors.ConnectionReset ||
    error instanceof Deno.errors.BadResource ||
    error instanceof Deno.errors.Interrupted;
}
