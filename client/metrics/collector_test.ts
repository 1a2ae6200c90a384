import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { StatisticsGatherer } from "../analysis/mod.ts";
import { linkSecond } from "../analysis/testing.ts";
import type { EchoFigures, LostOn, TestResult } from "../model/mod.ts";
import { openReader } from "../store/mod.ts";
import {
  answered,
  recordTo,
  seriesOf,
  START_MS,
  temporaryFolder,
  tickAt,
  unanswered,
  wallNs,
} from "../store/testing.ts";
import { Collector, type StoredFigures } from "./collector.ts";
import type { KnownIncident } from "./incident_tally.ts";
import { distributionsOf, numbersOf, storeOf, testResult } from "./testing.ts";

const PING = seriesOf();
const ECHO = seriesOf({ probe: "echo", role: "server", server: "vps" });
const SECONDS = 90;
const FROM_START = { nowMs: START_MS, incidents: () => [], kinds: ["outage"] };

/** A minute and a half of pings and ECHOs, with all that can happen. */
async function record(path: string): Promise<void> {
  const { recorder } = await recordTo(path);
  await using _ = recorder;
  for (let s = 0; s < SECONDS; s++) {
    const at = wallNs(START_MS + 1000 * s + 300);
    recorder.tick({ ...tickAt(at), missed: s === 50 ? 2 : 0 });
    if (s % 20 === 7) recorder.sample(unanswered(PING, at), null);
    else if (s % 20 === 8) {
      const late = { rttUs: 1_200_000, isLate: true };
      recorder.sample(answered(PING, at, late), null);
    } else {
      recorder.sample(answered(PING, at, { rttUs: 9_000 + s }), 1_000 * s);
    }
    const lostOn: LostOn | null = s === 11 ? "up" : s === 12 ? "down" : null;
    const echo: EchoFigures = {
      exchange: null,
      delay: lostOn !== null ? null : {
        upNs: 12e6,
        downNs: 4e6,
        errorNs: 2e6,
        queueUpNs: 8e6,
        queueDownNs: 0,
      },
      lostOn,
    };
    recorder.sample(
      lostOn === null
        ? { ...answered(ECHO, at, { rttUs: 16_000 }), echo }
        : { ...unanswered(ECHO, at), echo },
      null,
    );
  }
  await recorder.flush();
}

async function withStored(
  test: (stored: StoredFigures, path: string) => void,
): Promise<void> {
  using folder = temporaryFolder();
  const path = join(folder.path, "b.db");
  await record(path);
  using reader = openReader(path);
  test(reader, path);
}

Deno.test("Collector counts what `stats` counts, whenever it is asked", async () => {
  await withStored((stored, path) => {
    const collector = new Collector(stored, FROM_START);
    for (const afterS of [3, 16, 16, 29.5, 30, 61, 300]) {
      collector.advance(START_MS + 1000 * afterS);
    }
    using reader = openReader(path);
    const gatherer = new StatisticsGatherer(collector.counted);
    gatherer.add(reader.samples(PING, collector.counted));
    const statistics = gatherer.finish();
    const readings = collector.readings();
    const sent = numbersOf(readings, "sent", "probe");
    const lost = numbersOf(readings, "lost", "probe", "direction");
    const rtt = distributionsOf(readings, "rtt", "probe")["icmp"];
    ok(rtt);
    strictEqual(sent["icmp"], statistics.sent);
    strictEqual(lost["icmp unknown"], statistics.lost);
    strictEqual(
      rtt.counts.reduce((all, more) => all + more),
      statistics.answered,
    );
    strictEqual(
      Math.round(1e6 * rtt.sum),
      Math.round(statistics.meanUs * statistics.answered),
    );
    strictEqual(
      numbersOf(readings, "late", "probe")["icmp"],
      statistics.byStatus.late,
    );
    const jitterS = numbersOf(readings, "jitter", "probe")["icmp"] ?? NaN;
    ok(Math.abs(1e6 * jitterS - statistics.jitterUs) < 1e-3);
  });
});

