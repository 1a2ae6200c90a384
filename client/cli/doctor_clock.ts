import { localText } from "../analysis/local_text.ts";
import type { Finding } from "./finding.ts";

/** No clock that is right shows less. */
const FIRST_RELEASE_MS = Date.UTC(2026, 0, 1);

/**
 * What the doctor says of the wall clock.
 *
 * @param nowMs What it shows, Unix milliseconds.
 * @returns Nothing, unless it must be wrong.
 */
export function clockFindings(nowMs: number): readonly Finding[] {
  return nowMs >= FIRST_RELEASE_MS ? [] : [{
    state: "note",
    subject: "clock",
    text: `shows ${
      localText(nowMs)
    }, when this program had not been made: what is measured now bears that time. To have it kept right:\nsudo timedatectl set-ntp true`,
  }];
}
