import { type Snapshot, totalRates } from "./interfaces_text.ts";
import { snakeJson } from "../export/snake_json.ts";

/**
 * A snapshot as JSON, in one line.
 *
 * @param snapshot What to write.
 * @returns The line, without its end; keys are in snake case, as in exports.
 */
export function snapshotJson(
  { atMs, readings, resolvers }: Snapshot,
): string {
  const interfaces = readings.map((
    { link, gateways, wifi, counters, rates },
  ) => ({
    ...link,
    gateways,
    wifi,
    counters,
    rates,
  }));
  const timestamp = Math.floor(atMs / 1000);
  return snakeJson({
    timestamp,
    timestampMs: atMs,
    interfaces,
    total: totalRates(readings),
    resolvers,
  });
}
