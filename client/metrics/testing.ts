/** What the tests of the metrics share. @module */

import type { Distribution, Labels, Reading } from "@bufferbane/metrics";
import type { TestResult } from "../model/mod.ts";
import { CATALOGUE, type MetricKey } from "./catalogue.ts";
import type { StoredFigures } from "./collector.ts";

/** A store without anything, but for what is given. */
export function storeOf(changes: Partial<StoredFigures> = {}): StoredFigures {
  const none = new Int32Array();
  return {
    series: () => [],
    samples: () => {
      throw new Error("Cannot read samples: there are none");
    },
    ticks: () => ({
      length: 0,
      atMs: new Float64Array(),
      lateUs: none,
      lagUs: none,
      missed: none,
      isSpoilt: new Uint8Array(),
    }),
    tests: () => [],
    *linkSeconds() {},
    duplicates: () => 0,
    ...changes,
  };
}

/** A metric's numbers, by the values of those labels that are asked for. */
export function numbersOf(
  readings: readonly Reading[],
  key: MetricKey,
  ...labels: readonly string[]
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    pointsOf(readings, key).map((point) => [
      valuesOf(point.labels, labels),
      typeof point.value === "number" ? point.value : NaN,
    ]),
  );
}

/** A metric's distributions, likewise. */
export function distributionsOf(
  readings: readonly Reading[],
  key: MetricKey,
  ...labels: readonly string[]
): Readonly<Record<string, Distribution>> {
  return Object.fromEntries(
    pointsOf(readings, key).flatMap((point) =>
      typeof point.value === "number"
        ? []
        : [[valuesOf(point.labels, labels), point.value]]
    ),
  );
}

/** A complete bufferbloat test of `eth0` with `vps`, unless said otherwise. */
export function testResult(changes: Partial<TestResult> = {}): TestResult {
  return {
    atMs: 0,
    durationMs: 30_000,
    kind: "bloat",
    method: "tcp",
    interface: "eth0",
    connectionType: "wired",
    server: "vps",
    isComplete: true,
    isScheduled: true,
    uploadBps: 8e6,
    downloadBps: 80e6,
    sentBytes: 1_000,
    receivedBytes: 10_000,
    grade: "B",
    details: "{}",
    ...changes,
  };
}

function pointsOf(readings: readonly Reading[], key: MetricKey) {
  return readings.find(({ metric }) => metric === CATALOGUE[key])?.points ??
    [];
}

function valuesOf(labels: Labels, names: readonly string[]): string {
  return names.map((name) => labels[name] ?? "").join(" ");
}
