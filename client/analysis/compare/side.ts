/** What is compared: two sides, cut into the same blocks of time. @module */

import type { SampleColumns } from "../../model/mod.ts";
import { FATE, fateByCode } from "../loss.ts";
import { percentileOfSorted } from "../percentile.ts";

/** One side's samples of all targets, in blocks of neighbouring seconds. */
export interface Side {
  /** How many blocks there are; some may be empty. */
  readonly blocks: number;
  /** Answered round trips in µs, ascending, see {@linkcode Side.levelUs}. */
  readonly sortedUs: Float64Array;
  /** The block of each of `sortedUs`. */
  readonly blockOf: Int32Array;
  /** How many of them are of each block. */
  readonly answered: Float64Array;
  /** Probes that count, by block. */
  readonly sent: Float64Array;
  /** Of these, lost. */
  readonly lost: Float64Array;
  /** Absolute IPDVs added up, µs, by block. */
  readonly ipdvSumUs: Float64Array;
  /** How many they are, by block. */
  readonly ipdvCount: Float64Array;
  /**
   * Targets are unlike far away, so `sortedUs` are differences to each
   * target's own median over both sides; this is the mean of those medians.
   */
  readonly levelUs: number;
}

/** Two sides that can be compared. */
export interface Sides {
  /** The one that is judged. */
  readonly a: Side;
  /** The one that it is compared with. */
  readonly b: Side;
  /** Seconds in which both were measured; the shorter side's if unpaired. */
  readonly seconds: number;
  /** Lost by `a` while the same second's probe of `b` was answered; unpaired: `NaN`. */
  readonly lostByAOnly: number;
  /** The reverse. */
  readonly lostByBOnly: number;
  /** Lost by both in the same second. */
  readonly lostByBoth: number;
}

/** The same target, measured on both sides. */
export interface Match {
  /** On the side that is judged. */
  readonly a: SampleColumns;
  /** On the side that it is compared with. */
  readonly b: SampleColumns;
}

/** A sample of one side, all that is needed of it. */
interface Picked {
  readonly columns: SampleColumns;
  readonly places: readonly number[];
}

const SECOND_MS = 1000;
/** A day has 2,000; with 2^32 µs a product of 2^53 is exact. */
const MOST_BLOCKS = 2 ** 20;

/**
 * Puts the probes of the same round beside each other. What has no partner,
 * or says nothing of the line, is left out on both sides.
 *
 * @param matches The same targets on both sides, oldest first.
 * @returns Both sides, in the same blocks.
 */
export function pairedSides(matches: readonly Match[]): Sides {
  const seconds = new Set<number>();
  let lostByAOnly = 0;
  let lostByBOnly = 0;
  let lostByBoth = 0;
  const picked = matches.map(({ a, b }) => {
    const fatesA = fateByCode(a.series.probe);
    const fatesB = fateByCode(b.series.probe);
    const ofA: number[] = [];
    const ofB: number[] = [];
    let i = 0;
    let j = 0;
    while (i < a.length && j < b.length) {
      const atA = a.atMs[i] ?? 0;
      const atB = b.atMs[j] ?? 0;
      if (atA < atB) i++;
      else if (atB < atA) j++;
      else {
        const fateA = fatesA[a.status[i] ?? 0];
        const fateB = fatesB[b.status[j] ?? 0];
        if (fateA !== FATE.uncounted && fateB !== FATE.uncounted) {
          ofA.push(i);
          ofB.push(j);
          seconds.add(Math.floor(atA / SECOND_MS));
          const isLostByA = fateA === FATE.lost;
          const isLostByB = fateB === FATE.lost;
          if (isLostByA && isLostByB) lostByBoth++;
          else if (isLostByA) lostByAOnly++;
          else if (isLostByB) lostByBOnly++;
        }
        i++;
        j++;
      }
    }
    return {
      a: { columns: a, places: ofA },
      b: { columns: b, places: ofB },
    };
  });
  const blocks = blocksOf(seconds);
  const centres = picked.map(centreOf);
  return {
    a: sideOf(picked.map(({ a }) => a), centres, blocks),
    b: sideOf(picked.map(({ b }) => b), centres, blocks),
    seconds: seconds.size,
    lostByAOnly,
    lostByBOnly,
    lostByBoth,
  };
}

/**
 * Two sides of different times, or of targets without a common round.
 *
 * @param matches The same targets on both sides.
 * @returns Both sides, each in its own blocks.
 */