Deno.test("Collector counts a probe when nothing can change it any more", async () => {
  await withStored((stored) => {
    const collector = new Collector(stored, FROM_START);
    // The newest round is a second old: of 20 s the first 4 are settled.
    collector.advance(START_MS + 20_000);
    deepStrictEqual(collector.counted, {
      fromMs: START_MS,
      toMs: START_MS + 4_000,
    });
    const readings = collector.readings();
    deepStrictEqual(numbersOf(readings, "sent", "probe"), { icmp: 4, echo: 4 });
    deepStrictEqual(numbersOf(readings, "countedUntil"), {
      "": START_MS / 1_000 + 4,
    });
    deepStrictEqual(numbersOf(readings, "rounds"), { "": 4 });
  });
});

Deno.test("Collector counts each kind of incident from 0 on, where it measures", () => {
  const stored = storeOf({
    ticks: () => ({
      length: 1,
      atMs: Float64Array.of(START_MS + 20_000),
      lateUs: Int32Array.of(1),
      lagUs: Int32Array.of(1),
      missed: Int32Array.of(0),
      isSpoilt: Uint8Array.of(0),
    }),
    *linkSeconds() {
      yield linkSecond();
    },
  });
  const kinds = ["outage", "packet_loss"];
  const collector = new Collector(stored, { ...FROM_START, kinds });
  const counted = () =>
    numbersOf(collector.readings(), "incidents", "interface", "kind");
  deepStrictEqual(counted(), {});
  collector.advance(START_MS + 30_000);
  deepStrictEqual(counted(), { "eth0 outage": 0, "eth0 packet_loss": 0 });
});

Deno.test("Collector tells no jitter and no quality of what has been silent for a minute", () => {
  const atMs = START_MS + 1_000;
  const series = seriesOf();
  let newestMs = atMs;
  const collector = new Collector(
    storeOf({
      series: () => [series],
      samples: (series, { fromMs }) => ({
        series,
        length: fromMs <= atMs ? 2 : 0,
        atMs: Float64Array.of(atMs, atMs + 500),
        rttUs: Int32Array.of(9_000, 9_500),
        ipdvUs: Int32Array.of(-1, 500),
        status: Uint8Array.of(0, 0),
      }),
      ticks: () => ({
        length: 1,
        atMs: Float64Array.of(newestMs),
        lateUs: Int32Array.of(1),
        lagUs: Int32Array.of(1),
        missed: Int32Array.of(0),
        isSpoilt: Uint8Array.of(0),
      }),
    }),
    FROM_START,
  );
  const shown = (s: number) => {
    newestMs = START_MS + 1_000 * s;
    collector.advance(newestMs);
    const readings = collector.readings();
    return (["jitter", "mos", "sent"] as const)
      .filter((key) => Object.keys(numbersOf(readings, key)).length > 0);
  };
  deepStrictEqual(shown(30), ["jitter", "mos", "sent"]);
  deepStrictEqual(shown(80), ["sent"]);
});

Deno.test("Collector tells what each direction does", async () => {
  await withStored((stored) => {
    const collector = new Collector(stored, FROM_START);
    collector.advance(START_MS + 60_000);
    const readings = collector.readings();
    deepStrictEqual(numbersOf(readings, "lost", "probe", "direction"), {
      "icmp unknown": 2,
      "echo up": 1,
      "echo down": 1,
      "echo unknown": 0,
    });
    const delays = distributionsOf(readings, "oneWayDelay", "direction");
    const queues = distributionsOf(readings, "queue", "direction");
    const meanMs = (of: typeof delays, way: string) =>
      Math.round(1e3 * (of[way]?.sum ?? NaN) / 42);
    deepStrictEqual([meanMs(delays, "up"), meanMs(delays, "down")], [12, 4]);
    deepStrictEqual([meanMs(queues, "up"), meanMs(queues, "down")], [8, 0]);
    deepStrictEqual(numbersOf(readings, "oneWayDelayError", "server"), {
      vps: 0.002,
    });
  });
});

