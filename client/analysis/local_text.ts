/** Instants as people read them, also in the hour that comes twice. @module */

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** How far a zone's time is ahead of UTC at an instant, ms. */
export type OffsetAt = (atMs: number) => number;

/** The zone of this process (`TZ`, or the machine's). */
export const ownOffsetMs: OffsetAt = (atMs) =>
  -new Date(atMs).getTimezoneOffset() * MINUTE_MS;

/**
 * An instant's other reading: when clocks are set back, one hour of local
 * times comes twice.
 *
 * @param atMs Unix milliseconds.
 * @param offsetAt The zone.
 * @returns The other instant with the same local time; `null`: there is none.
 */
export function twinOf(
  atMs: number,
  offsetAt: OffsetAt = ownOffsetMs,
): number | null {
  const offset = offsetAt(atMs);
  for (const other of [offsetAt(atMs + DAY_MS), offsetAt(atMs - DAY_MS)]) {
    const twin = atMs + offset - other;
    if (other !== offset && offsetAt(twin) === other) return twin;
  }
  return null;
}

/**
 * What a local time needs to mean one instant only.
 *
 * @param atMs Unix milliseconds.
 * @param offsetAt The zone.
 * @returns E.g. `"+02:00"` if it comes twice, else empty.
 */
export function offsetMark(
  atMs: number,
  offsetAt: OffsetAt = ownOffsetMs,
): string {
  return twinOf(atMs, offsetAt) === null ? "" : offsetText(offsetAt(atMs));
}

/** Local date and time: `2026-11-20 10:12:15`, or `2026-10-25 02:30:00+02:00`. */
export function localText(atMs: number): string {
  return localDigits(atMs).slice(0, 19) + offsetMark(atMs);
}

/** The same to the minute: `2026-11-20 10:12`. */
export function localMinute(atMs: number): string {
  return localDigits(atMs).slice(0, 16) + offsetMark(atMs);
}

/** As RFC 3339 has it: `2026-11-20T10:12:15.000+01:00`. */
export function localTimestamp(atMs: number): string {
  return localDigits(atMs).replace(" ", "T") + offsetText(ownOffsetMs(atMs));
}

/** `2026-11-20 10:12:15.000`. */
function localDigits(atMs: number): string {
  return new Date(atMs + ownOffsetMs(atMs)).toISOString()
    .replace("T", " ").slice(0, -1);
}

function offsetText(offsetMs: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const minutes = Math.abs(offsetMs) / MINUTE_MS;
  return `${offsetMs < 0 ? "-" : "+"}${two(minutes / 60)}:${two(minutes % 60)}`;
}
