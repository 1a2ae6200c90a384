/** What a household has measured, in memory, for tests. @module */

import { Segmenter, StatisticsGatherer } from "../analysis/mod.ts";
import type {
  LinkSecond,
  Period,
  SampleColumns,
  Series,
  StoredEvent,
  TestResult,
} from "../model/mod.ts";
import { noLinkFigures } from "../store/link_rollup.ts";
import type { History } from "./context.ts";

/** When the tests take place: 2026-11-20T18:00:00Z, Unix milliseconds. */
export const NOW_MS = 1_795_197_600_000;
/** What an attacker would call things. */
export const EVIL = `<img src=x onerror="alert(1)">"'&`;

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
/** For how long this household has been measuring. */
const MEASURED_MS = 48 * HOUR_MS;

function seriesOn(name: string): readonly Series[] {
  const ping = {
    probe: "icmp",
    interface: name,
    connectionType: name === "wlan0" ? "wifi" : "wired",
    family: 4,
    variant: "",
    server: "",
  } as const;
  return [
    { ...ping, target: "192.168.0.1", role: "gateway" },
    { ...ping, target: "100.64.0.1", role: "isp" },
    { ...ping, target: "1.1.1.1", role: "public" },
    { ...ping, target: "8.8.8.8", role: "public" },
    {
      ...ping,
      probe: "dns",
      target: "1.1.1.1",
      role: "resolver",
      variant: "cached",
    },
    { ...ping, probe: "tcp", target: "1.1.1.1:443", role: "public" },
  ];
}

/** Two interfaces with the same targets. */
export const SERIES: readonly Series[] = [
  ...seriesOn("eth0"),
  ...seriesOn("wlan0"),
];

/** Two incidents, one that goes on, and a note of an attacker's. */
export function eventsUntil(nowMs: number): readonly StoredEvent[] {
  const plain = { interface: "wlan0", target: "", server: "", metrics: {} };
  return [
    {
      ...plain,
      atMs: nowMs - 5 * HOUR_MS,
      type: "outage",
      severity: "critical",
      description:
        "Line down on wlan0: no answer from any of 4 targets; the router does not do better, so it is the Wi-Fi or the router",
      durationMs: 4 * 60_000,
    },
    {
      ...plain,
      atMs: nowMs - 2 * HOUR_MS,
      type: "note",
      severity: "info",
      description: `New router ${EVIL}`,
      durationMs: 0,
    },
    {
      ...plain,
      atMs: nowMs - 10 * 60_000,
      type: "packet_loss",
      severity: "warning",
      description:
        "Packets lost on wlan0: 4 % of 60 s; the router does not do better, so it is the Wi-Fi or the router",
      durationMs: null,
    },
  ];
}

/** A bufferbloat test's result, as its command prints it. */
export const BLOAT_RESULT = {
  grade: "C",
  downBps: 93_400_000,
  upBps: 19_200_000,
  idle: { count: 60, p50Ns: 12.3e6, p95Ns: 14.1e6, p99Ns: 15e6 },
  phases: ([["download", 88e6, "B"], ["upload", 151e6, "C"], [
    "both",
    160e6,
    "C",
  ]] as const).map(([kind, p50Ns, letter]) => ({
    kind,
    rtt: { count: 160, p50Ns, p95Ns: 1.4 * p50Ns, p99Ns: 1.6 * p50Ns },
    grade: { kind: "graded", letter },
  })),
  verdict: {
    headline: "Grade C (poor): a full line makes everything wait 148 ms longer",
    meaning: [
      "While somebody uploads, video calls stutter and fast online games are hard to play.",
    ],
    advice: [
      "Switch on SQM (fq_codel or CAKE) in your router, with an upload limit of 18.2 Mbit/s and a download limit of 88.7 Mbit/s.",
    ],
  },
};

function testsUntil(nowMs: number): readonly TestResult[] {
  return [30, 6].map((hours) => ({
    atMs: nowMs - hours * HOUR_MS,
    durationMs: 36_000,
    kind: "bloat",
    method: "tcp",
    interface: "eth0",
    connectionType: "wired",
    server: "vienna",
    isComplete: true,
    isScheduled: true,
    uploadBps: BLOAT_RESULT.upBps,
    downloadBps: BLOAT_RESULT.downBps,
    sentBytes: 43e6,
    receivedBytes: 190e6,
    grade: "C",
    details: JSON.stringify(BLOAT_RESULT),
  }));
}

