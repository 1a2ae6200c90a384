/** What the scenarios' tests share: a line that is well, minute by minute. */

import {
  type LinkMinuteColumns,
  type MinuteColumns,
  type SampleColumns,
  type Series,
  STATUSES,
  type TestResult,
} from "../../model/mod.ts";
import { testColumnsOf } from "../test_columns.ts";
import type { Line, MinuteTrack } from "./line.ts";
import type { Observed } from "./observed.ts";

/** 2026-11-16T00:00:00Z, a Monday. */
export const START_MS = Date.UTC(2026, 10, 16);
/** Milliseconds in a minute. */
export const MINUTE_MS = 60_000;
/** Minutes in a day. */
export const DAY = 1440;

/** One target of a line, and what is wrong with it when. */
export interface TargetScript {
  /** Its name; `"gateway"` and `"isp"` have those roles, `"server"` ECHOs. */
  readonly target: string;
  /** The IP version; 4 unless given. */
  readonly family?: 4 | 6;
  /** Seconds from one probe to the next; 1 unless given. */
  readonly everyS?: number;
  /** Milliseconds in a minute; 20 unless given. */
  readonly rttMs?: (minute: number) => number;
  /** Whether a second's probe is lost; none unless given. */
  readonly isLost?: (second: number) => boolean;
  /** Whether what is lost could not be sent at all; none unless given. */
  readonly isUnsent?: (second: number) => boolean;
  /** Whether the interface is off in a second; never unless given. */
  readonly isOff?: (second: number) => boolean;
  /** Whether what is lost is lost on the way up; all of it unless given. */
  readonly isUp?: (second: number) => boolean;
  /** Time in the queue on the way up in a minute, ms; 0 unless given. */
  readonly queueUpMs?: (minute: number) => number;
}

/** A line, and how long it was measured. */
export interface LineScript {
  /** Minutes from {@linkcode START_MS} on. */
  readonly minutes: number;
  /** Whom; three public ones unless given. */
  readonly targets?: readonly TargetScript[];
  /** What the interface is; wired unless given. */
  readonly connectionType?: Series["connectionType"];
  /** What the interface carried. */
  readonly links?: readonly LinkMinuteColumns[];
  /** The load tests. */
  readonly tests?: readonly TestResult[];
  /** When bufferbane was not measuring; never unless given. */
  readonly gaps?: Observed["gaps"];
  /** What is judged; all minutes unless given. */
  readonly period?: Observed["period"];
  /** Whether seconds are still kept; yes unless given. */
  readonly isRawKept?: boolean;
}

/** Three targets on which nothing is wrong. */
export const THREE: readonly TargetScript[] = ["a", "b", "c"]
  .map((target) => ({ target }));

/** What a diagnosis would be made from. */
export function observedOf(script: LineScript): Observed {
  const { minutes, targets = THREE, isRawKept = true } = script;
  const seriesOf = ({ target, family = 4 }: TargetScript): Series => ({
    probe: target === "server" ? "echo" : "icmp",
    interface: "eth0",
    connectionType: script.connectionType ?? "wired",
    target,
    role: target === "gateway" || target === "isp" || target === "server"
      ? target
      : "public",
    family,
    variant: "",
    server: target === "server" ? "home" : "",
  });
  const all = targets.map((target) => ({ target, series: seriesOf(target) }));
  return {
    period: script.period ??
      { fromMs: START_MS, toMs: START_MS + minutes * MINUTE_MS },
    minutes: all.map(({ target, series }) =>
      minutesOf(series, target, minutes)
    ),
    links: script.links ?? [],
    tests: testColumnsOf(script.tests ?? []),
    gaps: script.gaps ?? [],
    pathChanges: [],
    samples(series, { fromMs, toMs }) {
      const target = all.find((one) => one.series === series)?.target;
      const from = Math.max(0, (fromMs - START_MS) / 1000);
      const to = Math.min(minutes * 60, (toMs - START_MS) / 1000);
      return samplesOf(series, {
        isLost: target?.isLost ?? (() => false),
        seconds: isRawKept
          ? Array.from({ length: to - from }, (_, i) => from + i)
            .filter((second) => second % (target?.everyS ?? 1) === 0)
          : [],
      });
    },
    localOffsetMs: () => 0,
  };
}

