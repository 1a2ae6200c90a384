/**
 * Bufferbloat: while the line is loaded, everything on it becomes slow. Seen
 * in load tests, and in the user's own traffic where the interface's counters
 * were kept.
 *
 * @module
 */

import type { Direction, Period, TestColumns } from "../../model/mod.ts";
import { type Letter, LETTERS } from "../grades.ts";
import { highestLoadOf } from "./busy.ts";
import { confidenceOf } from "./confidence.ts";
import { type Judgement, NOT_FOUND } from "./finding.ts";
import { type Line, type LoadTrack, MINUTE_MS } from "./line.ts";
import { medianOf, quantileOf } from "./median.ts";
import { stretchesOf } from "./stretches.ts";
import { counted, listed, rate, short } from "./words.ts";

/** Delay that load adds, ms, from which on people notice (PRODUCT). */
const BLOAT_MS = 100;
/** Letters that mean so much or nearly. */
const BAD_LETTERS: readonly string[] = ["C", "D", "F"] satisfies Letter[];
/** Of the highest rate: above is load, below is none. */
const LOADED_SHARE = 0.6;
const IDLE_SHARE = 0.1;
/** Of the other way's bits, all may be acknowledgements. */
const ACK_SHARE = 1 / 16;
/** So much load is needed: minutes, and separate times. */
const FEWEST = { minutes: 10, times: 3, idleMinutes: 30 } as const;
/** So many of the loaded minutes must be slow, and of the idle at most. */
const SLOW_SHARE = { loaded: 0.5, idle: 0.05 } as const;
/** What all targets suffer is what those that suffer least do. */
const LEAST_PCT = 25;
const DIRECTIONS = ["up", "down"] as const;

/** What a direction's load did to the delay. */
interface Loaded {
  readonly direction: Direction;
  readonly minutes: number;
  readonly times: readonly Period[];
  readonly upliftMs: number;
  readonly p95Ms: number;
  readonly highestBps: number;
  readonly isBad: boolean;
}

/**
 * Judges a line.
 *
 * @param line The line.
 * @returns The finding, with the times of load.
 */
export function bufferbloat(line: Line): Judgement {
  const graded = line.tests.flatMap(gradedOf);
  const letters = graded.map(({ grade }) => grade);
  const badTests = graded.filter(({ grade }) => BAD_LETTERS.includes(grade));
  const passive = DIRECTIONS.flatMap((direction) => loadedOf(line, direction));
  if (graded.length === 0 && passive.length === 0) {
    return {
      kind: "not_enough_data",
      missing:
        "a bufferbloat test (`bufferbane bloat`), or ten minutes of heavy traffic of your own",
    };
  }
  const bad = passive.filter(({ isBad }) => isBad);
  const isTestBad = badTests.length > 0 && 2 * badTests.length >= graded.length;
  if (!isTestBad && bad.length === 0) return NOT_FOUND;
  const upliftMs = Math.max(0, ...bad.map(({ upliftMs }) => upliftMs));
  const worst = LETTERS.findLast((letter) => letters.includes(letter));
  const [only] = bad;
  return {
    kind: "found",
    finding: {
      scenario: "bufferbloat",
      interface: line.interface,
      families: [line.family],
      direction: bad.length === 1 && only !== undefined ? only.direction : null,
      rung: "access",
      targets: line.far.map(({ series }) => series.target),
      times: [
        ...bad.flatMap(({ times }) => times),
        ...(isTestBad ? badTests.map(({ period }) => period) : []),
      ].toSorted((a, b) => a.fromMs - b.fromMs),
      figures: {
        tests: graded.length,
        badTests: badTests.length,
        ...Object.fromEntries(bad.flatMap((loaded) => [
          [`${loaded.direction}AddedMs`, loaded.upliftMs],
          [`${loaded.direction}AddedP95Ms`, loaded.p95Ms],
          [`${loaded.direction}LoadedMinutes`, loaded.minutes],
          [`${loaded.direction}HighestBps`, loaded.highestBps],
        ])),
      },
      confidence: confidenceOf({
        margin: Math.max(
          upliftMs / BLOAT_MS,
          worst === undefined ? 0 : MARGINS[worst],
        ),
        repetition: Math.max(
          badTests.length,
          ...bad.map(({ times }) => times.length / FEWEST.times),
        ),
      }),
      sentence: `When the line is busy, everything on it becomes slow: ${
        listed([
          ...bad.map(({ direction, upliftMs, highestBps }) =>
            `${short(upliftMs)} ms more delay while ${
              direction === "up" ? "uploading" : "downloading"
            } (at up to ${rate(highestBps)})`
          ),
          ...(isTestBad
            ? [
              `grade ${worst ?? "F"} in ${badTests.length} of ${
                counted(graded.length, "bufferbloat test")
              }`,
            ]
            : []),
        ])
      }. Calls and games break up as soon as somebody ${
        only?.direction === "down" ? "downloads" : "uploads"
      } something.`,
      advice:
        "Switch on smart queue management (SQM, CAKE or fq_codel) in the router and set it to 85 to 95 % of the line's speed, then run `bufferbane bloat` again.",
    },
  };
}

