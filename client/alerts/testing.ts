/** A line played to a judge, second by second. @module */

import type { Series } from "../model/mod.ts";
import { STATUSES } from "../model/mod.ts";
import type { Notice } from "./incident.ts";
import { Judge } from "./judge.ts";
import type { JudgeOptions } from "./options.ts";

/** 2026-11-20T10:00:00Z, Unix milliseconds. */
export const START_MS = 1_795_168_800_000;
const TIMEOUT_MS = 1000;

/** The configuration's defaults. */
export const OPTIONS: JudgeOptions = {
  thresholds: {
    latencySpikeFactor: 3,
    latencySpikeMs: 20,
    latencySpikeS: 5,
    jitterMs: 30,
    jitterS: 10,
    packetLossPct: 1,
    lossBurstWarning: 3,
    lossBurstCritical: 5,
    microDisconnectionS: 2,
    outageS: 60,
    dnsSlowMs: 200,
    dnsFailingPct: 10,
    connectionDrops: 2,
  },
  intervalMs: 1000,
  reopenMs: 300_000,
  hourOfWeek: (atMs) => Math.floor(atMs / 3_600_000) % 168,
  isOwnLoad: () => false,
  failover: null,
};

const PING: Series = {
  probe: "icmp",
  interface: "eth0",
  connectionType: "wired",
  target: "",
  role: "public",
  family: 4,
  variant: "",
  server: "",
};

/** The user's router, the provider's first one, three public servers. */
export const LINE: readonly Series[] = [
  { ...PING, target: "10.0.0.1", role: "gateway" },
  { ...PING, target: "100.64.1.1", role: "isp" },
  { ...PING, target: "1.1.1.1" },
  { ...PING, target: "8.8.8.8" },
  { ...PING, target: "9.9.9.9" },
];

/** The same line over IPv6. */
export const LINE6: readonly Series[] = [
  { ...PING, family: 6, target: "fe80::1", role: "gateway" },
  { ...PING, family: 6, target: "2606:4700:4700::1111" },
  { ...PING, family: 6, target: "2001:4860:4860::8888" },
];

/** A round trip in ms, or what went wrong. */
export type Result = number | "timeout" | "send_failed";

/** What a line does. */
export interface Played {
  /** How long, s. */
  readonly seconds: number;
  /** Who is asked; {@linkcode LINE} unless said. */
  readonly series?: readonly Series[];
  /** What each second's probe of a series finds. */
  readonly result: (second: number, series: Series) => Result;
  /** Who judges; a new one by {@linkcode OPTIONS} unless said. */
  readonly judge?: Judge;
  /** The first second's number; 0 unless said. */
  readonly from?: number;
}

/** A notice, and when it was given: seconds after the start. */
export interface Told extends Notice {
  /** Seconds after the start. */
  readonly atS: number;
}

/**
 * Plays a line: every answer is told when it comes, every loss when its time
 * is up, and the judge is asked halfway between two rounds.
 *
 * @param played What the line does.
 * @returns What was told.
 */
export function play(played: Played): readonly Told[] {
  const { seconds, series = LINE, result, from = 0 } = played;
  const judge = played.judge ?? new Judge(OPTIONS);
  const last = new Map<Series, number>();
  const told: Told[] = [];
  for (let second = from; second < from + seconds; second++) {
    const atMs = START_MS + second * 1000;
    for (const own of series) {
      const before = result(second - 1, own);
      if (second > from && typeof before !== "number") {
        last.delete(own);
        judge.add(own, sample(atMs - TIMEOUT_MS, before, NaN));
      }
    }
    for (const own of series) {
      const now = result(second, own);
      if (typeof now !== "number") continue;
      const ipdvMs = Math.abs(now - (last.get(own) ?? NaN));
      last.set(own, now);
      judge.add(own, sample(atMs, now, ipdvMs));
    }
    for (const notice of judge.step(atMs + 500)) {
      told.push({ ...notice, atS: second + 0.5 });
    }
  }
  return told;
}

function sample(atMs: number, result: Result, ipdvMs: number) {
  const isAnswer = typeof result === "number";
  return {
    atMs,
    code: STATUSES.indexOf(isAnswer ? "ok" : result),
    rttNs: isAnswer ? result * 1e6 : NaN,
    ipdvNs: ipdvMs * 1e6,
    detail: "",
  };
}

/** A notice in a few words: `12.5 opened packet_loss isp`. */
export function inWords({ atS, kind, incident }: Told): string {
  const { type, cause, target } = incident;
  return [atS, kind, type, cause, ...(target === "" ? [] : [target])].join(" ");
}
