import { testColumnsOf } from "../analysis/test_columns.ts";
import type {
  LinkSecond,
  PathTrace,
  Period,
  Series,
  TestColumns,
  TestResult,
  TrafficSecond,
} from "../model/mod.ts";
import type { Query } from "./query.ts";
import { selectDuplicates } from "./read_duplicates.ts";
import {
  selectKept,
  selectLinkSeconds,
  selectPaths,
  selectTrafficSeconds,
} from "./read_journal.ts";
import {
  type NewestTests,
  selectNewestTests,
  selectTests,
  type TestsWish,
} from "./read_tests.ts";

/** Reads what is kept besides samples, rounds and events. */
export class JournalReader {
  readonly #query: Query;

  /**
   * Reads nothing yet.
   *
   * @param query The database; closed by whoever opened it.
   */
  constructor(query: Query) {
    this.#query = query;
  }

  /**
   * The load tests.
   *
   * @param period Those that began in it.
   * @param options Whether their details are wanted, as they are unless said
   *   otherwise; else they are `{}`: a month may have a hundred thousand tests.
   * @returns The tests, oldest first; those that were cut off as well.
   */
  tests(
    period: Period,
    { isDetailed }: { readonly isDetailed: boolean } = { isDetailed: true },
  ): TestResult[] {
    return [...selectTests(this.#query, period, { isDetailed })];
  }

  /**
   * The same in columns, without those that were cut off.
   *
   * @param period Those that began in it.
   * @returns Columns for each interface, server, kind and method.
   */
  testColumns(period: Period): TestColumns[] {
    return testColumnsOf(
      selectTests(this.#query, period, { isDetailed: false }),
    );
  }

  /**
   * The newest load tests.
   *
   * @param period Those that began in it.
   * @param wish Which, and how many.
   */
  newestTests(period: Period, wish: TestsWish): NewestTests {
    return selectNewestTests(this.#query, period, wish);
  }

  /**
   * What interfaces did, second by second.
   *
   * @param period When; 30 bytes a second and interface are held in memory.
   * @yields The seconds, interface by interface, each oldest first.
   */
  linkSeconds(period: Period): Generator<LinkSecond> {
    return selectLinkSeconds(this.#query, period);
  }

  /**
   * What interfaces carried, by kind of traffic, second by second.
   *
   * @param period When; 60 bytes a second and interface are held in memory.
   * @yields The seconds, interface by interface, each oldest first.
   */
  trafficSeconds(period: Period): Generator<TrafficSecond> {
    return selectTrafficSeconds(this.#query, period);
  }

  /**
   * The ways to the targets.
   *
   * @param period When.
   * @returns The traces, oldest first.
   */
  paths(period: Period): PathTrace[] {
    return selectPaths(this.#query, period);
  }

  /**
   * How many further copies of answers came.
   *
   * @param series To whose probes; compared by its fields.
   * @param period Of probes sent in it.
   */
  duplicates(series: Series, period: Period): number {
    return selectDuplicates(this.#query, series, period);
  }

  /**
   * A small value that was kept with `Recorder.keep()`.
   *
   * @param key Its name.
   * @returns Its JSON; `null` if there is none.
   */
  kept(key: string): string | null {
    return selectKept(this.#query, key);
  }
}
