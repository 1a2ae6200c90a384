import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { seededRandom } from "../../../tests/support/random.ts";
import type { SampleColumns } from "../../model/mod.ts";
import { columnsOf, type Row } from "../testing.ts";
import { differenceOfMedians, differencesOf } from "./difference.ts";
import { type Match, pairedSides, unpairedSides } from "./side.ts";

/** One probe of a side, as a reader of the definition would note it. */
interface Probe {
  readonly second: number;
  /** Its distance from its target's median on both sides; `NaN` if lost. */
  readonly apartUs: number;
  readonly isLost: boolean;
  readonly ipdvUs: number;
}

type Figures = readonly number[];

const FATES = ["timeout", "timeout", "self_dropped"] as const;

/** A target with losses, gaps, and now and then no word of the line. */
function rowsOf(random: () => number, levelUs: number): readonly Row[] {
  const rows: Row[] = [];
  for (let second = 0; second < 70; second++) {
    if (random() < 0.1) continue;
    const fate = FATES[Math.floor(random() * 12)];
    const us = levelUs + Math.floor(random() * 20_000);
    rows.push([second * 1000 + 250, fate ?? us]);
  }
  return rows;
}

function matchesOf(seed: number): readonly Match[] {
  const random = seededRandom(seed);
  return [5_000, 90_000].map((levelUs) => ({
    a: columnsOf(rowsOf(random, levelUs + 700 * (seed % 3))),
    b: columnsOf(rowsOf(random, levelUs)),
  }));
}

/** The nearest rank, by counting. */
function percentileOf(values: readonly number[], share: number): number {
  return values.toSorted((x, y) => x - y)[
    Math.ceil(share * values.length - 1e-9) - 1
  ] ?? NaN;
}

/** Both sides' probes, and the mean of the targets' medians. */
function slowSides(matches: readonly Match[], isPaired: boolean) {
  const a: Probe[] = [];
  const b: Probe[] = [];
  const centres: number[] = [];
  for (const match of matches) {
    const placesOf = (own: SampleColumns, other: SampleColumns) =>
      Array.from(own.atMs.keys()).filter((at) => {
        const there = other.atMs.indexOf(own.atMs[at] ?? NaN);
        const isCounted = own.status[at] !== DROPPED;
        return isPaired
          ? isCounted && there >= 0 && other.status[there] !== DROPPED
          : isCounted;
      });
    const places = {
      a: placesOf(match.a, match.b),
      b: placesOf(match.b, match.a),
    };
    const timesOf = (side: "a" | "b") =>
      places[side].map((at) => match[side].rttUs[at] ?? -1)
        .filter((us) => us >= 0);
    const centre = percentileOf([...timesOf("a"), ...timesOf("b")], 0.5);
    centres.push(centre);
    for (const [side, probes] of [["a", a], ["b", b]] as const) {
      for (const at of places[side]) {
        const us = match[side].rttUs[at] ?? -1;
        probes.push({
          second: Math.floor((match[side].atMs[at] ?? 0) / 1000),
          apartUs: us < 0 ? NaN : us - centre,
          isLost: us < 0,
          ipdvUs: match[side].ipdvUs[at] ?? -1,
        });
      }
    }
  }
  const levelUs = centres.reduce((sum, us) => sum + us, 0) / centres.length;
  return { a, b, levelUs };
}

const [DROPPED] = columnsOf([[0, "self_dropped"]]).status;

function slowFigures(probes: readonly Probe[], levelUs: number): Figures {
  const apart = probes.filter(({ isLost }) => !isLost)
    .map(({ apartUs }) => apartUs);
  const ipdvs = probes.filter(({ ipdvUs }) => ipdvUs >= 0);
  return [
    (levelUs + percentileOf(apart, 0.5)) / 1000,
    (levelUs + percentileOf(apart, 0.95)) / 1000,
    ipdvs.reduce((sum, { ipdvUs }) => sum + ipdvUs, 0) / ipdvs.length / 1000,
    100 * probes.filter(({ isLost }) => isLost).length / probes.length,
  ];
}

/** Neighbouring seconds, as many as the cube root of all, are one block. */
function slowBlocks(probes: readonly Probe[]): readonly (readonly Probe[])[] {
  const seconds = [...new Set(probes.map(({ second }) => second))]
    .toSorted((x, y) => x - y);
  const length = Math.max(1, Math.round(Math.cbrt(seconds.length)));
  const blocks: Probe[][] = [];
  for (const [at, second] of seconds.entries()) {
    const block = blocks[Math.floor(at / length)] ??= [];
    block.push(...probes.filter((probe) => probe.second === second));
  }
  return blocks;
}

function near(found: number, expected: number, why: string): void {
  if (Number.isNaN(expected)) return strictEqual(found, NaN, why);
  const error = Math.abs(found - expected);
  ok(error <= 1e-9 * (1 + Math.abs(expected)), `${why}: ${found}, ${expected}`);
}