function minutesOf(
  series: Series,
  script: TargetScript,
  length: number,
): MinuteColumns {
  const {
    everyS = 1,
    rttMs = () => 20,
    isLost = () => false,
    isUnsent = () => false,
    isOff = () => false,
    isUp = () => true,
    queueUpMs = () => 0,
  } = script;
  const places = Array.from({ length }, (_, minute) => minute);
  const column = (of: (minute: number) => number) =>
    Int32Array.from(places, of);
  const secondsOf = (minute: number) =>
    Array.from({ length: 60 }, (_, i) => 60 * minute + i)
      .filter((second) => second % everyS === 0);
  const sentOf = (minute: number) =>
    secondsOf(minute).filter((second) => !isOff(second));
  const lostOf = (minute: number) => sentOf(minute).filter(isLost);
  const us = column((minute) =>
    lostOf(minute).length === sentOf(minute).length
      ? -1
      : Math.round(1000 * rttMs(minute))
  );
  return {
    series,
    length,
    atMs: Float64Array.from(places, (minute) => START_MS + minute * MINUTE_MS),
    sent: column((minute) => sentOf(minute).length),
    lost: column((minute) => lostOf(minute).length),
    unsent: column((minute) => lostOf(minute).filter(isUnsent).length),
    off: column((minute) => secondsOf(minute).length - sentOf(minute).length),
    longestLossRun: column((minute) => {
      let [run, longest] = [0, 0];
      for (const second of secondsOf(minute)) {
        run = isLost(second) ? run + 1 : 0;
        longest = Math.max(longest, run);
      }
      return longest;
    }),
    p50Us: us,
    ...(series.probe !== "echo" ? {} : {
      echo: {
        lostUp: column((minute) => lostOf(minute).filter(isUp).length),
        lostDown: column((minute) =>
          lostOf(minute).filter((second) => !isUp(second)).length
        ),
        queueUpP50Us: column((minute) => 1000 * queueUpMs(minute)),
        queueDownP50Us: column(() => 0),
      },
    }),
  };
}

function samplesOf(series: Series, { seconds, isLost }: {
  readonly seconds: readonly number[];
  readonly isLost: (second: number) => boolean;
}): SampleColumns {
  const codeOf = (second: number) =>
    STATUSES.indexOf(isLost(second) ? "timeout" : "ok");
  return {
    series,
    length: seconds.length,
    atMs: Float64Array.from(seconds, (second) => START_MS + 1000 * second),
    rttUs: Int32Array.from(seconds, (second) => isLost(second) ? -1 : 20_000),
    ipdvUs: new Int32Array(seconds.length).fill(-1),
    status: Uint8Array.from(seconds, codeOf),
  };
}

/** What an interface carried, the same way up as down where only one is told. */
export function linkOf(
  minutes: number,
  bps: (minute: number) => { readonly up: number; readonly down: number },
): LinkMinuteColumns {
  const places = Array.from({ length: minutes }, (_, minute) => minute);
  const sentBps = Float64Array.from(places, (minute) => bps(minute).up);
  const receivedBps = Float64Array.from(places, (minute) => bps(minute).down);
  return {
    interface: "eth0",
    length: minutes,
    atMs: Float64Array.from(places, (minute) => START_MS + minute * MINUTE_MS),
    sentBps,
    receivedBps,
    peakSentBps: sentBps,
    peakReceivedBps: receivedBps,
    downSeconds: new Uint8Array(minutes),
    ownLoadSeconds: new Uint8Array(minutes),
  };
}

/** A load test without anything of interest, unless told. */
export function testAt(
  minute: number,
  changes: Partial<TestResult> = {},
): TestResult {
  return {
    atMs: START_MS + minute * MINUTE_MS,
    durationMs: 2000,
    kind: "throughput",
    method: "tcp",
    interface: "eth0",
    connectionType: "wired",
    server: "home",
    isComplete: true,
    isScheduled: true,
    uploadBps: null,
    downloadBps: null,
    sentBytes: 0,
    receivedBytes: 0,
    grade: null,
    details: "{}",
    ...changes,
  };
}

/** Whether a second lies in one of these, each `length` long. */
export function inBursts(
  starts: readonly number[],
  length: number,
): (second: number) => boolean {
  return (second) =>
    starts.some((start) => second >= start && second < start + length);
}

/**
 * A target's minutes, for judges that are asked by themselves: 60 probes a
 * minute, none lost, 20 ms; unless told.
 */
export function trackOf(
  target: string,
  length: number,
  changes: Partial<MinuteTrack> = {},
): MinuteTrack {
  const column = (value: number) => new Int32Array(length).fill(value);
  return {
    series: {
      ...{ probe: "icmp", interface: "eth0", connectionType: "wired" },
      ...{ target, role: "public", family: 4, variant: "", server: "" },
    },
    sent: column(60),
    lost: column(0),
    unsent: column(0),
    off: column(0),
    longestLossRun: column(0),
    p50Us: column(20_000),
    ...changes,
  };
}

/** A line of such targets. */
export function lineOf(length: number, changes: Partial<Line>): Line {
  return {
    interface: "eth0",
    connectionType: "wired",
    family: 4,
    startMs: START_MS,
    length,
    measuredMs: new Int32Array(length).fill(MINUTE_MS),
    gateway: [],
    isp: [],
    far: [],
    load: null,
    isDisturbed: new Uint8Array(length),
    downSeconds: new Uint8Array(length),
    tests: [],
    ...changes,
  };
}
