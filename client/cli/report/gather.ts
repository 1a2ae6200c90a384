/** Reads what a report tells. @module */

import { percentileOfSorted } from "../../analysis/mod.ts";
import { diagnose } from "../../analysis/scenarios/mod.ts";
import type { Direction } from "../../model/mod.ts";
import { expectedRates } from "../../monitor/passive_watch.ts";
import type { LoadFigures, ReportInput, Rounds } from "../../report/mod.ts";
import { connectionsOf } from "../charts/connections.ts";
import type { ChartMaterial } from "../charts/material.ts";
import { againstReference } from "../compare/interfaces.ts";
import { compareServers } from "../compare/servers.ts";
import { ms } from "../console/format.ts";
import { observedOf } from "../diagnose/observed.ts";
import type { LookBack } from "../look_back.ts";
import { seriesFigures } from "../series_figures.ts";
import type { InterfaceLoad } from "../stats_load.ts";
import { rateText } from "../throughput_text.ts";
import { VERSION } from "../version.ts";

/** Two days are read sample by sample; more is read from minutes and hours. */
const EXACT_BELOW_MS = 2 * 86_400_000;
/** What is shorter is the moment before the first round, ms. */
const SHORTEST_GAP_MS = 2000;
/** How well rounds kept to their time is looked at over this much. */
const ROUNDS_MS = 86_400_000;
const WAYS = [["down", "downloads"], ["up", "uploads"]] as const;

/**
 * Reads what a report tells.
 *
 * @param material What was asked about.
 * @param writtenMs Unix milliseconds.
 */
export async function reportInput(
  material: ChartMaterial,
  writtenMs: number,
): Promise<ReportInput> {
  const { at, timeline } = material;
  const { reader, period, settings, filter } = at;
  const { provider, technology, guaranteedPct } = settings.line;
  const { series: hours } = await material.hours();
  const comparison = connectionsOf(material);
  return {
    host: at.host,
    version: VERSION,
    writtenMs,
    timeZone: timeline.timeZone,
    period,
    intervalMs: settings.general.testIntervalMs,
    gaps: timeline.gaps.filter(({ fromMs, toMs }) =>
      toMs - fromMs >= SHORTEST_GAP_MS
    ),
    line: {
      provider,
      technology,
      promisedBps: expectedRates(settings),
      guaranteedPct,
    },
    diagnosis: diagnose(observedOf(at)),
    events: reader.events(period).filter((event) =>
      event.interface === "" ||
      (filter.interfaces?.includes(event.interface) ?? true)
    ),
    series: reader.series(filter).flatMap((series) => {
      const figures = seriesFigures(series, at, {
        gaps: timeline.gaps,
        exactBelowMs: EXACT_BELOW_MS,
      });
      return figures.statistics.sent > 0 ? [figures] : [];
    }),
    comparison,
    tested: comparison.by === "server"
      ? compareServers(at, Math.random)
      : againstReference(at, Math.random),
    hours,
    tests: material.tests(),
    loads: material.loads().map(loadFigures),
    rounds: roundsOf(at),
  };
}

function loadFigures(load: InterfaceLoad): LoadFigures {
  const { interface: name, throughput, bloat, passive } = load;
  const tested = bloat === null || bloat.grade === null ? [] : [
    `the newest bufferbloat test gave the grade ${bloat.grade} (A+ is best, F worst).`,
  ];
  const traffic = WAYS.flatMap(([way, word]) =>
    trafficSentence(passive?.[way], word)
  );
  return { interface: name, throughput, sentences: [...tested, ...traffic] };
}

function trafficSentence(
  figures: NonNullable<InterfaceLoad["passive"]>[Direction] | undefined,
  word: string,
): readonly string[] {
  if (figures === undefined || figures.kind !== "measured") return [];
  const { bloatNs, interval, highestBps } = figures;
  return [
    `its own ${word} at up to ${rateText(highestBps)} add ${
      ms(Math.max(0, bloatNs))
    } ms to round trips (95 %: ${ms(Math.max(0, interval.lowNs))} to ${
      ms(Math.max(0, interval.highNs))
    } ms).`,
  ];
}

function roundsOf({ reader, period }: LookBack): Rounds {
  const last = {
    fromMs: Math.max(period.fromMs, period.toMs - ROUNDS_MS),
    toMs: period.toMs,
  };
  const { length, lateUs, missed, isSpoilt } = reader.ticks(last);
  return {
    period: last,
    count: length,
    lateP99Us: percentileOfSorted(lateUs.sort(), 99),
    spoilt: isSpoilt.reduce((sum, one) => sum + one, 0),
    missed: missed.reduce((sum, one) => sum + one, 0),
  };
}
