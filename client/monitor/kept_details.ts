import type { TestResult } from "../model/mod.ts";

/** What says how far a direction's rate is to be trusted. */
const KEPT = [
  "direction",
  "confidence",
  "isSenderLimited",
  "lostPackets",
  "retransmittedBytes",
  "isCutShort",
];

/**
 * What is kept of a test's result besides the columns of its row. Of the
 * throughput tests that run by themselves, thousands a day, only what says how
 * far to trust them; of those that a person asked for, and of bufferbloat tests,
 * all.
 *
 * @param details All of the result.
 * @param of Which test it was.
 * @returns JSON.
 */
export function keptDetails(
  details: unknown,
  { kind, isScheduled }: Pick<TestResult, "kind" | "isScheduled">,
): string {
  const isOneOfMany = isScheduled && kind === "throughput";
  if (!isOneOfMany || !hasResults(details)) return JSON.stringify(details);
  return JSON.stringify({ results: details.results }, (key, value) =>
    // An empty key is the whole, a number a place among the results.
    key === "" || key === "results" || /^\d+$/.test(key) || KEPT.includes(key)
      ? value
      : undefined);
}

function hasResults(
  details: unknown,
): details is { readonly results: readonly unknown[] } {
  return typeof details === "object" && details !== null &&
    "results" in details && Array.isArray(details.results);
}
