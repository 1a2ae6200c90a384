/**
 * Asymmetric trouble: one direction loses packets, keeps them waiting or is
 * slow for a long time, and the other is fine. Needs an own server, which
 * alone knows what arrived.
 *
 * @module
 */

import type { Direction, Period } from "../../model/mod.ts";
import { busyMinutesOf } from "./busy.ts";
import { confidenceOf } from "./confidence.ts";
import { type Finding, type Judgement, NOT_FOUND } from "./finding.ts";
import { isIntermittent } from "./intermittent_upload_degradation.ts";
import { type Line, MINUTE_MS, type MinuteTrack } from "./line.ts";
import { medianOf } from "./median.ts";
import { type RateDrops, rateDropsOf } from "./rate_drops.ts";
import { stretchesOf } from "./stretches.ts";
import { BIN_MINUTES } from "./tens.ts";
import { joinedTimes, lasting, listed, rate, short, totalMs } from "./words.ts";

/** Lost in one direction: share of ten minutes, and times the other's. */
const LOSS = { share: 0.02, probes: 10, times: 4 } as const;
/** The line's loss is everyone's: others lose so much of what is lost here. */
const OTHERS_SHARE = 0.3;
/** Fewer minutes of ten say nothing. */
const FEWEST_MINUTES = 5;
/** Waiting in one direction without load, ms, and times the other's. */
const QUEUE = { ms: 30, times: 4 } as const;
/** For so many bins of ten minutes. */
const FEWEST_BINS = 3;
/** Slow for so long, ms, and at most so fast, of the usual rate. */
const RATE = { totalMs: 30 * MINUTE_MS, share: 0.6 } as const;

const DIRECTIONS = ["up", "down"] as const;

/** What one direction suffers. */
interface OneWay {
  readonly direction: Direction;
  readonly times: readonly Period[];
  /** Over what the rule asks for, >= 1. */
  readonly margin: number;
  readonly figures: Readonly<Record<string, number>>;
  readonly words: string;
}

/**
 * Judges a line.
 *
 * @param line The line.
 * @param interruptions When nothing at all came through: then every packet is
 *   lost on its way up, which says nothing of the directions.
 * @returns The finding for the direction that suffers longer.
 */
export function asymmetricTrouble(
  line: Line,
  interruptions: readonly Period[],
): Judgement {
  const echoes = line.far.filter(({ echo }) => echo !== undefined);
  const drops = DIRECTIONS.flatMap((way) => rateDropsOf(line.tests, way));
  if (echoes.length === 0 && drops.length === 0) {
    return {
      kind: "not_enough_data",
      missing: "an own server ([server]), which alone can tell the directions",
    };
  }
  const isLeftOut = leftOutOf(line, interruptions);
  const found = [
    ...DIRECTIONS.flatMap((direction) =>
      echoes.flatMap((track) => [
        ...lossOf(line, { track, direction, isLeftOut }),
        ...queueOf(line, { track, direction, isLeftOut }),
      ])
    ),
    ...drops.flatMap(slowOf),
  ];
  const [worst] = found.toSorted((a, b) => totalMs(b.times) - totalMs(a.times));
  if (worst === undefined) return NOT_FOUND;
  const { direction } = worst;
  const same = found.filter((one) => one.direction === direction);
  return { kind: "found", finding: findingOf(line, { direction, same }) };
}

function findingOf(line: Line, { direction, same }: {
  readonly direction: Direction;
  readonly same: readonly OneWay[];
}): Finding {
  const longestMs = Math.max(...same.map(({ times }) => totalMs(times)));
  const servers = line.far.filter(({ echo }) => echo !== undefined);
  return {
    scenario: "asymmetric_trouble",
    interface: line.interface,
    families: [line.family],
    direction,
    rung: null,
    targets: servers.map(({ series }) => series.target),
    times: joinedTimes(same.flatMap(({ times }) => times)),
    figures: Object.fromEntries([
      ["longestMs", longestMs],
      ...same.flatMap(({ figures }) => Object.entries(figures)),
    ]),
    confidence: confidenceOf({
      margin: Math.max(...same.map(({ margin }) => margin)),
      repetition: longestMs / (FEWEST_BINS * BIN_MINUTES * MINUTE_MS),
    }),
    sentence: `Only the ${
      direction === "up" ? "upload" : "download"
    } direction was in trouble, for ${lasting(longestMs)}: ${
      listed([...new Set(same.map(({ words }) => words))])
    }; the other direction was fine.`,
    advice: direction === "up"
      ? "Tell the provider that the upstream alone is disturbed, with the times: on cable that is mostly noise on the way back or a bad connector, on DSL and fibre a bad port. Check plugs and splitters first."
      : "Tell the provider that the downstream alone is disturbed, with the times: an overloaded segment or a bad signal level looks like this.",
  };
}

interface OneTrack {
  readonly track: MinuteTrack;
  readonly direction: Direction;
  readonly isLeftOut: Uint8Array;
}

