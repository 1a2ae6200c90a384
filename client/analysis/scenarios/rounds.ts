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
  const all = [...far, ...gateway].map((samples) => ({
    samples,
    fates: fateByCode(samples.series.probe),
  }));
  const next = new Int32Array(all.length);
  const sentAt = (place: number) =>
    all[place]?.samples.atMs[next[place] ?? 0] ?? Infinity;
  const rounds: Round[] = [];
  for (;;) {
    let atMs = Infinity;
    for (const place of all.keys()) {
      atMs = Math.min(atMs, sentAt(place));
    }
    if (atMs === Infinity) return rounds;
    const round = emptyRound(atMs);
    for (const [place, { samples, fates }] of all.entries()) {
      const { status } = samples;
      for (let at = next[place] ?? 0; sentAt(place) - atMs <= TOGETHER_MS;) {
        const fate = fates[status[at] ?? 0];
        next[place] = ++at;
        if (fate === FATE.uncounted) continue;
        count(round, fate === FATE.lost, place < far.length ? place : null);
      }
    }
    if (round.sent + round.gatewaySent > 0) rounds.push(round);
  }
}

function emptyRound(atMs: number): Round {
  return { atMs, sent: 0, lost: 0, gatewaySent: 0, gatewayLost: 0, losers: [] };
}

/** @param place Of a far series; `null` for the gateway. */
function count(round: Round, isLost: boolean, place: number | null): void {
  const lost = isLost ? 1 : 0;
  if (place === null) {
    round.gatewaySent++;
    round.gatewayLost += lost;
    return;
  }
  round.sent++;
  round.lost += lost;
  if (isLost) round.losers.push(place);
}
