import type { LinkReader } from "../links/mod.ts";
import type { Measurement } from "../model/mod.ts";
import { NO_INTERFACE } from "./ports.ts";

/**
 * Tells a line that takes no packets from an interface that somebody has
 * switched off or pulled out, by asking the kernel at once: its notification
 * of a change comes later than the first failed probe.
 *
 * @param measurement Any measurement.
 * @param reader Asks the kernel.
 * @returns The same, or that its interface is off.
 */
export function explainUnsent(
  measurement: Measurement,
  reader: LinkReader,
): Measurement {
  const { outcome, series } = measurement;
  // Without any interface at all, nobody has switched one off: that is a loss.
  if (outcome.kind !== "send_failed" || series.interface === NO_INTERFACE) {
    return measurement;
  }
  const link = reader.read(series.interface);
  if (link?.isUp === true) return measurement;
  const why = link === undefined ? "has gone" : "is switched off";
  const detail = `${outcome.detail}: ${series.interface} ${why}`;
  return { ...measurement, outcome: { kind: "interface_off", detail } };
}
