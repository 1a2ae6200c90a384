import type { TrafficPlan } from "../../traffic/generator/generate.ts";
import type { TrafficCount } from "../../traffic/generator/tally.ts";

/**
 * A plan for tests: the documented defaults, to a server that does not exist.
 *
 * @param changed What is different.
 */
export function planned(changed: Partial<TrafficPlan> = {}): TrafficPlan {
  return {
    url: new URL("http://192.0.2.1/"),
    bandwidthBps: 10e6,
    connections: 10,
    requestBytes: 1_000,
    latencyMs: 0,
    durationMs: 60_000,
    totalBytes: null,
    ...changed,
  };
}

/**
 * What a minute at 10 Mbit/s comes to, without an error.
 *
 * @param changed What is different.
 */
export function counted(changed: Partial<TrafficCount> = {}): TrafficCount {
  return {
    lastedMs: 60_000,
    requests: 75_000,
    bytes: 75e6,
    rateBps: 10e6,
    errors: 0,
    errorKinds: {},
    latencyMs: { p50: 1, p95: 2, p99: 12.5 },
    ...changed,
  };
}
