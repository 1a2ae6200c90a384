/** How the comparisons of round trips are run. @module */

import { parseArgs } from "node:util";
import type { Lab } from "../lab/mod.ts";

/** What is run. */
export interface Conditions {
  /** How many probes, 1 to 60,000: sequence numbers must not come round. */
  readonly probes: number;
  /** From one to the next, ms; 1 or more. */
  readonly intervalMs: number;
  /** Whether both cores are kept busy meanwhile, and our garbage collector. */
  readonly isBusy: boolean;
}

/** The sequence number has 16 bits, and the run must not meet it again. */
const MOST_PROBES = 60_000;

/**
 * Reads `[--probes 2000] [--interval-ms 5] [--busy]`.
 *
 * @throws {RangeError} If that cannot be sent.
 */
export function parseConditions(args: string[]): Conditions {
  const { values } = parseArgs({
    args,
    options: {
      probes: { type: "string", default: "2000" },
      "interval-ms": { type: "string", default: "5" },
      busy: { type: "boolean", default: false },
    },
  });
  const probes = Number(values.probes);
  const intervalMs = Number(values["interval-ms"]);
  if (!Number.isInteger(probes) || probes < 1 || probes > MOST_PROBES) {
    throw new RangeError(
      `Cannot send --probes: found ${values.probes} (allowed: 1 to ${MOST_PROBES})`,
    );
  }
  if (!(intervalMs >= 1)) {
    throw new RangeError(
      `Cannot send every --interval-ms: found ${
        values["interval-ms"]
      } (allowed: 1 or more)`,
    );
  }
  return { probes, intervalMs, isBusy: values.busy };
}

/** Keeps both cores busy for as long as the lab is there; ten minutes at most. */
export async function keepBusy(lab: Lab): Promise<void> {
  await lab.spawn(lab.client, [
    ...["stress-ng", "--quiet", "--cpu", "2", "--timeout", "600s"],
  ]);
}
