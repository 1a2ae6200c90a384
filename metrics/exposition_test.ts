import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { expose } from "./exposition.ts";
import type { Metric, Reading } from "./reading.ts";

const PROBES: Metric = {
  name: "probes_total",
  type: "counter",
  unit: "",
  help: "Probes that were sent",
  labels: ["target"],
};
const RTT: Metric = {
  name: "rtt_seconds",
  type: "histogram",
  unit: "seconds",
  help: "Round-trip time",
  labels: ["target"],
};
const READINGS: readonly Reading[] = [
  {
    metric: PROBES,
    points: [{ labels: { target: 'a "b"\\\nc' }, value: 3 }],
  },
  {
    metric: RTT,
    points: [{
      labels: { target: "d" },
      value: { bounds: [0.01, 0.1], counts: [1, 2, 3], sum: 4.5 },
    }],
  },
  { metric: { ...PROBES, name: "nothing_total" }, points: [] },
];

const BUCKETS = [
  'rtt_seconds_bucket{target="d",le="0.01"} 1',
  'rtt_seconds_bucket{target="d",le="0.1"} 3',
  'rtt_seconds_bucket{target="d",le="+Inf"} 6',
  'rtt_seconds_sum{target="d"} 4.5',
  'rtt_seconds_count{target="d"} 6',
];

Deno.test("expose() writes the text format, buckets added up, labels escaped", async () => {
  const { text, contentType } = await expose(READINGS, "text/plain");
  strictEqual(contentType, "text/plain; version=0.0.4; charset=utf-8");
  deepStrictEqual(text.trimEnd().split("\n").filter((line) => line !== ""), [
    "# HELP probes_total Probes that were sent",
    "# TYPE probes_total counter",
    'probes_total{target="a \\"b\\"\\\\\\nc"} 3',
    "# HELP rtt_seconds Round-trip time",
    "# TYPE rtt_seconds histogram",
    ...BUCKETS,
  ]);
});

Deno.test("expose() writes OpenMetrics for whoever asks, and text to the next", async () => {
  const accept = "application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1";
  const { text, contentType } = await expose(READINGS, accept);
  strictEqual(
    contentType,
    "application/openmetrics-text; version=1.0.0; charset=utf-8",
  );
  deepStrictEqual(text.trimEnd().split("\n"), [
    "# HELP probes Probes that were sent",
    "# TYPE probes counter",
    'probes_total{target="a \\"b\\"\\\\\\nc"} 3',
    "# HELP rtt_seconds Round-trip time",
    "# TYPE rtt_seconds histogram",
    ...BUCKETS,
    "# EOF",
  ]);
  const again = await expose(READINGS, "");
  strictEqual(again.text.includes("# TYPE probes_total counter"), true);
});
