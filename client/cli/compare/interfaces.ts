/** `bufferbane compare interfaces`: whose fault is it, this line's or that one's? @module */

import {
  type Availability,
  availabilityOf,
  compare,
  type Comparison,
  type InterfaceSubject,
  interfaceSubjects,
  isFar,
  sameTargets,
  type SeriesPair,
  type SignalCause,
  signalCauseOf,
  type Subject,
} from "../../analysis/compare/mod.ts";
import type { Series } from "../../model/mod.ts";
import { IPV6_OF } from "../../monitor/targets.ts";
import type { LookBack } from "../look_back.ts";
import { matchesOf } from "./matches.ts";

/** What was found of all interfaces. */
export interface InterfaceComparisons {
  /** Each interface against the reference. */
  readonly comparisons: readonly (Comparison & {
    /** Whether Wi-Fi's signal is why; `null` where not. */
    readonly signal: SignalCause | null;
  })[];
  /** IPv6 against IPv4, on each interface with both. */
  readonly families: readonly Comparison[];
  /** How much of the time each and any of them was there. */
  readonly availability: Availability;
}

/**
 * Compares the interfaces of a period.
 *
 * @param at What was asked about.
 * @param random Numbers in [0, 1).
 */
export function compareInterfaces(
  at: LookBack,
  random: () => number,
): InterfaceComparisons {
  const { reader, period, filter, settings } = at;
  const series = reader.series({ ...filter, probes: ["icmp", "echo"] });
  const subjects = subjectsOf(at, series);
  const [reference, ...others] = subjects;
  const options = { isPaired: true, random };
  const tests = reader.tests(period);
  const testsOf = ({ name }: Subject) =>
    tests.filter((test) => test.interface === name);
  return {
    comparisons: reference === undefined ? [] : others.map((judged) => {
      const pairs = sameTargets(series, judged.name, reference.name);
      const matches = matchesOf(at, pairs.filter(({ a }) => isFar(a)), period);
      const gateways = matchesOf(
        at,
        pairs.filter(({ a }) => a.role === "gateway"),
        period,
      );
      const comparison = compare({
        a: judged,
        b: reference,
        matches,
        gateways,
        tests: { a: testsOf(judged), b: testsOf(reference) },
      }, options);
      const link = comparison.verdict.kind === "a" &&
          judged.connectionType === "wifi"
        ? [...reader.linkSeconds(period)].filter((second) =>
          second.interface === judged.name
        )
        : [];
      return { ...comparison, signal: signalCauseOf(matches, link) };
    }),
    families: subjects.flatMap(({ name }) => {
      const pairs = bothFamilies(
        series.filter((one) => one.interface === name && isFar(one)),
      );
      const matches = matchesOf(at, pairs, period);
      if (matches.length === 0) return [];
      const a = { name: "IPv6", label: `IPv6 on ${name}` };
      const b = { name: "IPv4", label: `IPv4 on ${name}` };
      return [compare({ a, b, matches }, options)];
    }),
    availability: availabilityOf(subjects.map(({ name }) => name), {
      events: reader.events(period),
      period,
      gaps: reader.gaps(period, {
        intervalMs: settings.general.testIntervalMs,
      }),
    }),
  };
}

/** The interfaces that were measured in the period, the reference first. */
function subjectsOf(
  { reader, period }: LookBack,
  series: readonly Series[],
): readonly InterfaceSubject[] {
  return interfaceSubjects(series.filter((one) => {
    const [first] = reader.sampleChunks(one, period);
    return first !== undefined;
  }));
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
