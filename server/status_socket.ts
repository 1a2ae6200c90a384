import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Status } from "./status.ts";

/** Where there is no descriptor left for who asks, there may be later, ms. */
const AGAIN_MS = 1_000;

/**
 * Where a server tells its status.
 *
 * @param port Its UDP port: two servers on a machine have two.
 * @param env Reads an environment variable.
 */
export function statusPath(
  port: number,
  env: (name: string) => string | undefined,
): string {
  return `${env("XDG_RUNTIME_DIR") ?? "/run"}/bufferbane/server-${port}.sock`;
}

/** Tells whoever connects how things are, and hangs up. */
export class StatusSocket implements AsyncDisposable {
  readonly #path: string;
  readonly #listener: Deno.UnixListener;
  readonly #serving: Promise<void>;
  readonly #stop = new AbortController();

  /**
   * Listens, for the owner of the process only. A socket that a killed server
   * has left is replaced.
   *
   * @param path From {@linkcode statusPath}.
   * @param status Asked at every connection.
   * @throws {Deno.errors.PermissionDenied} And others, when it cannot.
   */
  constructor(path: string, status: () => Status) {
    this.#path = path;
    Deno.mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    removeSocket(path);
    this.#listener = Deno.listen({ transport: "unix", path });
    Deno.chmodSync(path, 0o600);
    this.#serving = this.#serve(status);
  }

  /** Listens no more, and removes the socket. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    this.#listener.close();
    await this.#serving;
    removeSocket(this.#path);
  }

  async #serve(status: () => Status): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        const client = await this.#listener.accept();
        await new Response(JSON.stringify(status())).body
          ?.pipeTo(client.writable);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        // Who hangs up first does not want to know.
        if (isHangUp(error)) continue;
        // Rejects when it is time to stop, which is an ordinary end.
        await delay(AGAIN_MS, null, { signal }).catch(() => {});
      }
    }
  }
}

/**
 * Asks a running server.
 *
 * @param path Its socket.
 * @returns `undefined` if no server listens there.
 * @throws {Deno.errors.PermissionDenied} If it belongs to another user.
 */
export async function askStatus(path: string): Promise<Status | undefined> {
  let server: Deno.UnixConn;
  try {
    server = await Deno.connect({ transport: "unix", path });
  } catch (error) {
    const isAbsent = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.ConnectionRefused;
    if (isAbsent) return undefined;
    throw error;
  }
  // It comes from the same program, over a socket of the same user.
  return await new Response(server.readable).json() as Status;
}

function isHangUp(error: unknown): boolean {
  return error instanceof Deno.errors.BrokenPipe ||
    error instanceof Deno.errors.ConnectionReset;
}

function removeSocket(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
