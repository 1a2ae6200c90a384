/** What load tests add to the figures. @module */

import { LETTERS } from "../analysis/grades.ts";
import type { TestResult } from "../model/mod.ts";
import type { Figures, NumberKey } from "./figures.ts";
import type { LabelCap } from "./label_cap.ts";

const MS_PER_S = 1_000;
const NS_PER_S = 1e9;
const BITS_PER_BYTE = 8;
/** A test is stored when it ends, under the time at which it began. */
const LONGEST_TEST_MS = 3_600_000;

/** What the newest bufferbloat test says, instead of the one before. */
const OF_BLOAT = ["bloatGrade", "bloatDelay", "bloatMos", "bloatRpm"] as const;

/** What is read of a bufferbloat test's details. */
interface StoredBloat {
  readonly phases?: readonly {
    readonly kind: string;
    readonly uplift?: { readonly p50Ns: number } | null;
    readonly call?: { readonly mos: number } | null;
    readonly responsiveness?: { readonly rpm: number } | null;
  }[];
}

/** Counts load tests, and shows the newest of each interface and server. */
export class TestTally {
  readonly #figures: Figures;
  readonly #cap: LabelCap;
  readonly #counted = new Map<string, number>();

  /**
   * Counts nothing yet.
   *
   * @param figures Where they are counted.
   * @param cap How many interfaces and servers are told by themselves.
   */
  constructor(figures: Figures, cap: LabelCap) {
    this.#figures = figures;
    this.#cap = cap;
  }

  /**
   * From when on tests may be new.
   *
   * @param nowMs Unix milliseconds.
   */
  static newSinceMs(nowMs: number): number {
    return nowMs - LONGEST_TEST_MS;
  }

  /**
   * Shows a test from before the counting began.
   *
   * @param test Older ones first.
   */
  show(test: TestResult): void {
    if (!test.isComplete) return;
    const labels = this.#labelsOf(test);
    const { kind, atMs, uploadBps, downloadBps } = test;
    this.#set("tested", [...labels, kind], atMs / MS_PER_S);
    if (uploadBps !== null) {
      this.#set("throughput", [...labels, "up"], uploadBps / BITS_PER_BYTE);
    }
    if (downloadBps !== null) {
      this.#set("throughput", [...labels, "down"], downloadBps / BITS_PER_BYTE);
    }
    if (kind === "bloat") this.#showBloat(test, labels);
  }

  /**
   * Counts a test, if it is new, and shows it.
   *
   * @param test Older ones first.
   */
  add(test: TestResult): void {
    const { atMs, kind, interface: name, server, isComplete } = test;
    const key = [atMs, kind, name, server].join("\n");
    if (this.#counted.has(key)) return;
    this.#counted.set(key, atMs);
    const labels = this.#labelsOf(test);
    const result = isComplete ? "complete" : "cut_off";
    this.#figures.number("tests", ...labels, kind, result).value++;
    const bytes = (way: string) =>
      this.#figures.number("testBytes", ...labels, way);
    bytes("up").value += test.sentBytes;
    bytes("down").value += test.receivedBytes;
    this.show(test);
  }

  /**
   * Forgets which old ones were counted.
   *
   * @param nowMs Unix milliseconds.
   */
  prune(nowMs: number): void {
    const sinceMs = TestTally.newSinceMs(nowMs);
    for (const [key, atMs] of this.#counted) {
      if (atMs < sinceMs) this.#counted.delete(key);
    }
  }

  #showBloat({ grade, details }: TestResult, labels: readonly string[]): void {
    const isSame = ([name, server]: readonly string[]) =>
      name === labels[0] && server === labels[1];
    for (const key of OF_BLOAT) this.#figures.forget(key, isSame);
    const place = LETTERS.findIndex((letter) => letter === grade);
    if (grade !== null && place >= 0) {
      this.#set("bloatGrade", [...labels, grade], LETTERS.length - place);
    }
    // Only a bufferbloat test's result is stored so.
    const { phases = [] } = JSON.parse(details) as StoredBloat;
    for (const { kind, uplift, call, responsiveness } of phases) {
      const of = [...labels, kind];
      this.#set("bloatDelay", of, (uplift?.p50Ns ?? NaN) / NS_PER_S);
      this.#set("bloatMos", of, call?.mos ?? NaN);
      this.#set("bloatRpm", of, responsiveness?.rpm ?? NaN);
    }
  }

  #labelsOf({ interface: name, server }: TestResult): readonly string[] {
    return this.#cap.admit([name, server]);
  }

  #set(key: NumberKey, labels: readonly string[], value: number): void {
    this.#figures.number(key, ...labels).value = value;
  }
}
