import { strictEqual } from "node:assert/strict";
import { failureOf } from "./request_failure.ts";

/** As Deno 2.9.6 says them. */
const SAID = [
  [
    "client error (Connect): tcp connect error: Connection refused (os error 111)",
    "refused",
  ],
  [
    "client error (SendRequest): connection error: Connection reset by peer (os error 104)",
    "reset",
  ],
  [
    "client error (SendRequest): connection error: Broken pipe (os error 32)",
    "reset",
  ],
  [
    "client error (Connect): invalid peer certificate: UnknownIssuer",
    "certificate",
  ],
  [
    "client error (Connect): dns error: failed to lookup address information: Name or service not known",
    "no address",
  ],
  [
    "client error (Connect): tcp connect error: Network is unreachable (os error 101)",
    "unreachable",
  ],
  [
    "client error (Connect): tcp connect error: No route to host (os error 113)",
    "unreachable",
  ],
  [
    "client error (Connect): tcp connect error: Connection timed out (os error 110)",
    "timeout",
  ],
  [
    "client error (SendRequest): connection closed before message completed",
    "closed",
  ],
  ["Fetch failed: Requests to port 9 are blocked", "blocked port"],
  ["something new", "other"],
] as const;

for (const [text, kind] of SAID) {
  Deno.test(`failureOf() calls it ${kind}: ${text}`, () => {
    strictEqual(
      failureOf(new TypeError(`error sending request: ${text}`)),
      kind,
    );
    const cause = new Error(text);
    strictEqual(failureOf(new TypeError("fetch failed", { cause })), kind);
  });
}
