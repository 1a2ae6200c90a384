import { TRAFFIC_CLASSES } from "../model/mod.ts";
import { COUNT_BYTES } from "./program_options.ts";
import type { Totals } from "./source.ts";

/** Packets and bytes, u64 each. */
const CLASS_BYTES = 16;

/**
 * Adds up what the processors have counted.
 *
 * @param values An entry of the program's map: {@linkcode COUNT_BYTES} for
 * each processor.
 * @returns Exact up to 2^53, which is 9 petabytes.
 */
export function totalsOf(values: Uint8Array): Totals {
  const view = new DataView(values.buffer, values.byteOffset, values.length);
  const sum = (offset: number) => {
    let total = 0n;
    for (let at = offset; at < values.length; at += COUNT_BYTES) {
      total += view.getBigUint64(at, true);
    }
    return Number(total);
  };
  // fromEntries() forgets the keys' type; TRAFFIC_CLASSES has every one.
  return Object.fromEntries(
    TRAFFIC_CLASSES.map((name, index) => [name, {
      packets: sum(index * CLASS_BYTES),
      bytes: sum(index * CLASS_BYTES + 8),
    }]),
  ) as Required<Totals>;
}
