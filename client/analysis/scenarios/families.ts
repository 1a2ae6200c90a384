import type { Line } from "./line.ts";

/** How the two IP versions compare over one interface. */
export interface FamilyComparison {
  /** The interface. */
  readonly interface: string;
  /** How long both were measured. */
  readonly bothMs: number;
  /** Of that, with IPv4 down and IPv6 fine. */
  readonly only4DownMs: number;
  /** Of that, with IPv6 down and IPv4 fine. */
  readonly only6DownMs: number;
}

/** So much lost means down, and so little means fine, 0 to 1. */
const DOWN = 0.9;
const FINE = 0.2;

/**
 * Compares the same minutes over IPv4 and IPv6.
 *
 * @param lines All lines of one observation: they begin and end together.
 * @returns One for each interface with both.
 */
export function compareFamilies(lines: readonly Line[]): FamilyComparison[] {
  return lines.filter(({ family }) => family === 4).flatMap((four) => {
    const six = lines.find((line) =>
      line.family === 6 && line.interface === four.interface
    );
    if (six === undefined) return [];
    let bothMs = 0;
    let only4DownMs = 0;
    let only6DownMs = 0;
    for (const [at, minuteMs] of four.measuredMs.entries()) {
      const lost4 = lossAt(four, at);
      const lost6 = lossAt(six, at);
      if (Number.isNaN(lost4) || Number.isNaN(lost6)) continue;
      bothMs += minuteMs;
      if (lost4 >= DOWN && lost6 <= FINE) only4DownMs += minuteMs;
      if (lost6 >= DOWN && lost4 <= FINE) only6DownMs += minuteMs;
    }
    return [{ interface: four.interface, bothMs, only4DownMs, only6DownMs }];
  });
}

/** Lost of all probes beyond the gateway, 0 to 1; NaN: none was sent. */
function lossAt({ far }: Line, at: number): number {
  let sent = 0;
  let lost = 0;
  for (const track of far) {
    sent += track.sent[at] ?? 0;
    lost += track.lost[at] ?? 0;
  }
  return lost / sent;
}
