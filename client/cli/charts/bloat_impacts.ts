/** Delay at rest and under load, from tests and from the line's own traffic. @module */

import { percentileOfSorted } from "../../analysis/mod.ts";
import type { BloatImpact } from "../../charts/mod.ts";
import { LOAD_PHASES, type TestResult } from "../../model/mod.ts";
import type { InterfaceLoad } from "../stats_load.ts";
import type { ChartMaterial } from "./material.ts";

const NS_PER_MS = 1e6;
const WAYS = [["down", "download"], ["up", "upload"]] as const;

/** A spread as a stored test has it; what was not a number is `null` there. */
interface StoredSpread {
  readonly p50Ns: number | null;
  readonly p95Ns: number | null;
}

/** What is read of a stored bufferbloat test. */
interface StoredBloat {
  readonly idle: StoredSpread;
  readonly phases: readonly {
    readonly kind: string;
    readonly rtt: StoredSpread;
  }[];
}

/**
 * What load does on each interface.
 *
 * @param material What was measured.
 * @returns One for the tests of an interface, and one for each direction of
 * its own traffic that tells enough.
 */
export function bloatImpacts(material: ChartMaterial): readonly BloatImpact[] {
  const tests = material.tests().filter(({ kind }) => kind === "bloat");
  return material.loads().flatMap((load) => [
    ...testImpact(
      load.interface,
      tests.filter((test) => test.interface === load.interface),
    ),
    ...trafficImpacts(load),
  ]);
}

function testImpact(
  name: string,
  tests: readonly TestResult[],
): readonly BloatImpact[] {
  // `TestResult.details` of a bufferbloat test is a BloatResult.
  const results = tests.map(({ details }) => JSON.parse(details) as StoredBloat)
    .filter(({ idle, phases }) => Boolean(idle) && Array.isArray(phases));
  if (results.length === 0) return [];
  const delayOf = (
    name: string,
    spreadOf: (result: StoredBloat) => StoredSpread | undefined,
  ) => ({
    name,
    p50Ms: medianMs(results.map((result) => spreadOf(result)?.p50Ns)),
    p95Ms: medianMs(results.map((result) => spreadOf(result)?.p95Ns)),
  });
  return [{
    name,
    grade: tests.at(-1)?.grade ?? null,
    hint: `round trip (ms), ${
      results.length === 1 ? "one test" : `median of ${results.length} tests`
    }`,
    delays: [
      delayOf("at rest", ({ idle }) => idle),
      ...LOAD_PHASES.map((kind) =>
        delayOf(
          kind === "both" ? "both ways" : kind,
          ({ phases }) => phases.find((phase) => phase.kind === kind)?.rtt,
        )
      ).filter(({ p50Ms }) => !Number.isNaN(p50Ms)),
    ],
  }];
}

function trafficImpacts(
  { interface: name, passive }: InterfaceLoad,
): readonly BloatImpact[] {
  return WAYS.flatMap(([way, word]) => {
    const figures = passive?.[way];
    if (figures === undefined || figures.kind !== "measured") return [];
    return [{
      name: `${name}, own ${word}`,
      grade: null,
      hint: "added (ms), by share of the highest rate",
      delays: figures.curve.map(({ fromPct, toPct, p50Ns, p95Ns }) => ({
        name: fromPct === 0
          ? "at rest"
          : Number.isFinite(toPct)
          ? `${fromPct}-${toPct} %`
          : `over ${fromPct} %`,
        p50Ms: Math.max(0, p50Ns / NS_PER_MS),
        p95Ms: Math.max(0, p95Ns / NS_PER_MS),
      })),
    }];
  });
}

function medianMs(ns: readonly (number | null | undefined)[]): number {
  const known = ns.flatMap((value) => value ?? []).sort((a, b) => a - b);
  return known.length === 0 ? NaN : percentileOfSorted(known, 50) / NS_PER_MS;
}
