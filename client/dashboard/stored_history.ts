/** What was measured, from the database. @module */

import {
  type Segment,
  Segmenter,
  StatisticsGatherer,
} from "../analysis/mod.ts";
import type { Statistics } from "../analysis/mod.ts";
import { rolledWay } from "../analysis/rolled_way.ts";
import type {
  LinkSecond,
  Period,
  SampleColumns,
  Series,
  StoredEvent,
} from "../model/mod.ts";
import type { NewestTests, StoreReader, TestsWish } from "../store/mod.ts";
import type { LinkTotal } from "../store/rollup_reader.ts";
import type { Cut, History } from "./context.ts";

const MINUTE_MS = 60_000;
/** So much of a period that no whole hour lies in it is read from minutes. */
const HALF_HOUR_MS = 30 * MINUTE_MS;
const HOUR_MS = 60 * MINUTE_MS;
/** Statistics of what is shorter are exact. */
const EXACT_BELOW_MS = HOUR_MS;

/** The database, as pages read it: long periods from minutes and hours. */
export class StoredHistory implements History {
  readonly #reader: StoreReader;
  readonly #intervalMs: number;

  /**
   * @param reader The database; closed by whoever opened it.
   * @param intervalMs Time between two rounds, ms.
   */
  constructor(reader: StoreReader, intervalMs: number) {
    this.#reader = reader;
    this.#intervalMs = intervalMs;
  }

  get host(): string {
    return this.#reader.runs().at(-1)?.host ?? "";
  }

  span(): Period | null {
    return this.#reader.span();
  }

  series(): readonly Series[] {
    return this.#reader.series();
  }

  gaps(period: Period): readonly Period[] {
    return this.#reader.gaps(period, { intervalMs: this.#intervalMs });
  }

  events(period: Period): readonly StoredEvent[] {
    return this.#reader.events(period);
  }

  newestTests(period: Period, wish: TestsWish): NewestTests {
    return this.#reader.newestTests(period, wish);
  }

  samples(series: Series, period: Period): SampleColumns {
    return this.#reader.samples(series, period);
  }

  segments(
    series: Series,
    { period, segments, gaps }: Cut,
  ): readonly Segment[] {
    const segmenter = new Segmenter(period, { segments, gaps });
    const stepMs = (period.toMs - period.fromMs) / segments;
    const { rollups } = this.#reader;
    if (stepMs < MINUTE_MS && period.fromMs >= rollups.rawFromMs) {
      for (const columns of this.#reader.sampleChunks(series, period)) {
        segmenter.add(columns);
      }
      return segmenter.finish();
    }
    const partMs = stepMs < HOUR_MS ? HALF_HOUR_MS : Infinity;
    for (const part of partsOf(period, partMs)) {
      for (const piece of rollups.summed(series, part, { exactBelowMs: 0 })) {
        if (piece.kind === "samples") segmenter.add(piece.columns);
        else {
          segmenter.addSummed(piece.period, rolledWay(piece.rollup, null));
        }
      }
    }
    return segmenter.finish();
  }

  statistics(series: Series, period: Period): Statistics {
    const gatherer = new StatisticsGatherer(period, this.gaps(period));
    const options = { exactBelowMs: EXACT_BELOW_MS };
    for (const part of this.#reader.rollups.summed(series, period, options)) {
      if (part.kind === "samples") gatherer.add(part.columns);
      else gatherer.addRollup(part.rollup, part.period);
    }
    return gatherer.finish();
  }

  linkTotals(period: Period): readonly LinkTotal[] {
    return this.#reader.rollups.linkTotals(period);
  }

  linkSeconds(period: Period): Iterable<LinkSecond> {
    return this.#reader.linkSeconds(period);
  }
}

/** A period cut at multiples of a length; with `Infinity`, all of it. */
function* partsOf({ fromMs, toMs }: Period, partMs: number): Generator<Period> {
  if (partMs === Infinity) return yield { fromMs, toMs };
  for (let startMs = fromMs; startMs < toMs;) {
    const endMs = Math.min(toMs, (Math.floor(startMs / partMs) + 1) * partMs);
    yield { fromMs: startMs, toMs: endMs };
    startMs = endMs;
  }
}
