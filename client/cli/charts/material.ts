/** What charts and reports are made from, read when it is first needed. @module */

import { Rollup } from "../../analysis/mod.ts";
import {
  type ChartEvent,
  MOST_GRIDS,
  type SegmentsInput,
  type Timeline,
} from "../../charts/mod.ts";
import type {
  Period,
  Series,
  StoredEvent,
  TestResult,
} from "../../model/mod.ts";
import { localTimeZone } from "../local_time_zone.ts";
import type { LookBack } from "../look_back.ts";
import { segmentAll, type SegmentTask } from "../segmenting.ts";
import { type InterfaceLoad, interfaceLoads } from "../stats_load.ts";

/** Which delay is drawn: the last two need a server, up and down apart. */
export type DelayName = "round-trip" | "one-way" | "queue";

/** What one series measured in the whole period. */
export interface SeriesTotal {
  /** Whose it is. */
  readonly series: Series;
  /** All of it; percentiles are right to 1 %. */
  readonly total: Rollup;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** A grid of more hours than a year's cannot be read. */
const MOST_HOURS = 9_000;

/** Reads what charts need from the database, each thing once. */
export class ChartMaterial {
  readonly #at: LookBack;
  readonly #options: { readonly segments: number; readonly delay: DelayName };
  #timeline: Timeline | undefined;
  #segments: Promise<SegmentsInput> | undefined;
  #totals: readonly SeriesTotal[] | undefined;
  #tests: readonly TestResult[] | undefined;
  #loads: readonly InterfaceLoad[] | undefined;

  /**
   * Begins with nothing read.
   *
   * @param at What was asked about; open as long as this is used.
   * @param options Into how many segments, and which delay.
   */
  constructor(
    at: LookBack,
    options: { readonly segments: number; readonly delay?: DelayName },
  ) {
    this.#at = at;
    this.#options = { delay: "round-trip", ...options };
  }

  /** What was asked about. */
  get at(): LookBack {
    return this.#at;
  }

  /** When, where, gaps and events. */
  get timeline(): Timeline {
    const { reader, period, settings, host } = this.#at;
    return this.#timeline ??= {
      period,
      host,
      timeZone: localTimeZone(Date.now()),
      gaps: reader.gaps(period, {
        intervalMs: settings.general.testIntervalMs,
      }),
      events: reader.events(period).flatMap((event) =>
        chartEventOf(event, period) ?? []
      ),
    };
  }

  /** The series of pings and echoes, cut into segments. */
  segments(): Promise<SegmentsInput> {
    return this.#segments ??= this.#readSegments();
  }

  /** The same series over the whole period, those with an answer. */
  totals(): readonly SeriesTotal[] {
    return this.#totals ??= this.#roundTrips().flatMap((series) => {
      const total = new Rollup(series.probe);
      const { reader, period } = this.#at;
      for (
        const part of reader.rollups.summed(series, period, { exactBelowMs: 0 })
      ) {
        if (part.kind === "rollup") total.merge(part.rollup);
        else total.add(part.columns, 0, part.columns.length);
      }
      return total.rtt.count > 0 ? [{ series, total }] : [];
    });
  }

  /** Hours of local time, of a few series that stand for all. */
  async hours(): Promise<SegmentsInput> {
    const { path, reader, period } = this.#at;
    const offsetMs = -new Date(period.fromMs).getTimezoneOffset() * MINUTE_MS;
    const floorMs = (atMs: number) =>
      Math.floor((atMs + offsetMs) / HOUR_MS) * HOUR_MS - offsetMs;
    const toMs = floorMs(period.toMs - 1) + HOUR_MS;
    const fromMs = Math.max(
      floorMs(period.fromMs),
      toMs - MOST_HOURS * HOUR_MS,
    );
    const segments = (toMs - fromMs) / HOUR_MS;
    const chosen = this.#chosen();
    const found = await segmentAll(
      reader,
      chosen.map((series) => ({
        path,
        series,
        way: null,
        period: { fromMs, toMs },
        segments,
        gaps: this.timeline.gaps,
      })),
    );
    return {
      ...this.timeline,
      series: chosen.map((series, i) => ({ series, segments: found[i] ?? [] }))
        .filter(({ segments }) => segments.some(({ sent }) => sent > 0)),
    };
  }

  /** Load tests that gave figures, on the interfaces asked for. */
  tests(): readonly TestResult[] {
    const { reader, period, filter: { interfaces } } = this.#at;
    return this.#tests ??= reader.tests(period).filter((test) =>
      test.isComplete && (interfaces?.includes(test.interface) ?? true)
    );
  }

  /** What is known of each interface's load. */
  loads(): readonly InterfaceLoad[] {
    return this.#loads ??= interfaceLoads(this.#at, this.#at.period.toMs);
  }

  #roundTrips(): readonly Series[] {
    const { reader, filter } = this.#at;
    return reader.series({ ...filter, probes: ["icmp", "echo"] });
  }

  /** One for each interface, the farthest out; for one, of those asked for. */
  #chosen(): readonly Series[] {
    const best = this.totals().map(({ series }) => series)
      .toSorted((a, b) => rankOf(a) - rankOf(b));
    const names = [...new Set(best.map((series) => series.interface))];
    const isOne = names.length === 1;
    return isOne && this.#at.filter.targets !== undefined
      ? best.slice(0, MOST_GRIDS)
      : names.flatMap((name) =>
        best.find((series) => series.interface === name) ?? []
      ).slice(0, MOST_GRIDS);
  }

  async #readSegments(): Promise<SegmentsInput> {
    const { path, reader, period } = this.#at;
    const { segments, delay } = this.#options;
    const { gaps } = this.timeline;
    const lines = this.#roundTrips().flatMap((source) =>
      linesOf(source, delay)
    );
    const found = await segmentAll(
      reader,
      lines.map(({ source: series, way }) => ({
        ...{ path, series, way, period, segments, gaps },
      })),
    );
    return {
      ...this.timeline,
      series: lines
        .map(({ series }, index) => ({ series, segments: found[index] ?? [] }))
        .filter(({ segments }) => segments.some(({ sent }) => sent > 0)),
    };
  }
}

interface Line {
  /** What it is called. */
  readonly series: Series;
  /** Whose samples it shows. */
  readonly source: Series;
  readonly way: SegmentTask["way"];
}

/** What is drawn of a series as a line each; of one-way delays, up and down. */
function linesOf(source: Series, delay: DelayName): readonly Line[] {
  if (delay === "round-trip") return [{ series: source, source, way: null }];
  if (source.probe !== "echo") return [];
  return (["up", "down"] as const).map((direction) => ({
    series: { ...source, variant: direction },
    source,
    way: { direction, delay },
  }));
}

/** What stands for a line best: beyond the provider, and no single far end. */
function rankOf({ probe, role, family }: Series): number {
  const roles = ["public", "server", "custom", "isp", "gateway", "resolver"];
  return 4 * roles.indexOf(role) + (probe === "icmp" ? 0 : 2) +
    (family === 4 ? 0 : 1);
}

/** Those that only inform would cover those that are trouble. */
function chartEventOf(event: StoredEvent, period: Period): ChartEvent | null {
  const { atMs, type, severity, durationMs, description } = event;
  if (severity === "info" && type !== "note") return null;
  return {
    atMs,
    untilMs: durationMs === null
      ? Math.min(period.toMs, Date.now())
      : atMs + durationMs,
    label: shortText(description),
    weight: type === "note" || severity === "info" ? "note" : severity,
  };
}

/** What happened, without whose fault it is. */
function shortText(description: string): string {
  return description.split("; ")[0]?.split(": no answer")[0] ?? description;
}
