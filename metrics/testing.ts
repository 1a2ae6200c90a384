/** What the tests of senders share. @module */

import type { Batch } from "./batch.ts";
import { Histogram } from "./histogram.ts";
import type { Reading } from "./reading.ts";

/** A batch with a metric of each type. */
export function batchOf(changes: Partial<Batch> = {}): Batch {
  return {
    readings: [sent(120), up(1), delay(0.02, 0.02, 0.5)],
    atMs: 1_795_168_800_500,
    fromMs: 1_795_168_700_000,
    program: "bufferbane",
    version: "1.2.3",
    host: "nas",
    ...changes,
  };
}

/** A counter of one series. */
export function sent(value: number, target = "1.1.1.1"): Reading {
  return {
    metric: {
      name: "probes_sent_total",
      type: "counter",
      unit: "",
      help: "Probes",
      labels: ["target", "server"],
    },
    points: [{ labels: { target, server: "" }, value }],
  };
}

function up(value: number): Reading {
  return {
    metric: {
      name: "link_up",
      type: "gauge",
      unit: "",
      help: "Carrier",
      labels: [],
    },
    points: [{ labels: {}, value }],
  };
}

function delay(...values: readonly number[]): Reading {
  const histogram = new Histogram([0.01, 0.1]);
  for (const value of values) histogram.add(value);
  return {
    metric: {
      name: "rtt_seconds",
      type: "histogram",
      unit: "seconds",
      help: "Round trips",
      labels: ["target"],
    },
    points: [{
      labels: { target: "a b,c=d" },
      value: histogram.distribution(),
    }],
  };
}