/** How far a letter lies beyond what makes a test bad. */
const MARGINS: Readonly<Record<Letter, number>> = {
  "A+": 0,
  A: 0,
  B: 0,
  C: 1,
  D: 2,
  F: 4,
};

/** A bufferbloat test. */
interface Graded {
  readonly grade: string;
  readonly period: Period;
}

function gradedOf({ grade, atMs, durationMs }: TestColumns): Graded[] {
  const found: Graded[] = [];
  for (const [at, letter] of grade.entries()) {
    if (letter === null) continue;
    const fromMs = atMs[at] ?? NaN;
    const period = { fromMs, toMs: fromMs + (durationMs[at] ?? NaN) };
    found.push({ grade: letter, period });
  }
  return found;
}

/** What load of one's own did in one direction; none where it was too little. */
function loadedOf(line: Line, direction: Direction): Loaded[] {
  const { load, length, startMs } = line;
  if (load === null || line.far.length === 0) return [];
  const own = ratesOf(load, direction);
  const other = ratesOf(load, direction === "up" ? "down" : "up");
  const highestBps = highestLoadOf(own);
  if (highestBps === null) return [];
  const highestOtherBps = highestLoadOf(other);
  const share = (at: number) => (own[at] ?? NaN) / highestBps;
  const otherShare = (at: number) =>
    highestOtherBps === null ||
      (other[at] ?? NaN) <= ACK_SHARE * (own[at] ?? NaN)
      ? 0
      : (other[at] ?? NaN) / highestOtherBps;
  const places = Array.from({ length }, (_, at) => at);
  const idle = places.filter((at) =>
    share(at) < IDLE_SHARE && otherShare(at) < IDLE_SHARE
  );
  const isLoaded = (at: number) =>
    share(at) >= LOADED_SHARE && otherShare(at) < LOADED_SHARE;
  const times = stretchesOf(length, isLoaded, { bridge: 4 });
  const minutes = places.filter(isLoaded);
  if (
    idle.length < FEWEST.idleMinutes || minutes.length < FEWEST.minutes ||
    times.length < FEWEST.times
  ) return [];
  const uplift = upliftsOf(line, idle);
  const slow = (found: readonly number[]) => {
    const known = found.map((ms) => uplift(ms)).filter(Number.isFinite);
    return known.filter((ms) => ms >= BLOAT_MS).length / known.length;
  };
  const loaded = minutes.map(uplift).filter(Number.isFinite);
  return [{
    direction,
    minutes: minutes.length,
    times: times.map(({ from, to }) => ({
      fromMs: startMs + from * MINUTE_MS,
      toMs: startMs + to * MINUTE_MS,
    })),
    upliftMs: medianOf(loaded),
    p95Ms: quantileOf(loaded, 95),
    highestBps,
    isBad: slow(minutes) >= SLOW_SHARE.loaded && slow(idle) <= SLOW_SHARE.idle,
  }];
}

function ratesOf(load: LoadTrack, direction: Direction): Float64Array {
  return direction === "up" ? load.sentBps : load.receivedBps;
}

/**
 * Delay above the idle one, of the quarter of the far targets that suffers
 * least, ms: the line's queue delays all of them. Idle minutes of the same hour
 * are compared with, or of the hours next to it: evenings have a delay of their
 * own.
 */
function upliftsOf(
  line: Line,
  idle: readonly number[],
): (at: number) => number {
  const hours = Map.groupBy(idle, (at) => Math.floor(at / 60));
  const baselines = line.far.map(({ p50Us }) =>
    new Map([...hours].map(([hour, places]) => {
      const known = places.map((at) => p50Us[at] ?? -1).filter((us) => us >= 0);
      return [hour, medianOf(known) / 1000];
    }))
  );
  return (at) => {
    const hour = Math.floor(at / 60);
    const uplifts = line.far.flatMap(({ p50Us }, place) => {
      const us = p50Us[at] ?? -1;
      const idleMs = [hour, hour - 1, hour + 1].flatMap((near) =>
        baselines[place]?.get(near) ?? []
      )[0];
      return us < 0 || idleMs === undefined ? [] : [us / 1000 - idleMs];
    });
    return quantileOf(uplifts, LEAST_PCT);
  };
}
