import { Segmenter } from "../analysis/mod.ts";
import { columnsOf, type Row, SERIES } from "../analysis/testing.ts";
import type { Period, Series } from "../model/mod.ts";
import type { LatencyInput } from "./latency_over_time.ts";

const DAY_MS = 86_400_000;

/** Mulberry32: the same numbers on every run, 0 to 1. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const TARGETS = ["192.0.2.1", "1.1.1.1", "8.8.8.8", "9.9.9.9", "example.net"];

function seriesAt(index: number): Series {
  const isWifi = index % 2 === 0;
  return {
    ...SERIES,
    target: TARGETS[Math.floor(index / 2) % TARGETS.length] ?? "",
    interface: isWifi ? "wlan0" : "eth0",
    connectionType: isWifi ? "wifi" : "wired",
  };
}

/**
 * A made-up stretch of an ordinary line, the same for the same arguments:
 * slow evenings, Wi-Fi jitter, spikes of a second, bursts of loss, two gaps.
 *
 * @param period What to invent.
 * @param options How many series, segments and samples.
 */
export function syntheticLatency(
  period: Period,
  options: {
    readonly count: number;
    readonly segments?: number;
    readonly intervalMs?: number;
  },
): LatencyInput {
  const { count, segments = 100, intervalMs = 1000 } = options;
  const lengthMs = period.toMs - period.fromMs;
  const at = (share: number) => period.fromMs + share * lengthMs;
  const gaps = [
    { fromMs: at(0.31), toMs: at(0.345) },
    { fromMs: at(0.7), toMs: at(0.78) },
  ];
  const series = Array.from({ length: count }, (_, index) => {
    const random = randomFrom(index + 1);
    const own = seriesAt(index);
    const segmenter = new Segmenter(period, { segments, gaps });
    const baseUs = 3000 + 4000 * index;
    const jitterUs = own.connectionType === "wifi" ? 6000 : 600;
    const rows: Row[] = [];
    let burst = 0;
    for (let atMs = period.fromMs; atMs < period.toMs; atMs += intervalMs) {
      if (gaps.some((gap) => atMs >= gap.fromMs && atMs < gap.toMs)) continue;
      if (burst === 0 && random() < 0.0004) burst = 1 + random() * 12;
      burst = Math.max(0, burst - 1);
      if (burst > 0 || random() < 0.001) {
        rows.push([atMs, "timeout"]);
        continue;
      }
      const hour = (atMs % DAY_MS) / 3_600_000;
      const evening = Math.exp(-((hour - 20) ** 2) / 4) * 18_000;
      const tail = -Math.log(1 - random()) * jitterUs;
      const spike = random() < 0.0002 ? 900_000 * random() : 0;
      rows.push([atMs, Math.round(baseUs + evening + tail + spike)]);
    }
    segmenter.add(columnsOf(rows, own));
    return { series: own, segments: segmenter.finish() };
  });
  return {
    period,
    host: "desk.example",
    timeZone: "Europe/Berlin",
    series,
    gaps,
    events: [{
      atMs: at(0.5),
      untilMs: at(0.5) + 74_000,
      label: "outage, 74 s",
      weight: "critical",
    }],
  };
}
