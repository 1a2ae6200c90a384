import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { openReader } from "./reader.ts";
import {
  ALWAYS,
  answered,
  recordTo,
  seriesOf,
  START_MS,
  temporaryFolder,
  tickAt,
  wallNs,
} from "./testing.ts";

const HOUR_MS = 3_600_000;

Deno.test("StoreReader reads while the monitor writes", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const { recorder } = await recordTo(path);
  await using _ = recorder;
  using reader = openReader(path);
  strictEqual(reader.span(), null);
  for (let i = 0; i < 5; i++) {
    const at = wallNs(START_MS + i * 1000);
    recorder.sample(answered(seriesOf(), at, { rttUs: 5 }), null);
    await recorder.flush();
    strictEqual(reader.samples(seriesOf(), ALWAYS).length, i + 1);
  }
  deepStrictEqual(reader.span(), {
    fromMs: START_MS,
    toMs: START_MS + 4001,
  });
});

Deno.test("StoreReader.series() filters, and finds by fields", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const { recorder } = await recordTo(path);
  const all = [
    seriesOf(),
    seriesOf({ interface: "wlan0", connectionType: "wifi" }),
    seriesOf({ probe: "dns", variant: "cached" }),
    seriesOf({ target: "1.1.1.1", family: 6, server: "fra" }),
  ];
  for (const series of all) {
    recorder.sample(answered(series, wallNs(START_MS), { rttUs: 5 }), null);
  }
  await recorder[Symbol.asyncDispose]();
  using reader = openReader(path);
  deepStrictEqual(reader.series(), all);
  const cases = [
    [{ interfaces: ["wlan0"] }, [1]],
    [{ targets: ["1.1.1.1", "9.9.9.9"] }, [3]],
    [{ probes: ["icmp"], interfaces: ["eth0"] }, [0, 3]],
    [{ targets: [] }, []],
  ] as const;
  for (const [filter, expected] of cases) {
    deepStrictEqual(reader.series(filter), expected.map((i) => all[i]));
    strictEqual([...reader.rows(filter, ALWAYS)].length, expected.length);
  }
  strictEqual(reader.samples(seriesOf({ role: "isp" }), ALWAYS).length, 0);
});

Deno.test("StoreReader.samples() takes the start and leaves the end, to the millisecond", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const { recorder } = await recordTo(path);
  for (const ms of [0, 999, 1000, 1001, 2000]) {
    const at = wallNs(START_MS + ms);
    recorder.sample(answered(seriesOf(), at, { rttUs: 5 }), null);
  }
  await recorder[Symbol.asyncDispose]();
  using reader = openReader(path);
  const cases = [
    [0, 2001, [0, 999, 1000, 1001, 2000]],
    [999, 1001, [999, 1000]],
    [1, 999, []],
    [1000.5, 2000.5, [1001, 2000]],
    [5, 5, []],
    [9, 3, []],
  ] as const;
  for (const [from, to, expected] of cases) {
    const period = { fromMs: START_MS + from, toMs: START_MS + to };
    const { atMs } = reader.samples(seriesOf(), period);
    const found = [...atMs].map((ms) => ms - START_MS);
    deepStrictEqual(found, [...expected], `${from} to ${to}`);
    deepStrictEqual(
      [...reader.rows({}, period)].map(({ atMs }) => atMs - START_MS),
      [...expected],
      `${from} to ${to}, rows`,
    );
  }
});

Deno.test("StoreReader.sampleChunks() cuts at the period's own hours and leaves out empty ones", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const { recorder } = await recordTo(path);
  const hours = [0.2, 0.9, 1.1, 5000.5];
  for (const hour of hours) {
    const at = wallNs(START_MS + hour * HOUR_MS);
    recorder.sample(answered(seriesOf(), at, { rttUs: 5 }), null);
  }
  await recorder[Symbol.asyncDispose]();
  using reader = openReader(path);
  const period = { fromMs: START_MS, toMs: Infinity };
  const chunks = reader.sampleChunks(seriesOf(), period, { chunkMs: HOUR_MS });
  deepStrictEqual(
    [...chunks].map(({ atMs }) =>
      [...atMs].map((ms) => (ms - START_MS) / HOUR_MS)
    ),
    [[0.2, 0.9], [1.1], [5000.5]],
  );
});

Deno.test("StoreReader.rows() mixes series in the order of time across its chunks", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const { recorder } = await recordTo(path);
  const series = ["a", "b", "c"].map((target) => seriesOf({ target }));
  for (let i = 0; i < 2000; i++) {
    for (const [j, one] of series.entries()) {
      const at = wallNs(START_MS + i * 1000 + j);
      recorder.sample(answered(one, at, { rttUs: 5 }), null);
    }
  }
  await recorder[Symbol.asyncDispose]();
  using reader = openReader(path);
  const rows = [...reader.rows({}, ALWAYS)];
  strictEqual(rows.length, 6000);
  ok(
    rows.every(({ atMs, series: { target } }, i) =>
      atMs === START_MS + Math.floor(i / 3) * 1000 + i % 3 &&
      target === "abc"[i % 3]
    ),
  );
});

Deno.test("StoreReader.gaps() finds where it did not run, and forgives the last seconds", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const { recorder } = await recordTo(path);
  // More than a page of rounds, with one hole in it.
  for (let i = 0; i < 5000; i++) {
    if (i < 100 || i >= 130) {
      recorder.tick(tickAt(wallNs(START_MS + i * 1000)));
    }
  }
  await recorder[Symbol.asyncDispose]();
  using reader = openReader(path);
  const cases: readonly [
    from: number,
    to: number,
    gaps: number[][],
    why: string,
  ][] = [
    [0, 5000, [[100, 130]], "all of it"],
    [110, 120, [[110, 120]], "within the hole"],
    [200, 5006, [], "the last commit may not be there yet"],
    [4000, 5020, [[5000, 5020]], "that long is a gap"],
    [-60, 10, [[-60, 0]], "before the first round"],
    [90, 105, [[100, 105]], "short, but something younger is stored"],
  ];
  for (const [from, to, expected, why] of cases) {
    const period = {
      fromMs: START_MS + from * 1000,
      toMs: START_MS + to * 1000,
    };
    const gaps = reader.gaps(period, { intervalMs: 1000 });
    deepStrictEqual(
      gaps.map(({ fromMs, toMs }) =>
        [fromMs, toMs].map((ms) => (ms - START_MS) / 1000)
      ),
      expected,
      why,
    );
  }
  strictEqual(reader.ticks(ALWAYS).length, 4970);
});

Deno.test("StoreReader.gaps() goes by the interval that was kept, not by today's", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const { recorder } = await recordTo(path);
  // Two hours and more of a round every 3 s, with a hole of 10 min.
  for (let i = 0; i < 2600; i++) {
    if (i < 1500 || i >= 1700) {
      recorder.tick(tickAt(wallNs(START_MS + i * 3000)));
    }
  }
  await recorder[Symbol.asyncDispose]();
  using reader = openReader(path);
  for (const intervalMs of [1000, 3000, 60_000]) {
    const period = { fromMs: START_MS + 1000, toMs: START_MS + 7_790_000 };
    deepStrictEqual(reader.gaps(period, { intervalMs }), [
      { fromMs: START_MS + 4_500_000, toMs: START_MS + 5_100_000 },
    ], `set to ${intervalMs} ms now`);
  }
});
