import type { SampleColumns } from "../../model/mod.ts";
import { FATE, fateByCode } from "../loss.ts";

/** Probes further apart than this were not sent together, ms. */
const TOGETHER_MS = 90;

/** One round of probes, as the line saw it. */
export interface Round {
  /** When it was sent, Unix milliseconds. */
  readonly atMs: number;
  /** Probes beyond the gateway. */
  sent: number;
  /** Of these, lost. */
  lost: number;
  /** Probes to the gateway. */
  gatewaySent: number;
  /** Of these, lost. */
  gatewayLost: number;
  /** Which far series lost theirs, by their place in the list. */
  readonly losers: number[];
}

/** The samples of one stretch of time. */
export interface RoundsInput {
  /** Series beyond the gateway. */
  readonly far: readonly SampleColumns[];
  /** The gateway's. */
  readonly gateway: readonly SampleColumns[];
}

/**
 * Lays series side by side, round by round.
 *
 * @param input Their samples of the same time.
 * @returns The rounds, oldest first.
 */
export function roundsOf({ far, gateway }: RoundsInput): Round[] {
  const probes: [atMs: number, isLost: boolean, place: number][] = [];
  for (const [place, samples] of [...far, ...gateway].entries()) {
    const fates = fateByCode(samples.series.probe);
    for (let i = 0; i < samples.length; i++) {
      const fate = fates[samples.status[i] ?? 0];
      if (fate === FATE.uncounted) continue;
      probes.push([samples.atMs[i] ?? 0, fate === FATE.lost, place]);
    }
  }
  probes.sort(([a], [b]) => a - b);
  const rounds: Round[] = [];
  for (const [atMs, isLost, place] of probes) {
    let round = rounds.at(-1);
    if (round === undefined || atMs - round.atMs > TOGETHER_MS) {
      round = {
        atMs,
        sent: 0,
        lost: 0,
        gatewaySent: 0,
        gatewayLost: 0,
        losers: [],
      };
      rounds.push(round);
    }
    const lost = isLost ? 1 : 0;
    if (place >= far.length) {
      round.gatewaySent++;
      round.gatewayLost += lost;
      continue;
    }
    round.sent++;
    round.lost += lost;
    if (isLost) round.losers.push(place);
  }
  return rounds;
}
