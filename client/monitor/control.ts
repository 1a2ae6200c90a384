import { isOsError } from "@bufferbane/ffi";
import { dirname, join } from "node:path";
import {
  close,
  isDisconnect,
  LineQueue,
  readLine,
  write,
} from "./control_lines.ts";
import { realPathOf } from "./real_path.ts";

/** Programs that may be connected at once. */
const MAX_CLIENTS = 64;
/** The request that is not answered, but streamed. */
const LIVE = "live";
/** Without a descriptor left, trying at once would only burn the processor. */
const ACCEPT_PAUSE_MS = 200;

/** A request, as it came. */
export type ControlRequest = Readonly<Record<string, unknown>>;

/** Whoever has asked, while the answer is made. */
export interface ControlReader {
  /** Sends a line, an object for JSON, before the answer. */
  readonly tell: (line: unknown) => void;
  /** Aborted when they have gone. */
  readonly signal: AbortSignal;
}

/** Answers a request by an object for JSON. */
export type ControlHandler = (
  request: ControlRequest,
  reader: ControlReader,
) => unknown;

/** What can be asked, by the name of the request. */
export type ControlHandlers = Readonly<Record<string, ControlHandler>>;

/** `sun_path` has room for 108 bytes, the last one 0. */
const MAX_PATH_BYTES = 107;

/**
 * Where the monitor of a database may listen, the best first: in the user's
 * runtime folder, in the service's, or, where there is neither, as for cron and
 * in containers, beside the database. The name is made from the database's
 * path, so that several monitors and their commands find each other without a
 * configuration.
 *
 * @param databasePath The database, also by a link.
 * @param env Reads an environment variable.
 * @returns Paths that fit into `sun_path`; one at least.
 */
export async function controlPaths(
  databasePath: string,
  env: (name: string) => string | undefined,
): Promise<readonly [string, ...string[]]> {
  const database = realPathOf(databasePath);
  const path = new TextEncoder().encode(database);
  const hash = await crypto.subtle.digest("SHA-256", path);
  const name = `${new Uint8Array(hash, 0, 8).toHex()}.sock`;
  const service = join("/run", "bufferbane", name);
  const beside = `${database}.sock`;
  const folder = env("XDG_RUNTIME_DIR");
  const others = path.length + ".sock".length > MAX_PATH_BYTES
    ? [service]
    : [service, beside];
  // Empty or relative is as good as not set: XDG Base Directory Specification.
  return folder?.startsWith("/")
    ? [join(folder, "bufferbane", name), ...others]
    : [service, ...others.slice(1)];
}

/**
 * The monitor's control socket: other commands ask it for its condition, have
 * it run load tests, and watch its live samples. One JSON object a line, both
 * ways:
 *
 * ```text
 * {"request":"status"}   the handler's answer, after what it tells before it
 * {"request":"live"}     a line for each sample, each interface's second, and
 *                        each event, until the reader goes
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
   * @param path One of {@linkcode controlPaths}.
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
      const request = requestOf(await readLine(client));
      if (request.name === LIVE) await this.#stream(client);
      else await this.#answer(client, request);
    } catch (error) {
      // A reader that goes away in the middle is an ordinary end.
      if (!isDisconnect(error)) throw error;
    } finally {
      this.#clients.delete(client);
      close(client);
    }
  }

  async #answer(
    client: Deno.UnixConn,
    { name, body }: Request,
  ): Promise<void> {
    const handler = Object.hasOwn(this.#handlers, name)
      ? this.#handlers[name]
      : undefined;
    if (handler === undefined) {
      const known = [...Object.keys(this.#handlers), LIVE].join(", ");
      const error = `Cannot answer "${name}" (known: ${known})`;
      return await write(client, `${JSON.stringify({ error })}\n`);
    }
    const queue = new LineQueue();
    const gone = new AbortController();
    const ask = async () => {
      const tell = (line: unknown) => queue.push(JSON.stringify(line));
      try {
        tell(await handler(body, { tell, signal: gone.signal }));
      } catch (error) {
        // Whoever asks may learn of it, and measuring goes on.
        if (!(error instanceof Error)) throw error;
        tell({ error: `Cannot answer "${name}": ${error.message}` });
      }
      queue.end();
    };
    await Promise.all([ask(), this.#write(client, queue, () => gone.abort())]);
  }

  async #stream(client: Deno.UnixConn): Promise<void> {
    const queue = new LineQueue();
    this.#viewers.add(queue);
    try {
      await this.#write(client, queue, () => queue.end());
    } finally {
      this.#viewers.delete(queue);
    }
  }

  /** Writes lines as they come, to their end. */
  async #write(
    client: Deno.UnixConn,
    queue: LineQueue,
    onGone: () => void,
  ): Promise<void> {
    // Nothing more is read, but the end of reading tells that they have gone.
    const gone = client.read(new Uint8Array(1)).catch(() => null).then(onGone);
    try {
      for (;;) {
        const lines = await queue.take();
        if (lines === null) break;
        await write(client, lines);
      }
    } finally {
      close(client);
      await gone;
    }
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
      if (!isOsError(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, ACCEPT_PAUSE_MS));
    }
  }
}

/** A request by its name; one that cannot be read has an empty one. */
interface Request {
  readonly name: string;
  readonly body: ControlRequest;
}

function requestOf(line: string): Request {
  try {
    const body: unknown = JSON.parse(line);
    if (typeof body === "object" && body !== null && "request" in body) {
      return { name: String(body.request), body: { ...body } };
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return { name: "", body: {} };
}

function removeSocket(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
