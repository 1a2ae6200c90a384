/** Several interfaces, compared while they are measured. @module */

import { unixMs } from "../model/mod.ts";
import type { Settings } from "../config/mod.ts";
import { wantedInterfaces } from "../monitor/ports.ts";
import type { Stage } from "../pipeline.ts";

/** Takes what is measured, and says what differs. */
export interface Comparing extends Stage {
  /**
   * Compares the next pair of interfaces.
   *
   * @param nowMs Unix milliseconds.
   * @returns What there is to say of all pairs.
   */
  step(nowMs: number): readonly string[];
}

/**
 * Opens the live comparison; loaded only where there is one to make.
 *
 * @param settings The configuration.
 * @param isOwnLoad Whether bufferbane itself loads an interface's line.
 * @returns `undefined` with fewer than two interfaces.
 */
export async function openComparing(
  settings: Settings,
  isOwnLoad: (name: string, atMs: number) => boolean,
): Promise<Comparing | undefined> {
  if (wantedInterfaces(settings).length < 2) return undefined;
  const { LiveComparison } = await import("../analysis/compare/live.ts");
  const live = new LiveComparison(Math.random);
  return {
    tick: () => {},
    event: () => {},
    sample(measurement, ipdvNs) {
      const { series, sentAt } = measurement;
      if (isOwnLoad(series.interface, unixMs(sentAt))) return;
      live.add(measurement, ipdvNs);
    },
    step: (nowMs) => live.step(nowMs),
  };
}
