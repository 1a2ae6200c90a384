/** `bufferbane compare interfaces`: whose fault is it, this line's or that one's? @module */

import {
  type Availability,
  availabilityOf,
  compare,
  type Comparison,
  interfaceSubjects,
  isFar,
  sameTargets,
  type SeriesPair,
  type SignalCause,
  signalCauseOf,
  type Subject,
} from "../../analysis/compare/mod.ts";
import type { LinkSecond, Series } from "../../model/mod.ts";
import { IPV6_OF } from "../../monitor/targets.ts";
import type { LookBack } from "../look_back.ts";
import { matchesOf, stretchesOf } from "./matches.ts";

/** An interface against the reference. */
export type InterfaceComparison = Comparison & {
  /** Whether Wi-Fi's signal is why; `null` where not. */
  readonly signal: SignalCause | null;
};

/** What was found of all interfaces. */
export interface InterfaceComparisons {
  /** Each interface against the reference. */
  readonly comparisons: readonly InterfaceComparison[];
  /** IPv6 against IPv4, on each interface with both. */
  readonly families: readonly Comparison[];
  /** How much of the time each and any of them was there. */
  readonly availability: Availability;
}

/**
 * Compares the interfaces of a period, and all else that can be told of them.
 *
 * @param at What was asked about.
 * @param random Numbers in [0, 1).
 */
export function compareInterfaces(
  at: LookBack,
  random: () => number,
): InterfaceComparisons {
  const { reader, period, settings } = at;
  const series = seriesOf(at);
  const names = interfaceSubjects(series).map(({ name }) => name);
  return {
    comparisons: againstReference(at, random),
    families: names.flatMap((name) => {
      const pairs = bothFamilies(
        series.filter((one) => one.interface === name && isFar(one)),
      );
      const matches = matchesOf(at, pairs, period);
      if (matches.length === 0) return [];
      const a = { name: "IPv6", label: `IPv6 on ${name}` };
      const b = { name: "IPv4", label: `IPv4 on ${name}` };
      return [compare({ a, b, matches }, { isPaired: true, random })];
    }),
    availability: availabilityOf(names, {
      events: reader.events(period),
      period,
      gaps: reader.gaps(period, {
        intervalMs: settings.general.testIntervalMs,
      }),
    }),
  };
}

/**
 * Compares each interface with the one that is likeliest to be good.
 *
 * @param at What was asked about.
 * @param random Numbers in [0, 1).
 * @returns None with one interface.
 */
export function againstReference(
  at: LookBack,
  random: () => number,
): readonly InterfaceComparison[] {
  const { reader, period } = at;
  const series = seriesOf(at);
  const [reference, ...others] = interfaceSubjects(series);
  if (reference === undefined || others.length === 0) return [];
  const tests = reader.tests(period);
  const testsOf = ({ name }: Subject) =>
    tests.filter((test) => test.interface === name);
  return others.map((judged) => {
    const pairs = sameTargets(series, judged.name, reference.name);
    const matchesTo = (isWanted: (series: Series) => boolean) =>
      matchesOf(at, pairs.filter(({ a }) => isWanted(a)), period);
    const matches = matchesTo(isFar);
    const comparison = compare({
      a: judged,
      b: reference,
      matches,
      gateways: matchesTo(({ role }) => role === "gateway"),
      tests: { a: testsOf(judged), b: testsOf(reference) },
    }, { isPaired: true, random });
    const isWifi = comparison.verdict.kind === "a" &&
      judged.connectionType === "wifi";
    const signal = isWifi
      ? signalCauseOf(matches, secondsOf(at, judged.name))
      : null;
    return { ...comparison, signal };
  });
}

/** The pings and ECHOs of the period. */
function seriesOf({ reader, filter, period }: LookBack): readonly Series[] {
  return reader.series({ ...filter, probes: ["icmp", "echo"] })
    .filter((one) => {
      const [first] = reader.sampleChunks(one, period);
      return first !== undefined;
    });
}

/** What an interface did, in the stretches that are compared. */
function* secondsOf(at: LookBack, name: string): Generator<LinkSecond> {
  for (const stretch of stretchesOf(at, at.period)) {
    for (const second of at.reader.linkSeconds(stretch)) {
      if (second.interface === name) yield second;
    }
  }
}

/** The same host over IPv6 (`a`) and IPv4 (`b`). */
function bothFamilies(
  series: readonly Series[],
): readonly SeriesPair[] {
  return series.filter(({ family }) => family === 4).flatMap((b) => {
    const a = series.find((one) =>
      one.family === 6 && one.probe === b.probe && one.server === b.server &&
      (one.target === b.target || one.target === IPV6_OF[b.target])
    );
    return a === undefined ? [] : [{ a, b }];
  });
}