Deno.test("Collector audits the program itself", async () => {
  await withStored((stored) => {
    const collector = new Collector(stored, FROM_START);
    collector.advance(START_MS + 1000 * SECONDS);
    const readings = collector.readings();
    deepStrictEqual(numbersOf(readings, "rounds"), { "": 74 });
    deepStrictEqual(numbersOf(readings, "roundsMissed"), { "": 2 });
    const lateness = distributionsOf(readings, "roundLateness")[""];
    strictEqual(Math.round(1e6 * (lateness?.sum ?? NaN)), 74 * 80);
  });
});

Deno.test("Collector counts nothing when reading fails, and all the next time", async () => {
  await withStored((stored) => {
    let isBroken = true;
    const broken: StoredFigures = {
      series: () => stored.series(),
      samples: (series, period) => stored.samples(series, period),
      ticks: (period) => stored.ticks(period),
      tests: () => [],
      duplicates: () => 0,
      linkSeconds(period) {
        if (isBroken) throw new Error("disk");
        return stored.linkSeconds(period);
      },
    };
    const collector = new Collector(broken, FROM_START);
    try {
      collector.advance(START_MS + 60_000);
    } catch (error) {
      strictEqual(error instanceof Error && error.message, "disk");
    }
    deepStrictEqual(numbersOf(collector.readings(), "sent", "probe"), {});
    isBroken = false;
    collector.advance(START_MS + 61_000);
    const { icmp } = numbersOf(collector.readings(), "sent", "probe");
    strictEqual(icmp, 45);
  });
});

for (const [way, days] of [["back", 365], ["forward", -365]] as const) {
  Deno.test(`Collector begins anew where the clock was set ${way}`, async () => {
    await withStored((stored) => {
      const wrongMs = START_MS + days * 86_400_000;
      const collector = new Collector(stored, {
        nowMs: wrongMs,
        incidents: () => [],
        kinds: [],
      });
      collector.advance(wrongMs + 1_000);
      collector.advance(START_MS + 30_000);
      collector.advance(START_MS + 60_000);
      deepStrictEqual(numbersOf(collector.readings(), "sent", "probe"), {
        icmp: 14,
        echo: 14,
      });
    });
  });
}

Deno.test("Collector counts tests and incidents of a clock that was set back", () => {
  const known: KnownIncident[] = [];
  const tests: TestResult[] = [];
  const collector = new Collector(
    storeOf({
      tests: ({ fromMs, toMs }) =>
        tests.filter(({ atMs }) => atMs >= fromMs && atMs < toMs),
    }),
    { nowMs: START_MS + 7_200_000, incidents: () => known, kinds: [] },
  );
  collector.advance(START_MS);
  tests.push(testResult({ atMs: START_MS + 1_000 }));
  known.push({
    id: "1 a",
    type: "outage",
    severity: "critical",
    interface: "eth0",
    cause: "isp",
    startMs: START_MS + 2_000,
    isOpen: true,
  });
  collector.advance(START_MS + 30_000);
  const readings = collector.readings();
  deepStrictEqual(numbersOf(readings, "tests", "kind"), { bloat: 1 });
  deepStrictEqual(numbersOf(readings, "incidents", "kind"), { outage: 1 });
});

Deno.test("Collector tells 200 series by themselves, and the others together", () => {
  const at = START_MS + 100;
  const all = Array.from(
    { length: 203 },
    (_, i) => seriesOf({ target: `10.0.0.${i}` }),
  );
  const collector = new Collector(
    storeOf({
      series: () => all,
      samples: (series) => ({
        series,
        length: 1,
        atMs: Float64Array.of(at),
        rttUs: Int32Array.of(9_000),
        ipdvUs: Int32Array.of(-1),
        status: Uint8Array.of(0),
      }),
      ticks: () => ({
        length: 1,
        atMs: Float64Array.of(at + 20_000),
        lateUs: Int32Array.of(1),
        lagUs: Int32Array.of(1),
        missed: Int32Array.of(0),
        isSpoilt: Uint8Array.of(0),
      }),
      *linkSeconds() {
        yield linkSecond();
      },
    }),
    FROM_START,
  );
  collector.advance(START_MS + 30_000);
  const sent = numbersOf(collector.readings(), "sent", "interface", "target");
  strictEqual(Object.keys(sent).length, 201);
  strictEqual(sent["other other"], 3);
  strictEqual(sent["eth0 10.0.0.199"], 1);
});
