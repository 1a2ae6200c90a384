import type { Snapshot } from "./interfaces_text.ts";

/**
 * A snapshot as JSON, in one line.
 *
 * @param snapshot What to write.
 * @returns The line, without its end; keys are in snake case, as in exports.
 */
export function snapshotJson(
  { atMs, readings, resolvers }: Snapshot,
): string {
  const interfaces = readings.map(({ link, gateways, counters, rates }) => ({
    ...link,
    gateways,
    counters,
    rates,
  }));
  const timestamp = Math.floor(atMs / 1000);
  return JSON.stringify(
    { timestamp, timestampMs: atMs, interfaces, resolvers },
    (_, value: unknown) => isObject(value) ? withSnakeKeys(value) : value,
  );
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function withSnakeKeys(value: object): object {
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      inner,
    ]),
  );
}