export function unpairedSides(matches: readonly Match[]): Sides {
  const picked = matches.map(({ a, b }) => ({ a: counted(a), b: counted(b) }));
  const centres = picked.map(centreOf);
  const side = (own: readonly Picked[]) => {
    const seconds = new Set<number>();
    for (const { columns, places } of own) {
      for (const at of places) {
        seconds.add(Math.floor((columns.atMs[at] ?? 0) / SECOND_MS));
      }
    }
    return { side: sideOf(own, centres, blocksOf(seconds)), seconds };
  };
  const a = side(picked.map(({ a }) => a));
  const b = side(picked.map(({ b }) => b));
  return {
    a: a.side,
    b: b.side,
    seconds: Math.min(a.seconds.size, b.seconds.size),
    lostByAOnly: NaN,
    lostByBOnly: NaN,
    lostByBoth: NaN,
  };
}

function counted(columns: SampleColumns): Picked {
  const fates = fateByCode(columns.series.probe);
  const places: number[] = [];
  for (let i = 0; i < columns.length; i++) {
    if (fates[columns.status[i] ?? 0] !== FATE.uncounted) places.push(i);
  }
  return { columns, places };
}

/**
 * Which block each second belongs to. What follows each other shares a queue
 * and says the same thing, so that blocks must be longer the more there are:
 * the cube root of the length is the usual choice.
 *
 * @see Hall, Horowitz and Jing, On blocking rules for the bootstrap with dependent data, 1995
 */
function blocksOf(seconds: ReadonlySet<number>): ReadonlyMap<number, number> {
  const lengthS = Math.max(1, Math.round(Math.cbrt(seconds.size)));
  return new Map(
    [...seconds].toSorted((a, b) => a - b)
      .map((second, at) => [second, Math.floor(at / lengthS)]),
  );
}

/** The median of a target's answered round trips on both sides, µs. */
function centreOf(
  { a, b }: { readonly a: Picked; readonly b: Picked },
): number {
  const times = [a, b].flatMap(({ columns, places }) =>
    places.map((at) => columns.rttUs[at] ?? -1).filter((us) => us >= 0)
  );
  return percentileOfSorted(Float64Array.from(times).sort(), 50);
}

function sideOf(
  picked: readonly Picked[],
  centres: readonly number[],
  blocks: ReadonlyMap<number, number>,
): Side {
  const count = 1 + Math.max(-1, blocks.size === 0 ? -1 : lastOf(blocks));
  const side = {
    blocks: count,
    answered: new Float64Array(count),
    sent: new Float64Array(count),
    lost: new Float64Array(count),
    ipdvSumUs: new Float64Array(count),
    ipdvCount: new Float64Array(count),
  };
  const keys = new Float64Array(
    picked.reduce((sum, { places }) => sum + places.length, 0),
  );
  let answers = 0;
  for (const [target, { columns, places }] of picked.entries()) {
    const { atMs, rttUs, ipdvUs, status, series } = columns;
    const fates = fateByCode(series.probe);
    const centre = centres[target] ?? NaN;
    for (const at of places) {
      const second = Math.floor((atMs[at] ?? 0) / SECOND_MS);
      const block = blocks.get(second) ?? 0;
      add(side.sent, block, 1);
      const fate = fates[status[at] ?? 0];
      if (fate === FATE.lost) add(side.lost, block, 1);
      const us = rttUs[at] ?? -1;
      if (fate === FATE.answered && us >= 0) {
        add(side.answered, block, 1);
        // Both in one number, so that they are sorted as fast as numbers are.
        keys[answers++] = (us - centre) * MOST_BLOCKS + block;
      }
      const ipdv = ipdvUs[at] ?? -1;
      if (ipdv < 0) continue;
      add(side.ipdvSumUs, block, ipdv);
      add(side.ipdvCount, block, 1);
    }
  }
  const sorted = keys.subarray(0, answers).sort();
  const blockOf = Int32Array.from(
    sorted,
    (key) => key - Math.floor(key / MOST_BLOCKS) * MOST_BLOCKS,
  );
  const known = centres.filter((us) => !Number.isNaN(us));
  return {
    ...side,
    sortedUs: sorted.map((key) => Math.floor(key / MOST_BLOCKS)),
    blockOf,
    levelUs: known.reduce((sum, us) => sum + us, 0) / known.length,
  };
}

function lastOf(blocks: ReadonlyMap<number, number>): number {
  let last = -1;
  for (const block of blocks.values()) last = Math.max(last, block);
  return last;
}

function add(column: Float64Array, at: number, amount: number): void {
  column[at] = (column[at] ?? 0) + amount;
}