/** Loss that lies in one direction. */
function lossOf(
  line: Line,
  { track, direction, isLeftOut }: OneTrack,
): OneWay[] {
  const { echo } = track;
  if (echo === undefined) return [];
  const [own, other] = direction === "up"
    ? [echo.lostUp, echo.lostDown]
    : [echo.lostDown, echo.lostUp];
  const others = line.far.filter(({ series }) =>
    series.target !== track.series.target
  );
  const bins = binsOf(line, (at) => isLeftOut[at] === 0).map((minutes) => ({
    others: lossAt(others, minutes),
    sent: sumAt(track.sent, minutes),
    own: sumAt(own, minutes),
    other: sumAt(other, minutes),
    minutes: minutes.filter((at) => (own[at] ?? 0) > 0).length,
    all: minutes.length,
  }));
  const times = timesOf(line, bins.length, (at) => {
    const bin = bins[at];
    return bin !== undefined && bin.own >= LOSS.probes &&
      bin.own >= LOSS.share * bin.sent && bin.own >= LOSS.times * bin.other &&
      // Spread over the time, or it is a burst.
      bin.all >= FEWEST_MINUTES && bin.minutes >= bin.all / 2 &&
      !(bin.others < OTHERS_SHARE * bin.own / bin.sent);
  });
  if (times.length === 0) return [];
  const inside = bins.filter((_, at) => isInside(line, at, times));
  const sent = inside.reduce((sum, bin) => sum + bin.sent, 0);
  const lost = inside.reduce((sum, bin) => sum + bin.own, 0) / sent;
  const otherLost = inside.reduce((sum, bin) => sum + bin.other, 0) / sent;
  return [{
    direction,
    times,
    margin: lost / LOSS.share,
    figures: { lossPct: 100 * lost, otherLossPct: 100 * otherLost },
    words: `${short(100 * lost)} % of its packets were lost (the other way ${
      short(100 * otherLost)
    } %)`,
  }];
}

/** Waiting in one direction while nobody loads the line. */
function queueOf(
  line: Line,
  { track, direction, isLeftOut }: OneTrack,
): OneWay[] {
  const { echo } = track;
  if (echo === undefined || line.load === null) return [];
  const isBusy = busyMinutesOf(line);
  const [own, other] = direction === "up"
    ? [echo.queueUpP50Us, echo.queueDownP50Us]
    : [echo.queueDownP50Us, echo.queueUpP50Us];
  const bins = binsOf(
    line,
    (at) => isLeftOut[at] === 0 && isBusy[at] === 0 && (own[at] ?? -1) >= 0,
  ).map((
    minutes,
  ) => ({
    ownMs: medianOf(minutes.map((at) => (own[at] ?? NaN) / 1000)),
    otherMs: medianOf(minutes.map((at) => (other[at] ?? NaN) / 1000)),
  }));
  const times = timesOf(line, bins.length, (at) => {
    const { ownMs, otherMs } = bins[at] ?? { ownMs: NaN, otherMs: NaN };
    return ownMs >= QUEUE.ms && ownMs >= QUEUE.times * otherMs;
  });
  if (times.length === 0) return [];
  const inside = bins.filter((_, at) => isInside(line, at, times));
  const ms = medianOf(inside.map(({ ownMs }) => ownMs).filter(Number.isFinite));
  return [{
    direction,
    times,
    margin: ms / QUEUE.ms,
    figures: { queueMs: ms },
    words: `packets waited ${short(ms)} ms though nobody loaded the line`,
  }];
}

/** A direction that is slow for long, and not just now and then. */
function slowOf(drops: RateDrops): OneWay[] {
  const { direction, times, share, otherShare, usualBps } = drops;
  if (direction === "up" && isIntermittent(drops)) return [];
  if (
    totalMs(times) < RATE.totalMs || share > RATE.share ||
    // Where the other direction was not tested, nobody knows.
    Number.isNaN(otherShare)
  ) return [];
  return [{
    direction,
    times,
    margin: (1 - share) / (1 - RATE.share),
    figures: { ratePct: 100 * share, usualBps },
    words: `its speed fell to ${short(100 * share)} % of the usual ${
      rate(usualBps)
    }`,
  }];
}

/** Minutes in which nothing came through, and those next to them. */
function leftOutOf(line: Line, interruptions: readonly Period[]): Uint8Array {
  const isLeftOut = line.isDisturbed.slice();
  for (const { fromMs, toMs } of interruptions) {
    const from = Math.floor((fromMs - line.startMs) / MINUTE_MS);
    const to = Math.ceil((toMs - line.startMs) / MINUTE_MS);
    isLeftOut.fill(1, Math.max(0, from - 1), Math.max(0, to + 1));
  }
  return isLeftOut;
}

/** The minutes of each bin that count. */
function binsOf(line: Line, counts: (at: number) => boolean): number[][] {
  const bins: number[][] = [];
  for (let from = 0; from < line.length; from += BIN_MINUTES) {
    const minutes: number[] = [];
    const to = Math.min(line.length, from + BIN_MINUTES);
    for (let at = from; at < to; at++) if (counts(at)) minutes.push(at);
    bins.push(minutes);
  }
  return bins;
}

function timesOf(
  line: Line,
  length: number,
  isBad: (at: number) => boolean,
): Period[] {
  const binMs = BIN_MINUTES * MINUTE_MS;
  return stretchesOf(length, isBad, { bridge: 1, atLeast: FEWEST_BINS })
    .map(({ from, to }) => ({
      fromMs: line.startMs + from * binMs,
      toMs: line.startMs + to * binMs,
    }));
}

function isInside(line: Line, at: number, times: readonly Period[]): boolean {
  const atMs = line.startMs + at * BIN_MINUTES * MINUTE_MS;
  return times.some(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs);
}

/** Lost by some targets together, 0 to 1; NaN: there are none. */
function lossAt(
  tracks: readonly MinuteTrack[],
  places: readonly number[],
): number {
  const sum = (of: "sent" | "lost") =>
    tracks.reduce((sum, track) => sum + sumAt(track[of], places), 0);
  return sum("lost") / sum("sent");
}

function sumAt(column: Int32Array, places: readonly number[]): number {
  return places.reduce((sum, at) => sum + (column[at] ?? 0), 0);
}
