/** Counts what is stored, as it is stored. @module */

import type { Reading } from "@bufferbane/metrics";
import type { Period, Series, TickColumns } from "../model/mod.ts";
import type { StoreReader } from "../store/mod.ts";
import { Figures } from "./figures.ts";
import { IncidentTally, type KnownIncident } from "./incident_tally.ts";
import { LabelCap } from "./label_cap.ts";
import { LinkTally } from "./link_tally.ts";
import { seriesLabels, SeriesTally } from "./series_tally.ts";
import { TestTally } from "./test_tally.ts";

const MS_PER_S = 1_000;
const US_PER_S = 1e6;
/** Until then a late reply may change what became of a probe. */
const SETTLING_MS = 15_000;
/** Rows never wait for the disk so long: over a longer gap the clock was set. */
const LONGEST_GAP_MS = 86_400_000;
/** The newest load tests are shown if they are no older. */
const SHOWN_TESTS_MS = 7 * 86_400_000;
/** Told by themselves; what is more is counted together, as `other`. */
const MAX_SERIES = 200;
/** The same of interfaces, and of pairs of an interface and a server. */
const MAX_PLACES = 64;

/** What is stored. */
export type StoredFigures = Pick<
  StoreReader,
  "series" | "samples" | "ticks" | "tests" | "linkSeconds" | "duplicates"
>;

/** What {@linkcode Collector} is told besides. */
export interface CollectorOptions {
  /** What was sent before this is not counted, Unix milliseconds. */
  readonly nowMs: number;
  /** Incidents that go on, or ended a moment ago. */
  readonly incidents: () => readonly KnownIncident[];
  /** What incidents may be called. */
  readonly kinds: readonly string[];
}

/**
 * Follows the database: each row is counted once, when nothing can change it
 * any more. So figures equal those of `stats` over the same time, and nothing
 * is asked of the monitor, which must not be disturbed.
 */
export class Collector {
  /** For figures that others know. */
  readonly figures = new Figures();
  readonly #stored: StoredFigures;
  readonly #series = new Map<string, SeriesTally>();
  readonly #seriesCap = new LabelCap(MAX_SERIES);
  readonly #links: LinkTally;
  readonly #known: CollectorOptions["incidents"];
  readonly #kinds: CollectorOptions["kinds"];
  readonly #incidents: IncidentTally;
  readonly #tests: TestTally;
  #fromMs: number;
  #untilMs: number;

  /**
   * Counts nothing yet.
   *
   * @param stored What is stored; read as long as this is used.
   * @param options From when on, and what is wrong now.
   */
  constructor(
    stored: StoredFigures,
    { nowMs, incidents, kinds }: CollectorOptions,
  ) {
    this.#stored = stored;
    this.#known = incidents;
    this.#kinds = kinds;
    this.#fromMs = this.#untilMs = wholeSecond(nowMs);
    const { figures } = this;
    const cap = new LabelCap(MAX_PLACES);
    this.#incidents = new IncidentTally(figures, cap);
    this.#links = new LinkTally(figures, new LabelCap(MAX_PLACES));
    this.#tests = new TestTally(figures, new LabelCap(MAX_PLACES));
    const shown = { fromMs: nowMs - SHOWN_TESTS_MS, toMs: this.#fromMs };
    for (const test of stored.tests(shown)) this.#tests.show(test);
    figures.number("rounds");
    figures.number("roundsMissed");
    figures.number("roundsSpoilt");
    this.#tell();
  }

  /** From where and until where samples are counted. */
  get counted(): Period {
    return { fromMs: this.#fromMs, toMs: this.#untilMs };
  }

  /**
   * Counts what has been stored since.
   *
   * @param nowMs Unix milliseconds.
   * @throws {StoreError} When the database cannot be read; nothing is lost.
   */
  advance(nowMs: number): void {
    this.#followClock(nowMs);
    this.#incidents.take(this.#known(), this.#fromMs);
    const newTests = {
      fromMs: Math.max(this.#fromMs, TestTally.newSinceMs(nowMs)),
      toMs: nowMs,
    };
    for (const test of this.#stored.tests(newTests)) this.#tests.add(test);
    this.#tests.prune(nowMs);
    // Rows come in order: when a round is stored, all before it is.
    const ticks = this.#stored.ticks({ fromMs: this.#untilMs, toMs: nowMs });
    const newestMs = ticks.atMs.at(-1) ?? this.#untilMs;
    const untilMs = wholeSecond(newestMs - SETTLING_MS);
    if (untilMs <= this.#untilMs) return;
    const period = { fromMs: this.#untilMs, toMs: untilMs };
    // Read everything before any of it is counted: reading may fail.
    const samples = this.#stored.series().map((series) => ({
      series,
      columns: this.#stored.samples(series, period),
      duplicates: this.#stored.duplicates(series, period),
    }));
    const links = [...this.#stored.linkSeconds(period)];
    for (const { series, columns, duplicates } of samples) {
      const tally = this.#tallyOf(series, columns.length > 0);
      tally?.add(columns, untilMs);
      tally?.addDuplicates(duplicates);
    }
    for (const second of links) {
      this.#links.add(second);
      this.#incidents.expect(second.interface, this.#kinds);
    }
    this.#links.prune(untilMs);
    this.#addTicks(ticks, untilMs);
    this.#untilMs = untilMs;
    this.#tell();
  }

  /** All metrics that have a series. */
  readings(): readonly Reading[] {
    return this.figures.readings();
  }

  /** Begins anew where the clock was set: what lies between is not of now. */
  #followClock(nowMs: number): void {
    const gapMs = nowMs - this.#untilMs;
    if (gapMs >= 0 && gapMs <= LONGEST_GAP_MS) return;
    this.#untilMs = wholeSecond(nowMs);
    this.#fromMs = Math.min(this.#fromMs, this.#untilMs);
  }

  /** `undefined`: it is one of former times. */
  #tallyOf(series: Series, isMeasured: boolean): SeriesTally | undefined {
    const labels = seriesLabels(series);
    const name = labels.join("\n");
    const known = this.#series.get(name);
    if (known !== undefined || !isMeasured) return known;
    const capped = this.#seriesCap.admit(labels);
    const tally = new SeriesTally(series, capped, this.figures);
    this.#series.set(name, tally);
    return tally;
  }

  #addTicks(ticks: TickColumns, untilMs: number): void {
    const lateness = this.figures.histogram("roundLateness");
    const lag = this.figures.histogram("eventLoopLag");
    const rounds = this.figures.number("rounds");
    const missed = this.figures.number("roundsMissed");
    const spoilt = this.figures.number("roundsSpoilt");
    for (let i = 0; i < ticks.length; i++) {
      if ((ticks.atMs[i] ?? 0) >= untilMs) return;
      rounds.value++;
      missed.value += ticks.missed[i] ?? 0;
      spoilt.value += ticks.isSpoilt[i] ?? 0;
      lateness.add((ticks.lateUs[i] ?? 0) / US_PER_S);
      lag.add((ticks.lagUs[i] ?? 0) / US_PER_S);
    }
  }

  #tell(): void {
    const { figures } = this;
    figures.number("countedFrom").value = this.#fromMs / MS_PER_S;
    figures.number("countedUntil").value = this.#untilMs / MS_PER_S;
  }
}

function wholeSecond(atMs: number): number {
  return Math.floor(atMs / MS_PER_S) * MS_PER_S;
}
