/** Whether Wi-Fi gets worse when its signal does. @module */

import type { LinkSecond } from "../../model/mod.ts";
import { medianOf } from "../bootstrap.ts";
import { FATE, fateByCode } from "../loss.ts";
import type { Match } from "./side.ts";

/** Signal and delay are averaged over so long. */
const BIN_MS = 10_000;
/** Fewer bins say nothing. */
const FEWEST_BINS = 30;
/** A lost probe counts as such a delay, ms: the timeout. */
const LOST_MS = 1000;
/** From so clear a correlation on the signal is named. */
const CLEAR = -0.4;
/** A signal that wanders less explains nothing, dB. */
const LEAST_SPREAD_DB = 5;

/** A weak signal goes with trouble. */
export interface SignalCause {
  /** Spearman's rank correlation of signal and trouble, -1 to 0. */
  readonly correlation: number;
  /** Median signal in the worst tenth of the time, dBm. */
  readonly worstDbm: number;
  /** Median signal in the better half of it, dBm. */
  readonly goodDbm: number;
}

/** What was seen within a bin. */
interface Bin {
  excessMs: number;
  probes: number;
  signalDbm: number;
  seconds: number;
}

/**
 * Looks for a connection between Wi-Fi's signal and what it does worse than
 * the other side.
 *
 * @param matches The same targets over Wi-Fi (`a`) and over the other side.
 * @param link The seconds of the Wi-Fi interface.
 * @returns `null` where there is none, or too little is known.
 */
export function signalCauseOf(
  matches: readonly Match[],
  link: Iterable<LinkSecond>,
): SignalCause | null {
  const bins = new Map<number, Bin>();
  const binOf = (atMs: number): Bin => {
    const at = Math.floor(atMs / BIN_MS);
    const bin = bins.get(at) ??
      { excessMs: 0, probes: 0, signalDbm: 0, seconds: 0 };
    bins.set(at, bin);
    return bin;
  };
  for (const match of matches) addExcess(match, binOf);
  for (const { atMs, wifi } of link) {
    if (wifi === null || wifi.signalDbm === null) continue;
    const bin = binOf(atMs);
    bin.signalDbm += wifi.signalDbm;
    bin.seconds++;
  }
  const seen = [...bins.values()]
    .filter(({ probes, seconds }) => probes > 0 && seconds > 0)
    .map(({ excessMs, probes, signalDbm, seconds }) => ({
      troubleMs: excessMs / probes,
      dbm: signalDbm / seconds,
    }));
  if (seen.length < FEWEST_BINS) return null;
  const correlation = pearson(
    ranks(seen.map(({ dbm }) => dbm)),
    ranks(seen.map(({ troubleMs }) => troubleMs)),
  );
  const byTrouble = seen.toSorted((a, b) => b.troubleMs - a.troubleMs);
  const dbmOf = (bins: typeof seen) => medianOf(bins.map(({ dbm }) => dbm));
  const worstDbm = dbmOf(byTrouble.slice(0, Math.ceil(seen.length / 10)));
  const goodDbm = dbmOf(byTrouble.slice(Math.floor(seen.length / 2)));
  return correlation <= CLEAR && goodDbm - worstDbm >= LEAST_SPREAD_DB
    ? { correlation, worstDbm, goodDbm }
    : null;
}

/** How much longer each probe took than its partner of the same round. */
function addExcess({ a, b }: Match, binOf: (atMs: number) => Bin): void {
  const fates = fateByCode(a.series.probe);
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const atMs = a.atMs[i] ?? 0;
    const otherMs = b.atMs[j] ?? 0;
    if (atMs < otherMs) i++;
    else if (otherMs < atMs) j++;
    else {
      const otherUs = b.rttUs[j++] ?? -1;
      const us = a.rttUs[i] ?? -1;
      const isLost = fates[a.status[i++] ?? 0] === FATE.lost;
      if (otherUs < 0 || (us < 0 && !isLost)) continue;
      const bin = binOf(atMs);
      bin.excessMs += isLost ? LOST_MS : (us - otherUs) / 1000;
      bin.probes++;
    }
  }
}

/** Ranks from 1; equal values share their mean rank. */
function ranks(values: readonly number[]): readonly number[] {
  const order = values.map((value, at) => ({ value, at }))
    .toSorted((a, b) => a.value - b.value);
  const found = new Array<number>(values.length).fill(0);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (order[to]?.value === order[from]?.value && to < order.length) to++;
    for (const { at } of order.slice(from, to)) found[at] = (from + 1 + to) / 2;
    from = to;
  }
  return found;
}

/** @see Spearman, The proof and measurement of association between two things, 1904 */
function pearson(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(x), mean(y)];
  let [xy, xx, yy] = [0, 0, 0];
  for (const [at, value] of x.entries()) {
    const dx = value - meanX;
    const dy = (y[at] ?? 0) - meanY;
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return xx === 0 || yy === 0 ? 0 : xy / Math.sqrt(xx * yy);
}
