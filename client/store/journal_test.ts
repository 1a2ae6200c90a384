import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { testColumnsOf } from "../analysis/test_columns.ts";
import type {
  LinkSecond,
  PathTrace,
  TestResult,
  TrafficSecond,
  WifiState,
} from "../model/mod.ts";
import { openReader } from "./reader.ts";
import { ALWAYS, recordTo, START_MS, temporaryFolder } from "./testing.ts";

const WIFI: WifiState = {
  signalDbm: -61,
  noiseDbm: null,
  sendBps: 866_700_000,
  receiveBps: 0,
  ssid: "attic",
  bssid: "02:00:00:00:00:01",
  frequencyMhz: 5180,
};

function linkSecond(changes: Partial<LinkSecond> = {}): LinkSecond {
  return {
    atMs: START_MS + 60,
    interface: "eth0",
    connectionType: "wired",
    spanMs: 1001,
    receivedBytes: 4_711,
    sentBytes: 815,
    receivedPackets: 12,
    sentPackets: 9,
    errors: 0,
    drops: 0,
    collisions: 0,
    hasCarrier: true,
    ownLoadBytes: 0,
    wifi: null,
    ...changes,
  };
}

function testResult(changes: Partial<TestResult> = {}): TestResult {
  return {
    atMs: START_MS + 250,
    durationMs: 4_200,
    kind: "throughput",
    method: "tcp",
    interface: "eth0",
    connectionType: "wired",
    server: "vps",
    isComplete: true,
    isScheduled: true,
    uploadBps: 41_500_000,
    downloadBps: 250_000_000,
    sentBytes: 1_000_000,
    receivedBytes: 9_000_000,
    grade: null,
    details: "{}",
    ...changes,
  };
}

Deno.test("Recorder.linkSecond() keeps every field, of every kind of second", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const seconds = [
    linkSecond(),
    linkSecond({ atMs: START_MS + 1060, errors: 1, drops: 2, collisions: 3 }),
    linkSecond({ atMs: START_MS + 2061, hasCarrier: false, spanMs: 1 }),
    linkSecond({
      atMs: START_MS + 19_999,
      ownLoadBytes: 2 ** 40,
      receivedBytes: 2 ** 52,
      spanMs: 3_600_000,
    }),
    linkSecond({ atMs: START_MS + 20_000 }),
  ];
  const wireless = [
    { atMs: START_MS, wifi: WIFI },
    { atMs: START_MS + 1000, wifi: { ...WIFI, signalDbm: 0, noiseDbm: -95 } },
    { atMs: START_MS + 2000, wifi: { ...WIFI, bssid: "02:00:00:00:00:02" } },
    {
      atMs: START_MS + 3000,
      wifi: {
        signalDbm: null,
        noiseDbm: null,
        sendBps: null,
        receiveBps: null,
        ssid: "",
        bssid: "",
        frequencyMhz: null,
      },
    },
  ].map((changes) =>
    linkSecond({ ...changes, interface: "wlan0", connectionType: "wifi" })
  );
  {
    const { recorder } = await recordTo(path);
    await using _ = recorder;
    for (const second of [...seconds, ...wireless]) recorder.linkSecond(second);
  }
  using reader = openReader(path);
  deepStrictEqual([...reader.linkSeconds(ALWAYS)], [...seconds, ...wireless]);
  const period = { fromMs: START_MS + 1060, toMs: START_MS + 20_000 };
  deepStrictEqual(
    [...reader.linkSeconds(period)],
    [...seconds.slice(1, 4), ...wireless.slice(2)],
  );
  using db = new DatabaseSync(path, { readOnly: true });
  const { n } = db.prepare("SELECT count(*) AS n FROM associations").get() ??
    {};
  strictEqual(n, 3, "an access point is stored when it changes");
});

Deno.test("Recorder.linkSecond() takes nine bytes a quiet second", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const { recorder } = await recordTo(path);
  await using _ = recorder;
  for (let s = 0; s < 1000; s++) {
    recorder.linkSecond(linkSecond({ atMs: START_MS + 1000 * s + 60 }));
  }
  await recorder.flush();
  using db = new DatabaseSync(path, { readOnly: true });
  const { bytes } =
    db.prepare("SELECT sum(length(seconds)) AS bytes FROM link_seconds")
      .get() ?? {};
  strictEqual(bytes, 9 * 1000, "place 2, length 1, bytes 2 + 2, packets 2");
});

Deno.test("Recorder.linkSecond() refuses a count that is none, before it is taken", async () => {
  using folder = temporaryFolder();
  const { recorder } = await recordTo(`${folder.path}/b.db`);
  await using _ = recorder;
  throws(() => recorder.linkSecond(linkSecond({ sentBytes: -1 })), {
    name: "RangeError",
    message: "Cannot store -1 (allowed: a whole number from 0 on)",
  });
  strictEqual(recorder.status.waitingRows, 0);
});

