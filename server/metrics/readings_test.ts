import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { expose, type Metric } from "@bufferbane/metrics";
import { BulkSlot } from "../bulk/slot.ts";
import { Counters, DROP_CAUSES } from "../counters.ts";
import type { ClientKey } from "../sessions.ts";
import { shareMemory } from "../shared.ts";
import { testKey } from "../testing.ts";
import { CATALOGUE, type MetricKey } from "./catalogue.ts";
import { readServer } from "./readings.ts";

function server(keys: readonly ClientKey[] = [testKey(1)]) {
  const shared = shareMemory(2);
  const read = () =>
    readServer({
      shared,
      build: { version: "1.2.3", runtime: "2.9.6", cipher: "a cipher" },
      maxSessions: 7,
      keys: () => keys,
      uptimeS: () => 90,
      nowMs: () => 1000,
      cost: () => ({ cpuS: 1.5, residentBytes: 80_000_000 }),
    });
  const points = (key: MetricKey) =>
    read().find(({ metric }) => metric === CATALOGUE[key])?.points;
  return { shared, read, points };
}

Deno.test("readServer() gives every metric of the catalogue, in its order", () => {
  const readings = server().read();
  deepStrictEqual(readings.map(({ metric }) => metric), [
    ...Object.values(CATALOGUE),
  ]);
  for (const { metric, points } of readings) {
    ok(points.length > 0, metric.name);
    for (const { labels } of points) {
      deepStrictEqual(Object.keys(labels), [...metric.labels], metric.name);
    }
  }
});

Deno.test("CATALOGUE names what Prometheus would call so", () => {
  const metrics: readonly Metric[] = Object.values(CATALOGUE);
  for (const { name, type, unit, help } of metrics) {
    match(name, /^bufferbane_server_[a-z]+(_[a-z]+)*$/);
    const stem = name.replace(/_total$/, "");
    strictEqual(stem !== name, type === "counter", name);
    ok(stem.endsWith(unit), `${name} ends in ${unit}`);
    match(help, /^[A-Z].*[^.]$/, name);
  }
});

Deno.test("readServer() tells threads and directions apart, and adds up drops", () => {
  const { shared, points } = server();
  const [first, second] = shared.counters.map((row) => new Counters(row));
  first?.add("received_bytes", 164);
  second?.add("sent_bytes", 100);
  first?.drop("replayed");
  second?.drop("replayed");
  deepStrictEqual(points("bytes"), [
    { labels: { thread: "0", direction: "in" }, value: 164 },
    { labels: { thread: "0", direction: "out" }, value: 0 },
    { labels: { thread: "1", direction: "in" }, value: 0 },
    { labels: { thread: "1", direction: "out" }, value: 100 },
  ]);
  const drops = points("drops") ?? [];
  deepStrictEqual(drops.filter(({ value }) => value !== 0), [
    { labels: { cause: "replayed" }, value: 2 },
  ]);
  strictEqual(
    drops.length,
    DROP_CAUSES.length,
    "a cause is there before it is",
  );
});

Deno.test("readServer() counts a client's two secrets together, and many as other", () => {
  const key = (number: number, name: string) => ({ ...testKey(number), name });
  const keys = Array.from({ length: 102 }, (_, i) => key(i, `c${i}`));
  const { shared, points } = server([...keys, key(103, "c0")]);
  for (const slot of [0, 100, 101, 103]) shared.sessionsByKey[slot] = 2;
  const counts = new Map(
    points("sessions")?.map(({ labels, value }) => [labels["client"], value]),
  );
  strictEqual(counts.size, 101);
  deepStrictEqual(
    ["c0", "c1", "other"].map((client) => counts.get(client)),
    [4, 0, 4],
  );
});

Deno.test("readServer() tells a running load test until its time is over", () => {
  const { shared, points } = server();
  const slot = new BulkSlot(shared);
  slot.take({ testId: 5, quotaSlot: 1, untilMs: 1500 }, 900);
  deepStrictEqual(points("loadRunning"), [{ labels: {}, value: 1 }]);
  slot.release({ testId: 5, quotaSlot: 1 });
  deepStrictEqual(points("loadRunning"), [{ labels: {}, value: 0 }]);
});

Deno.test("readServer() has the turnaround in seconds", async () => {
  const { shared, read } = server();
  const [first] = shared.counters.map((row) => new Counters(row));
  for (const ns of [20_000, 40_000]) first?.turnaround.add(ns);
  const { text } = await expose(read(), "");
  const name = "bufferbane_server_turnaround_seconds";
  for (
    const line of [
      `${name}_bucket{thread="0",le="0.000025"} 1`,
      `${name}_bucket{thread="0",le="0.00005"} 2`,
      `${name}_sum{thread="0"} 0.00006`,
      `${name}_count{thread="0"} 2`,
    ]
  ) ok(text.includes(`\n${line}\n`), line);
});
