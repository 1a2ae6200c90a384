import type { Reading } from "@bufferbane/metrics";
import type { Sensor } from "@bufferbane/metrics/mqtt";
import type { Settings } from "../config/schema.ts";
import type { Log } from "../log.ts";
import { CATALOGUE, type MetricKey } from "./catalogue.ts";

const PROGRAM = "bufferbane-server";

/** What metrics are sent with. */
export interface PushTools {
  /** Takes the readings. */
  readonly read: () => readonly Reading[];
  /** The program's version. */
  readonly version: string;
  /** Certificates (PEM) to trust besides the usual ones; empty: none. */
  readonly ca: string;
  /** Told of trouble, once. */
  readonly log: Log;
}

/** Whether anybody is to be sent metrics. */
export function isPushing(
  { otlpUrl, influxUrl, mqttUrl }: Settings["metrics"],
): boolean {
  return otlpUrl !== "" || influxUrl !== "" || mqttUrl !== "";
}

/**
 * Sends metrics to all configured receivers, until disposed of.
 *
 * @param settings To whom, and how often.
 * @param tools What.
 */
export async function pushMetrics(
  settings: Settings["metrics"],
  { read, version, ca, log }: PushTools,
): Promise<AsyncDisposable> {
  const { openPusher } = await import("@bufferbane/metrics/push");
  const program = { program: PROGRAM, version, host: Deno.hostname() };
  const pusher = await openPusher(settings, {
    program,
    ca,
    sensors: ({ readings }) => sensorsOf(readings),
    onSent: () => {},
    note: (text) => log("warn", text),
  });
  const fromMs = Date.now();
  const push = () =>
    pusher.add({ ...program, fromMs, atMs: Date.now(), readings: read() });
  const timer = setInterval(push, settings.pushIntervalS * 1000);
  push();
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await pusher[Symbol.asyncDispose]();
    },
  };
}

/** What people have on a wall. */
function sensorsOf(readings: readonly Reading[]): readonly Sensor[] {
  const points = (key: MetricKey) =>
    readings.find(({ metric }) => metric === CATALOGUE[key])?.points ?? [];
  const sum = (key: MetricKey) =>
    Math.round(points(key).reduce((all, { value }) => all + Number(value), 0));
  const sensor = (id: string, name: string, key: MetricKey): Sensor => ({
    id,
    name,
    unit: "",
    deviceClass: null,
    value: sum(key),
  });
  return [
    sensor("sessions", "Sessions", "sessions"),
    sensor("echoes", "ECHOs answered", "echoes"),
    sensor("load_test_running", "Load tests now", "loadRunning"),
    {
      ...sensor("uptime", "Up for", "uptime"),
      unit: "s",
      deviceClass: "duration",
    },
  ];
}
