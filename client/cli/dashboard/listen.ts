/** The addresses that the dashboard is served at. @module */

/** Both of this machine's own; a machine without IPv6 lacks the second. */
const LOOPBACK = ["127.0.0.1", "::1"] as const;

/** The port is taken, or the address is not this machine's. */
export class ListenError extends Error {
  /** The class name, for logs. */
  override readonly name = "ListenError";
}

/** Answers a request. */
export type Answer = (request: Request) => Promise<Response>;

/** What listens. */
export interface Listening extends AsyncDisposable {
  /** Where a browser finds it. */
  readonly url: string;
}

/**
 * Serves HTTP.
 *
 * @param at Where: `"localhost"` for both of this machine's own addresses.
 * @param answer Answers each request.
 * @param signal Ends all connections.
 * @throws {ListenError} When it cannot.
 */
export function listen(
  at: { readonly bind: string; readonly port: number },
  answer: Answer,
  signal: AbortSignal,
): Listening {
  const { bind, port } = at;
  const isLoopback = bind === "localhost";
  const servers = (isLoopback ? LOOPBACK : [bind]).flatMap((hostname) => {
    try {
      return [
        Deno.serve({ hostname, port, signal, onListen: () => {} }, answer),
      ];
    } catch (error) {
      const isMissing = error instanceof Deno.errors.AddrNotAvailable;
      if (isLoopback && isMissing && hostname === "::1") return [];
      throw explained(error, { hostname, port });
    }
  });
  const host = bind.includes(":") ? `[${bind}]` : bind;
  return {
    url: `http://${host}:${port}/`,
    async [Symbol.asyncDispose]() {
      await Promise.all(servers.map((server) => server.finished));
    },
  };
}

function explained(
  error: unknown,
  { hostname, port }: { readonly hostname: string; readonly port: number },
): unknown {
  const why = error instanceof Deno.errors.AddrInUse
    ? "another program serves there (choose another one by --port)"
    : error instanceof Deno.errors.AddrNotAvailable
    ? "this machine has no such address"
    : error instanceof Deno.errors.PermissionDenied
    ? "this user may not (ports below 1024 are the administrator's)"
    : undefined;
  if (why === undefined) return error;
  return new ListenError(
    `Cannot serve the dashboard at ${hostname} port ${port} as ${why}`,
    { cause: error },
  );
}
