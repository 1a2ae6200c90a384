import type { Settings } from "../config/mod.ts";
import type { RetentionRule } from "../store/mod.ts";

/**
 * How long the store keeps what, from the settings.
 *
 * @param retention The section.
 */
export function retentionRule(
  { rawDays, minuteDays, hourDays, cleanupTime }: Settings["retention"],
): RetentionRule {
  const [hours = 0, minutes = 0] = cleanupTime.split(":").map(Number);
  return { rawDays, minuteDays, hourDays, atMinute: 60 * hours + minutes };
}
