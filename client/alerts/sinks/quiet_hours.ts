const MINUTES_OF_HOUR = 60;
const FORM = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/;

/**
 * Whether people want to sleep.
 *
 * @param hours `"22:00-07:00"`, over midnight or not; empty for never.
 * @param minuteOfDay 0 to 1439, by the local clock.
 */
export function isQuietAt(hours: string, minuteOfDay: number): boolean {
  const [, ...parts] = FORM.exec(hours) ?? [];
  const [fromHour, fromMinute, toHour, toMinute] = parts.map(Number);
  if (toMinute === undefined) return false;
  const from = (fromHour ?? 0) * MINUTES_OF_HOUR + (fromMinute ?? 0);
  const to = (toHour ?? 0) * MINUTES_OF_HOUR + toMinute;
  return from <= to
    ? minuteOfDay >= from && minuteOfDay < to
    : minuteOfDay >= from || minuteOfDay < to;
}
