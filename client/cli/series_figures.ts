import { StatisticsGatherer, StoredDirections } from "../analysis/mod.ts";
import type { Period, Series } from "../model/mod.ts";
import type { SeriesFigures } from "../report/mod.ts";
import type { LookBack } from "./look_back.ts";

/**
 * What is to be said of a series in a period.
 *
 * @param series Which.
 * @param at Where it is stored, and the period.
 * @param options When nothing was measured; what is longer than
 * `exactBelowMs` is read from minutes and hours, not sample by sample.
 */
export function seriesFigures(
  series: Series,
  { reader, period }: Pick<LookBack, "reader" | "period">,
  options: { readonly gaps: readonly Period[]; readonly exactBelowMs: number },
): SeriesFigures {
  const gatherer = new StatisticsGatherer(period, options.gaps);
  const ways = new StoredDirections();
  for (const part of reader.rollups.summed(series, period, options)) {
    if (part.kind === "samples") {
      gatherer.add(part.columns);
      ways.add(part.columns);
    } else {
      gatherer.addRollup(part.rollup, part.period);
      ways.addRollup(part.rollup);
    }
  }
  const statistics = gatherer.finish();
  return series.probe === "echo"
    ? { series, statistics, directions: ways.finish() }
    : { series, statistics };
}
