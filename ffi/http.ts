import { setTimeout as delay } from "node:timers/promises";

/** Both of this machine's own; a machine without IPv6 lacks the second. */
const LOOPBACK = ["127.0.0.1", "::1"] as const;

/** What was broken off is tried again after this, ms. */
const AGAIN_MS = 1_000;

/** The port is taken, or the address is not this machine's. */
export class HttpListenError extends Error {
  /** The class name, for logs. */
  override readonly name = "HttpListenError";
}

/** What is served, and what a user can do if it cannot be. */
export interface HttpWords {
  /** What: follows "Cannot serve". */
  readonly what: string;
  /** Where the port is another program's, e.g. `"choose another by --port"`. */
  readonly portRemedy: string;
  /** Where the machine has no such address; nothing is said if left out. */
  readonly addressRemedy?: string;
}

/** What serves HTTP until disposed of. */
export interface HttpServing extends AsyncDisposable {
  /** Where a browser finds it, e.g. `"http://localhost:9878/"`. */
  readonly url: string;
}

/**
 * Serves HTTP until disposed of, also beyond a time in which there is no
 * descriptor left for a connection.
 *
 * @param at Where: `bind` is an address, or `"localhost"` for both of this
 * machine's own; `port` 1 to 65535.
 * @param answer Answers each request.
 * @param words For the message if it cannot.
 * @throws {HttpListenError} When it cannot.
 */
export function serveHttp(
  { bind, port }: { readonly bind: string; readonly port: number },
  answer: (request: Request) => Promise<Response>,
  words: HttpWords,
): HttpServing {
  const isLoopback = bind === "localhost";
  const stop = new AbortController();
  const { signal } = stop;
  const kept: Promise<void>[] = [];
  for (const hostname of isLoopback ? LOOPBACK : [bind]) {
    const begin = () =>
      Deno.serve({ hostname, port, signal, onListen: () => {} }, answer);
    try {
      kept.push(keep(begin(), begin, signal));
    } catch (error) {
      const isMissing = error instanceof Deno.errors.AddrNotAvailable;
      if (isLoopback && isMissing && hostname === "::1") continue;
      stop.abort();
      const reason = listenFault(error, words);
      if (reason === undefined) throw error;
      throw new HttpListenError(
        `Cannot serve ${words.what} at ${hostname} port ${port} as ${reason}`,
        { cause: error },
      );
    }
  }
  return {
    url: `http://${bind.includes(":") ? `[${bind}]` : bind}:${port}/`,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.all(kept);
    },
  };
}

/**
 * Under which names what is served at an address may be asked for, beside this
 * machine's own. Nobody asks for a page at `0.0.0.0` or `::`.
 *
 * @param served The address, and the names that the user allows.
 */
export function hostsOf(
  { bind, allowedHosts }: {
    readonly bind: string;
    readonly allowedHosts: readonly string[];
  },
): readonly string[] {
  return ["localhost", "0.0.0.0", "::"].includes(bind)
    ? allowedHosts
    : [...allowedHosts, bind];
}

/** Serves again where the system has ended it. */
async function keep(
  first: Deno.HttpServer,
  begin: () => Deno.HttpServer,
  signal: AbortSignal,
): Promise<void> {
  for (let server: Deno.HttpServer | undefined = first;;) {
    // Rejects when a connection comes for which there is no descriptor.
    await server?.finished.catch(() => {});
    // Rejects when it is time to stop, which is an ordinary end.
    await delay(AGAIN_MS, null, { signal }).catch(() => {});
    if (signal.aborted) return;
    server = begun(begin);
  }
}

/** `undefined`: it is not possible yet. */
function begun(begin: () => Deno.HttpServer): Deno.HttpServer | undefined {
  try {
    return begin();
  } catch (error) {
    // It has been possible once: whatever the system says now may pass.
    if (!(error instanceof Error)) throw error;
    return undefined;
  }
}

function listenFault(
  error: unknown,
  { portRemedy, addressRemedy }: HttpWords,
): string | undefined {
  if (error instanceof Deno.errors.AddrInUse) {
    return `another program serves there (${portRemedy})`;
  }
  if (error instanceof Deno.errors.AddrNotAvailable) {
    return `this machine has no such address${
      addressRemedy === undefined ? "" : ` (${addressRemedy})`
    }`;
  }
  if (error instanceof Deno.errors.PermissionDenied) {
    return "this user may not (ports below 1024 are the administrator's)";
  }
  return undefined;
}