const RESAMPLES = 200;

function checkAgainstSlow(seed: number, isPaired: boolean): void {
  const matches = matchesOf(seed);
  const sides = isPaired ? pairedSides(matches) : unpairedSides(matches);
  const found = differencesOf(sides, {
    isPaired,
    random: seededRandom(seed),
    resamples: RESAMPLES,
  });
  const { a, b, levelUs } = slowSides(matches, isPaired);
  const [ofA, ofB] = [slowFigures(a, levelUs), slowFigures(b, levelUs)];
  const [blocksA, blocksB] = [slowBlocks(a), slowBlocks(b)];
  const random = seededRandom(seed);
  const places = (count: number) =>
    Array.from({ length: count }, () => Math.floor(random() * count));
  const drawn: Figures[] = [];
  for (let round = 0; round < RESAMPLES; round++) {
    const atA = places(blocksA.length);
    const atB = isPaired ? atA : places(blocksB.length);
    const pick = (blocks: readonly (readonly Probe[])[], at: number[]) =>
      slowFigures(at.flatMap((place) => blocks[place] ?? []), levelUs);
    const [againA, againB] = [pick(blocksA, atA), pick(blocksB, atB)];
    drawn.push(againA.map((figure, which) => figure - (againB[which] ?? NaN)));
  }
  const names = ["medianMs", "p95Ms", "jitterMs", "lossPct"] as const;
  for (const [which, name] of names.entries()) {
    const why = `${name} of seed ${seed}`;
    const one = found[name];
    const [figureA = NaN, figureB = NaN] = [ofA[which], ofB[which]];
    const sorted = drawn.map((figures) => figures[which] ?? NaN)
      .toSorted((x, y) => x - y);
    const mean = sorted.reduce((sum, value) => sum + value, 0) / RESAMPLES;
    const error = Math.sqrt(
      sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / RESAMPLES,
    );
    near(one.a, figureA, why);
    near(one.b, figureB, why);
    near(one.difference, figureA - figureB, why);
    // 2.5 % of 200 at either end, and 0.5 % for what is claimed.
    near(one.low, sorted[5] ?? NaN, `${why}, low`);
    near(one.high, sorted[194] ?? NaN, `${why}, high`);
    const isApart = (sorted[1] ?? 0) > 0 || (sorted[198] ?? 0) < 0;
    const isFar = Math.abs(figureA - figureB) > 4 * error;
    strictEqual(one.isSure, isApart && isFar, `${why}, sure`);
  }
}

Deno.test("differencesOf() agrees with a slow bootstrap, paired", () => {
  for (let seed = 1; seed <= 6; seed++) checkAgainstSlow(seed, true);
});

Deno.test("differencesOf() agrees with a slow bootstrap, unpaired", () => {
  for (let seed = 1; seed <= 6; seed++) checkAgainstSlow(seed, false);
});

Deno.test("pairedSides() counts losses of one, the other and both", () => {
  const rows = (fates: string): readonly Row[] =>
    [...fates].map((fate, second): Row => [
      second * 1000,
      fate === "." ? 5_000 : fate === "x" ? "timeout" : "self_dropped",
    ]);
  const match = {
    a: columnsOf(rows("xxxx..x...s")),
    b: columnsOf(rows("xx...xxx.sx")),
  };
  const sides = pairedSides([match]);
  deepStrictEqual(
    [sides.seconds, sides.lostByAOnly, sides.lostByBOnly, sides.lostByBoth],
    [9, 2, 2, 3],
  );
  const shorter = { ...match, b: columnsOf(rows("xx..")) };
  const apart = unpairedSides([shorter]);
  deepStrictEqual(
    [apart.seconds, apart.lostByAOnly, apart.lostByBOnly, apart.lostByBoth],
    [4, NaN, NaN, NaN],
  );
});

Deno.test("pairedSides() has no blocks where nothing was measured on both", () => {
  const match = {
    a: columnsOf([[0, 5_000], [2_000, 5_000]]),
    b: columnsOf([[1_000, 5_000]]),
  };
  const sides = pairedSides([match]);
  deepStrictEqual([sides.seconds, sides.a.blocks, sides.b.blocks], [0, 0, 0]);
  strictEqual(sides.a.sortedUs.length, 0);
});

Deno.test("differenceOfMedians() is sure of what no draw contradicts", () => {
  const a = [30, 31, 32, 33];
  const b = [10, 11, 12, 13];
  const sure = differenceOfMedians({ a, b }, seededRandom(1));
  strictEqual(sure.isSure, true);
  ok(sure.low >= 17 && sure.high <= 23, `${sure.low} to ${sure.high}`);
  const same = differenceOfMedians({ a, b: a }, seededRandom(1));
  deepStrictEqual([same.difference, same.isSure], [0, false]);
});
