/** `bufferbane compare servers`: own servers and targets against the nearest. @module */

import { compare, type Comparison, isFar } from "../../analysis/compare/mod.ts";
import { medianOf } from "../../analysis/bootstrap.ts";
import type { SampleColumns, Series } from "../../model/mod.ts";
import type { LookBack } from "../look_back.ts";
import { samplesIn, stretchesOf } from "./matches.ts";

/**
 * Compares servers, and targets, with the nearest one of their kind, each
 * interface and IP version by itself.
 *
 * @param at What was asked about.
 * @param random Numbers in [0, 1).
 * @returns None where there are not two to compare.
 */
export function compareServers(
  at: LookBack,
  random: () => number,
): readonly Comparison[] {
  const { reader, period, filter } = at;
  const stretches = stretchesOf(at, period);
  const groups = new Map<string, SampleColumns[]>();
  for (const series of reader.series({ ...filter, probes: ["icmp", "echo"] })) {
    if (!isFar(series) || series.role === "isp") continue;
    const samples = samplesIn(at, series, stretches);
    if (samples.length === 0) continue;
    const key = `${series.interface} ${series.family} ${series.probe}`;
    groups.set(key, [...groups.get(key) ?? [], samples]);
  }
  return [...groups.values()].flatMap((group) => {
    const [nearest, ...others] = group.map((samples) => ({
      samples,
      medianUs: medianOf([...samples.rttUs.filter((us) => us >= 0)]),
    })).toSorted((a, b) => orLast(a.medianUs) - orLast(b.medianUs))
      .map(({ samples }) => samples);
    if (nearest === undefined) return [];
    return others.map((other) =>
      compare({
        a: subjectOf(other.series),
        b: subjectOf(nearest.series),
        matches: [{ a: other, b: nearest }],
      }, { isPaired: true, random })
    );
  });
}

/** What never answered is the farthest. */
function orLast(medianUs: number): number {
  return Number.isNaN(medianUs) ? Infinity : medianUs;
}

function subjectOf(series: Series) {
  const name = series.probe === "echo" ? series.server : series.target;
  return { name, label: `${name} over ${series.interface}` };
}
