/** The addresses that readings are served at. @module */

/** Both of this machine's own; a machine without IPv6 lacks the second. */
const LOOPBACK = ["127.0.0.1", "::1"] as const;

/** The port is taken, or the address is not this machine's. */
export class ScrapeListenError extends Error {
  /** The class name, for logs. */
  override readonly name = "ScrapeListenError";
}

/**
 * Serves HTTP until disposed of.
 *
 * @param at Where: `"localhost"` for both of this machine's own addresses.
 * @param answer Answers each request.
 * @throws {ScrapeListenError} When it cannot, with the setting to change.
 */
export function serveScrapes(
  at: { readonly bind: string; readonly port: number },
  answer: (request: Request) => Promise<Response>,
): AsyncDisposable {
  const { bind, port } = at;
  const isLoopback = bind === "localhost";
  const stop = new AbortController();
  const servers: Deno.HttpServer[] = [];
  for (const hostname of isLoopback ? LOOPBACK : [bind]) {
    try {
      const { signal } = stop;
      servers.push(
        Deno.serve({ hostname, port, signal, onListen: () => {} }, answer),
      );
    } catch (error) {
      const isMissing = error instanceof Deno.errors.AddrNotAvailable;
      if (isLoopback && isMissing && hostname === "::1") continue;
      stop.abort();
      throw explained(error, { hostname, port });
    }
  }
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.all(servers.map((server) => server.finished));
    },
  };
}

function explained(
  error: unknown,
  { hostname, port }: { readonly hostname: string; readonly port: number },
): unknown {
  const why = error instanceof Deno.errors.AddrInUse
    ? "another program serves there (choose another port in [metrics])"
    : error instanceof Deno.errors.AddrNotAvailable
    ? "this machine has no such address (see bind in [metrics])"
    : error instanceof Deno.errors.PermissionDenied
    ? "this user may not (ports below 1024 are the administrator's)"
    : undefined;
  if (why === undefined) return error;
  return new ScrapeListenError(
    `Cannot serve metrics at ${hostname} port ${port} as ${why}`,
    { cause: error },
  );
}
