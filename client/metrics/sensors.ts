/** The figures that people have on a wall: for Home Assistant. @module */

import type { Labels, Point, Reading } from "@bufferbane/metrics";
import type { Sensor } from "@bufferbane/metrics/mqtt";
import { CATALOGUE, type MetricKey } from "./catalogue.ts";

/** Targets that are shown; a wall has room for no more. */
const MAX_TARGETS = 20;
const MS_PER_S = 1_000;
const BITS_PER_BYTE = 8;
const BITS_PER_MBIT = 1e6;

/** What one target was counted at. */
interface Counts {
  readonly sent: number;
  readonly lost: number;
  readonly answers: number;
  readonly sumS: number;
}

/** Makes sensors of readings: what happened from each to the next. */
export class Sensors {
  #before: ReadonlyMap<string, Counts> = new Map();

  /**
   * Takes the next readings.
   *
   * @param readings All metrics.
   * @returns What they say; loss and round trips since the readings before.
   */
  next(readings: readonly Reading[]): readonly Sensor[] {
    const points = (key: MetricKey) =>
      readings.find(({ metric }) => metric.name === CATALOGUE[key].name)
        ?.points ?? [];
    const counts = countsOf(points("sent"), points("lost"), points("rtt"));
    const before = this.#before;
    this.#before = new Map([...counts].map(([name, [, now]]) => [name, now]));
    return [
      {
        id: "incidents_open",
        name: "Incidents now",
        unit: "",
        deviceClass: null,
        value: sumOf(points("incidentsOpen")),
      },
      ...[...counts].flatMap(([name, [labels, now]]) =>
        targetSensors(labels, now, before.get(name))
      ),
      ...points("jitter").slice(0, MAX_TARGETS).map(({ labels, value }) =>
        msSensor("jitter", labels, Number(value))
      ),
      ...points("throughput").map(({ labels, value }) =>
        rateSensor(labels, Number(value))
      ),
      ...points("bloatGrade").map(({ labels }) => ({
        id: idOf("bloat", labels["interface"], labels["server"]),
        name: `Bufferbloat over ${labels["interface"]} to ${labels["server"]}`,
        unit: "",
        deviceClass: null,
        value: labels["grade"] ?? "",
      })),
    ];
  }
}

/** By target, what is measured in a steady stream. */
function countsOf(
  sent: readonly Point[],
  lost: readonly Point[],
  rtt: readonly Point[],
): ReadonlyMap<string, readonly [Labels, Counts]> {
  const steady = sent.filter(({ labels }) =>
    labels["probe"] === "icmp" || labels["probe"] === "echo"
  ).slice(0, MAX_TARGETS);
  return new Map(steady.map(({ labels, value }) => {
    const name = targetOf(labels);
    const isSame = (point: Point) => targetOf(point.labels) === name;
    const times = rtt.find(isSame)?.value;
    const { counts = [], sum = 0 } = typeof times === "object" ? times : {};
    return [name, [labels, {
      sent: Number(value),
      lost: sumOf(lost.filter(isSame)),
      answers: counts.reduce((all, more) => all + more, 0),
      sumS: sum,
    }]];
  }));
}

function targetSensors(
  labels: Labels,
  now: Counts,
  before: Counts = { sent: 0, lost: 0, answers: 0, sumS: 0 },
): readonly Sensor[] {
  const sent = now.sent - before.sent;
  const answers = now.answers - before.answers;
  const lossPct = 100 * (now.lost - before.lost) / sent;
  return [
    {
      id: idOf("loss", targetOf(labels)),
      name: `Loss to ${placeOf(labels)}`,
      unit: "%",
      deviceClass: null,
      value: sent === 0 ? null : rounded(lossPct),
    },
    msSensor("round trip", labels, (now.sumS - before.sumS) / answers),
  ];
}

function msSensor(what: string, labels: Labels, s: number): Sensor {
  return {
    id: idOf(what, targetOf(labels)),
    name: `${what === "jitter" ? "Jitter" : "Round trip"} to ${
      placeOf(labels)
    }`,
    unit: "ms",
    deviceClass: "duration",
    value: Number.isFinite(s) ? rounded(s * MS_PER_S) : null,
  };
}

function rateSensor(labels: Labels, bytesPerS: number): Sensor {
  const { interface: name, server, direction } = labels;
  const isUp = direction === "up";
  return {
    id: idOf(isUp ? "upload" : "download", name, server),
    name: `${isUp ? "Upload" : "Download"} over ${name} to ${server}`,
    unit: "Mbit/s",
    deviceClass: "data_rate",
    value: rounded(bytesPerS * BITS_PER_BYTE / BITS_PER_MBIT),
  };
}

function placeOf(labels: Labels): string {
  const { interface: name, target, server, family } = labels;
  return `${server || target} over ${name}${family === "6" ? " (IPv6)" : ""}`;
}

/** Names a target among all. */
function targetOf(labels: Labels): string {
  const { interface: name, target, probe, family, server } = labels;
  return [name, probe, family, server, target].join(" ");
}

function idOf(...parts: readonly (string | undefined)[]): string {
  return parts.join(" ").replace(/[^A-Za-z0-9]+/g, "_");
}

function sumOf(points: readonly Point[]): number {
  return points.reduce((sum, { value }) => sum + Number(value), 0);
}

/** Home Assistant keeps every digit for years. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