/** A number in [0, 1) that is the same for the same place and instant. */
function noise(place: number, atMs: number): number {
  const x = Math.sin(place * 12.9898 + (atMs / SECOND_MS) * 78.233) * 43_758.5;
  return x - Math.floor(x);
}

/** What a series measured in a period, the same each time. */
export function samplesOf(series: Series, period: Period): SampleColumns {
  const place = SERIES.indexOf(series);
  const everyMs = series.probe === "icmp" ? SECOND_MS : 10 * SECOND_MS;
  const fromMs = Math.ceil(period.fromMs / everyMs) * everyMs;
  const length = Math.max(0, Math.ceil((period.toMs - fromMs) / everyMs));
  const atMs = Float64Array.from({ length }, (_, i) => fromMs + i * everyMs);
  const baseUs = series.role === "gateway" ? 700 : 11_000 + 900 * place;
  const isWifi = series.connectionType === "wifi";
  const status = Uint8Array.from(
    atMs,
    (at) => noise(place, at) > (isWifi ? 0.96 : 0.9995) ? 2 : 0,
  );
  const rttUs = Int32Array.from(atMs, (at, i) => {
    if (status[i] !== 0) return -1;
    const shake = -Math.log(1 - noise(place + 0.5, at));
    return Math.round(baseUs + (isWifi ? 4_000 : 500) * shake);
  });
  const ipdvUs = Int32Array.from(rttUs, (us, i) => {
    const before = rttUs[i - 1] ?? -1;
    return us < 0 || before < 0 ? -1 : Math.abs(us - before);
  });
  return { series, length, atMs, rttUs, ipdvUs, status };
}

/** A second of an interface. */
export function linkSecond(name: string, atMs: number): LinkSecond {
  const share = noise(name === "eth0" ? 3 : 7, atMs);
  return {
    atMs,
    interface: name,
    connectionType: name === "wlan0" ? "wifi" : "wired",
    spanMs: SECOND_MS,
    receivedBytes: Math.round(4e6 * share * share),
    sentBytes: Math.round(3e5 * share),
    receivedPackets: Math.round(3e3 * share),
    sentPackets: Math.round(9e2 * share),
    errors: 0,
    drops: 0,
    collisions: 0,
    hasCarrier: true,
    ownLoadBytes: 0,
    wifi: null,
  };
}

/**
 * What two interfaces measured, a probe a second, for two days.
 *
 * @param nowMs The wall clock.
 */
export function memoryHistory(nowMs: () => number): History {
  const cut = ({ fromMs, toMs }: Period) => ({
    fromMs: Math.max(fromMs, nowMs() - MEASURED_MS),
    toMs: Math.min(toMs, nowMs()),
  });
  return {
    host: "living-room",
    span: () => ({ fromMs: nowMs() - MEASURED_MS, toMs: nowMs() }),
    series: () => SERIES,
    gaps: () => [],
    events: ({ fromMs, toMs }) =>
      eventsUntil(nowMs()).filter(({ atMs, durationMs }) =>
        atMs < toMs && atMs + (durationMs ?? Infinity) >= fromMs
      ),
    newestTests({ fromMs, toMs }, { kind, limit }) {
      const tests = testsUntil(nowMs()).filter((test) =>
        test.atMs >= fromMs && test.atMs < toMs &&
        (kind === null || test.kind === kind)
      ).toReversed();
      return { tests: tests.slice(0, limit), total: tests.length };
    },
    samples: (series, period) => samplesOf(series, cut(period)),
    segments(series, { period, segments, gaps }) {
      const segmenter = new Segmenter(period, { segments, gaps });
      segmenter.add(samplesOf(series, cut(period)));
      return segmenter.finish();
    },
    statistics(series, period) {
      const gatherer = new StatisticsGatherer(period);
      gatherer.add(samplesOf(series, cut(period)));
      return gatherer.finish();
    },
    linkTotals: () =>
      ["eth0", "wlan0"].map((name) => ({
        ...noLinkFigures(),
        interface: name,
        seconds: 86_400,
        spanMs: 86_400_000,
        receivedBytes: 38e9,
        sentBytes: 2.1e9,
        peakReceivedBps: 93e6,
        peakSentBps: 19e6,
        ownLoadBytes: 466e6,
        downSeconds: name === "wlan0" ? 240 : 0,
      })),
    *linkSeconds(period) {
      const { fromMs, toMs } = cut(period);
      for (const name of ["eth0", "wlan0"]) {
        for (let at = fromMs; at < toMs; at += SECOND_MS) {
          yield linkSecond(name, at);
        }
      }
    },
  };
}
