import { deepStrictEqual, match, ok } from "node:assert/strict";
import type { Metric } from "@bufferbane/metrics";
import { CATALOGUE, TIME_BOUNDS } from "./catalogue.ts";

const METRICS: readonly Metric[] = Object.values(CATALOGUE);

Deno.test("CATALOGUE names what Prometheus would call so", () => {
  for (const { name, type, unit } of METRICS) {
    match(name, /^bufferbane_[a-z]+(_[a-z]+)*$/);
    const stem = name.replace(/_total$/, "");
    deepStrictEqual(stem !== name, type === "counter", name);
    ok(stem.endsWith(unit), `${name} ends in ${unit}`);
  }
});

Deno.test("CATALOGUE has each name once", () => {
  const names = METRICS.map(({ name }) => name);
  deepStrictEqual([...new Set(names)], names);
});

Deno.test("CATALOGUE says in a sentence without a stop what each is", () => {
  for (const { name, help } of METRICS) match(help, /^[A-Z].*[^.]$/, name);
});

Deno.test("TIME_BOUNDS ascend from 0.1 ms to 10 s", () => {
  deepStrictEqual([TIME_BOUNDS[0], TIME_BOUNDS.at(-1)], [0.0001, 10]);
  deepStrictEqual(TIME_BOUNDS.toSorted((a, b) => a - b), TIME_BOUNDS);
});
