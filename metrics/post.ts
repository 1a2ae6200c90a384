/** One request to a receiver, and what becomes of it. @module */

import { type LoginAddress, splitLogin } from "./login.ts";

/** What became of a sending. */
export type Sent =
  /** It was taken. */
  | { readonly kind: "taken" }
  /** It never will be. */
  | { readonly kind: "refused"; readonly why: string }
  /** It may be later; not before `afterMs` if the receiver said so, else 0. */
  | {
    readonly kind: "failed";
    readonly why: string;
    readonly afterMs: number;
  };

/** A receiver on the web. */
export interface WebReceiver {
  /** Where it is; may carry a name and a password. */
  readonly url: string;
  /** What it wants to see as `Authorization`; empty: nothing. */
  readonly authorization: string;
  /** `Content-Type` of what is sent. */
  readonly type: string;
  /** Certificates (PEM) to trust besides the usual ones; empty: none. */
  readonly ca: string;
}

/** A receiver that takes longer is tried again. */
const TIMEOUT_MS = 20_000;
const MS_PER_S = 1_000;
/** OTLP's and InfluxDB's answers that are worth another try. */
const LATER: readonly number[] = [408, 425, 429, 500, 502, 503, 504];
/** No receiver makes us wait longer. */
const LONGEST_AFTER_MS = 3_600_000;

/** Sends bodies to a receiver. */
export interface Poster extends Disposable {
  /** Sends one; never rejects for what the receiver does. */
  readonly post: (
    body: string | Uint8Array<ArrayBuffer>,
    signal: AbortSignal,
  ) => Promise<Sent>;
}

/**
 * Opens what sends to a receiver.
 *
 * @param receiver Whom.
 * @throws {SyntaxError} When its `ca` holds a certificate that is none.
 */
export function openPoster(receiver: WebReceiver): Poster {
  const { url, ...login } = splitLogin(receiver.url);
  const client = clientTrusting(receiver.ca);
  const shown = receiver.authorization || basic(login);
  const headers = {
    "Content-Type": receiver.type,
    ...(shown === "" ? {} : { "Authorization": shown }),
  };
  return {
    async post(body, signal) {
      try {
        const response = await fetch(url, {
          method: "POST",
          headers,
          body,
          client,
          redirect: "manual",
          signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
        });
        await response.body?.cancel();
        return sentOf(response);
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        const why = error.name === "TimeoutError"
          ? `there was no answer within ${TIMEOUT_MS / MS_PER_S} s`
          : reasonOf(error);
        return { kind: "failed", why, afterMs: 0 };
      }
    },
    [Symbol.dispose]: () => client.close(),
  };
}

function clientTrusting(ca: string): Deno.HttpClient {
  try {
    return Deno.createHttpClient(ca === "" ? {} : { caCerts: [ca] });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new SyntaxError(
      `Cannot use the certificates in metrics.ca_file: ${error.message}`,
      { cause: error },
    );
  }
}

/** What a server wants to see of a name and its password (RFC 7617). */
function basic({ username, password }: Omit<LoginAddress, "url">): string {
  if (username === "") return "";
  return `Basic ${
    new TextEncoder().encode(`${username}:${password}`).toBase64()
  }`;
}

/** What the runtime says, without the address: it may carry a token. */
function reasonOf({ message, cause }: Error): string {
  const reason = cause instanceof Error ? cause.message : message;
  return reason.replace(/ for url \(\S*\)/, "");
}

function sentOf({ ok, status, headers }: Response): Sent {
  if (ok) return { kind: "taken" };
  const why = `it answered ${status}`;
  if (!LATER.includes(status)) return { kind: "refused", why };
  const afterMs = Number(headers.get("Retry-After")) * MS_PER_S;
  return {
    kind: "failed",
    why,
    afterMs: afterMs > 0 ? Math.min(afterMs, LONGEST_AFTER_MS) : 0,
  };
}
