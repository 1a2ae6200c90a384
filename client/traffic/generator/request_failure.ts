/** How a request fails: `"http 503"` is an answer, the others are none. */
export type RequestFailure =
  | `http ${number}`
  | "refused"
  | "reset"
  | "closed"
  | "timeout"
  | "no address"
  | "certificate"
  | "unreachable"
  | "blocked port"
  | "other";

/** What the runtime says of each; it has no codes. */
const WORDS: readonly (readonly [RegExp, RequestFailure])[] = [
  [/connection refused|os error 111/i, "refused"],
  [/connection reset|broken pipe|os error (104|32)\b/i, "reset"],
  [/certificate|UnknownIssuer|tls|ssl/i, "certificate"],
  [/dns error|lookup address/i, "no address"],
  [/unreachable|no route|os error (101|113)\b/i, "unreachable"],
  // Those of other protocols, which no browser and no fetch() talks to.
  [/requests to port \d+ are blocked/i, "blocked port"],
  [/timed out|os error 110/i, "timeout"],
  [/closed before|connection closed|incomplete|unexpected eof/i, "closed"],
];

/**
 * What kind of failure `fetch` has thrown.
 *
 * @param error A TypeError whose message or cause says it.
 */
export function failureOf(error: Error): RequestFailure {
  const { message, cause } = error;
  const text = cause instanceof Error ? `${message} ${cause.message}` : message;
  return WORDS.find(([pattern]) => pattern.test(text))?.[1] ?? "other";
}
