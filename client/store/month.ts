import type { Period } from "../model/mod.ts";

/**
 * The calendar month, in local time, that an instant lies in.
 *
 * @param now The instant.
 * @returns The month.
 */
export function monthOf(now: Date): Period {
  const month = now.getMonth();
  return {
    fromMs: new Date(now.getFullYear(), month).getTime(),
    toMs: new Date(now.getFullYear(), month + 1).getTime(),
  };
}
