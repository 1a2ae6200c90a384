import { ownOffsetMs } from "../analysis/local_text.ts";
import { LocalClock } from "../charts/local_time.ts";

/**
 * Whose local time people read: this process's.
 *
 * @param nowMs Unix milliseconds.
 * @returns Its IANA name, or, where `TZ` holds none, its distance to UTC.
 */
export function localTimeZone(nowMs: number): string {
  // Whatever its type says, the runtime has no name for `TZ=Nonsense`.
  const { timeZone = "" } = new Intl.DateTimeFormat().resolvedOptions();
  const ownMs = ownOffsetMs(nowMs);
  // `TZ=GMT+3` is west of Greenwich, and the runtime calls it +03:00.
  if (offsetOf(timeZone, nowMs) === ownMs) return timeZone;
  const whole = String(Math.abs(ownMs) / 3_600_000).padStart(2, "0");
  return ownMs === 0 ? "UTC" : `${ownMs < 0 ? "-" : "+"}${whole}:00`;
}

/**
 * Why local times are not those of this machine's surroundings.
 *
 * @param tz The environment's `TZ`.
 * @param timeZone What the runtime made of it.
 * @returns A sentence, or `null` if all is well.
 */
export function timeZoneFault(
  tz: string | undefined,
  timeZone: string,
): string | null {
  const isMeant = tz === undefined || /^:?(|(etc\/)?(utc|gmt|uct|zulu).*)$/i
    .test(tz);
  if (isMeant || timeZone !== "UTC") return null;
  return `times are shown in UTC, as TZ=${tz} is not a name such as Europe/Berlin`;
}

/** `null`: there is no such zone. */
function offsetOf(timeZone: string, atMs: number): number | null {
  try {
    return timeZone === "" ? null : new LocalClock(timeZone).offsetMs(atMs);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
