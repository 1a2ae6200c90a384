/** A household in memory, for the tests of the dashboard. @module */

import type { DashboardContext, Monitor, TestEnd } from "./context.ts";
import {
  linkSecond,
  memoryHistory,
  NOW_MS,
  samplesOf,
  SERIES,
} from "./testing_history.ts";
import { COMPARISON, INTERFACES } from "./testing_machine.ts";

/**
 * A monitor in memory.
 *
 * @param behaviour What it tells, and how a test ends; without a test's end it
 *   runs until it is stopped.
 */
export function memoryMonitor(
  behaviour: {
    readonly lines?: () => readonly string[];
    readonly everyMs?: number;
    readonly progress?: readonly unknown[];
    readonly end?: TestEnd | null;
  } = {},
): Monitor {
  const { lines = () => [], everyMs, progress = [], end } = behaviour;
  return {
    status: () => Promise.resolve({ pid: 4711 }),
    watch(onLine, signal) {
      for (const line of lines()) onLine(line);
      const tell = () => lines().forEach(onLine);
      const timer = everyMs === undefined
        ? undefined
        : setInterval(tell, everyMs);
      return new Promise((resolve) =>
        signal.addEventListener("abort", () => {
          clearInterval(timer);
          resolve(true);
        })
      );
    },
    bloat(_, { onProgress, signal }) {
      for (const one of progress) onProgress(one);
      if (end !== undefined) return Promise.resolve(end);
      return new Promise((resolve) =>
        signal.addEventListener(
          "abort",
          () => resolve({ error: "The load test was stopped" }),
        )
      );
    },
  };
}

/**
 * Everything that a dashboard shows.
 *
 * @param changes What is to be different.
 */
export function memoryContext(
  changes: Partial<DashboardContext> = {},
): DashboardContext {
  const { nowMs = () => NOW_MS } = changes;
  return {
    version: "1.2.3",
    history: memoryHistory(nowMs),
    monitor: memoryMonitor(),
    interfaces: () => INTERFACES,
    compare: () => COMPARISON,
    settings: [{
      key: "server.shared_secret",
      text: "set (64 hex)",
      doc: "The server's secret.",
      isDefault: false,
    }],
    servers: ["vienna"],
    nowMs,
    timeZone: "Europe/Vienna",
    ...changes,
  };
}

/** What the monitor's live stream tells of one second. */
export function liveLines(atMs: number): readonly string[] {
  const samples = SERIES.filter(({ probe }) => probe === "icmp")
    .map((series) => {
      const { rttUs, ipdvUs, status } = samplesOf(series, {
        fromMs: atMs,
        toMs: atMs + 1,
      });
      const isLost = status[0] !== 0;
      return {
        type: "sample",
        "timestamp_ms": atMs,
        interface: series.interface,
        "connection_type": series.connectionType,
        target: series.target,
        "test_type": series.probe,
        family: series.family,
        variant: series.variant,
        status: isLost ? "timeout" : "ok",
        "rtt_ms": isLost ? null : (rttUs[0] ?? 0) / 1000,
        "jitter_ms": (ipdvUs[0] ?? -1) < 0 ? null : (ipdvUs[0] ?? 0) / 1000,
        "packet_loss_pct": isLost ? 100 : 0,
      };
    });
  const links = ["eth0", "wlan0"].map((name) => {
    const second = linkSecond(name, atMs);
    return {
      type: "link",
      second: {
        "at_ms": atMs,
        interface: name,
        "span_ms": second.spanMs,
        "received_bytes": second.receivedBytes,
        "sent_bytes": second.sentBytes,
        "has_carrier": true,
      },
    };
  });
  return [...samples, ...links].map((line) => JSON.stringify(line));
}