Deno.test("Recorder.trafficSecond() keeps every class", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const none = {
    receivedBytes: 0,
    sentBytes: 0,
    receivedPackets: 0,
    sentPackets: 0,
  };
  const some = (n: number) => ({
    receivedBytes: 1000 * n,
    sentBytes: 2000 * n,
    receivedPackets: n,
    sentPackets: 2 * n,
  });
  const seconds: TrafficSecond[] = [0, 1, 12].map((s) => ({
    atMs: START_MS + 1000 * s + 7,
    interface: "eth0",
    counts: {
      all: some(100),
      tcp: some(90),
      udp: some(10),
      icmp: none,
      http: none,
      https: some(90),
      quic: some(9),
      dns: some(1),
    },
  }));
  {
    const { recorder } = await recordTo(path);
    await using _ = recorder;
    for (const second of seconds) recorder.trafficSecond(second);
  }
  using reader = openReader(path);
  deepStrictEqual([...reader.trafficSeconds(ALWAYS)], seconds);
});

Deno.test("StoreReader.tests() reads more than a page of them, also of the same instant, with and without details", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const all = Array.from({ length: 2_500 }, (_, i) =>
    testResult({
      atMs: START_MS + 10 * Math.floor(i / 3),
      interface: ["eth0", "eth1", "eth2"][i % 3] ?? "",
      details: JSON.stringify({ i }),
    }));
  {
    const { recorder } = await recordTo(path);
    await using _ = recorder;
    for (const one of all) recorder.testResult(one);
  }
  using reader = openReader(path);
  deepStrictEqual(reader.tests(ALWAYS), all);
  const part = { fromMs: START_MS + 10, toMs: START_MS + 30 };
  deepStrictEqual(reader.tests(part), all.slice(3, 9));
  deepStrictEqual(
    reader.tests(part, { isDetailed: false }),
    all.slice(3, 9).map((one) => ({ ...one, details: "{}" })),
  );
  deepStrictEqual(reader.testColumns(part), testColumnsOf(all.slice(3, 9)));
  deepStrictEqual(reader.newestTests(part, { kind: null, limit: 4 }), {
    tests: all.slice(5, 9).toReversed(),
    total: 6,
  });
  const bloat = reader.newestTests(part, { kind: "bloat", limit: 4 });
  deepStrictEqual(bloat, { tests: [], total: 0 });
  const both = reader.newestTests(part, { kind: "throughput", limit: 9 });
  deepStrictEqual([both.total, both.tests.length], [6, 6]);
});

Deno.test("Recorder.testResult() replaces what was cut off, never what is complete", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const whole = testResult({ grade: "A", kind: "bloat" });
  const cut = testResult({ isComplete: false, uploadBps: null });
  {
    const { recorder } = await recordTo(path);
    await using _ = recorder;
    recorder.testResult(whole);
    recorder.testResult({ ...whole, isComplete: false, sentBytes: 0 });
    recorder.testResult(cut);
    recorder.testResult({ ...cut, sentBytes: 77 });
  }
  using reader = openReader(path);
  deepStrictEqual(
    reader.tests(ALWAYS).toSorted((a, b) => a.sentBytes - b.sentBytes),
    [
      { ...cut, sentBytes: 77 },
      whole,
    ],
  );
});

Deno.test("The view measurements has a row for each way of a complete test", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  {
    const { recorder } = await recordTo(path);
    await using _ = recorder;
    recorder.testResult(testResult());
    recorder.testResult(testResult({ atMs: START_MS + 1, isComplete: false }));
    recorder.testResult(
      testResult({ atMs: START_MS + 2, downloadBps: null, kind: "bloat" }),
    );
  }
  using db = new DatabaseSync(path, { readOnly: true });
  const rows = db.prepare(
    `SELECT timestamp_ms - ${START_MS} AS at, test_type, throughput_kbps,
      server_name, rtt_ms, status FROM measurements ORDER BY 1, 2`,
  ).all().map((row) => Object.values(row));
  deepStrictEqual(rows, [
    [2, "bloat_upload", 41_500, "vps", null, "ok"],
    [250, "throughput_download", 250_000, "vps", null, "ok"],
    [250, "throughput_upload", 41_500, "vps", null, "ok"],
  ]);
});

Deno.test("Recorder.pathTrace() keeps the hops", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const trace: PathTrace = {
    atMs: START_MS,
    interface: "eth0",
    target: "8.8.8.8",
    family: 4,
    hops: [
      {
        ttl: 1,
        address: "192.0.2.1",
        rttNs: 300_000,
        medianNs: 400_000,
        sent: 3,
        lost: 0,
      },
      { ttl: 2, address: null, rttNs: null, medianNs: null, sent: 3, lost: 3 },
    ],
    isChanged: true,
  };
  {
    const { recorder } = await recordTo(path);
    await using _ = recorder;
    recorder.pathTrace(trace);
  }
  using reader = openReader(path);
  deepStrictEqual(reader.paths(ALWAYS), [trace]);
});
