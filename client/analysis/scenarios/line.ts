/** The minutes of one interface and IP version, side by side. @module */

import type {
  ConnectionType,
  LinkMinuteColumns,
  MinuteColumns,
  Period,
  Series,
  TestColumns,
} from "../../model/mod.ts";
import type { Observed } from "./observed.ts";

/** Milliseconds in a minute. */
export const MINUTE_MS = 60_000;
/**
 * A third of a minute: less own load moves no median, and hardly any loss. With
 * an own server there are short tests in every minute.
 */
const OWN_LOAD_S = 20;

/**
 * A series' minutes with a place for each minute of the period, so that those
 * of several series can be compared. `sent` is 0 where nothing was measured,
 * and every time -1.
 */
export interface MinuteTrack {
  /** Whose they are. */
  readonly series: Series;
  /** See {@linkcode MinuteColumns}, as with the others. */
  readonly sent: Int32Array;
  readonly lost: Int32Array;
  readonly unsent: Int32Array;
  readonly off: Int32Array;
  readonly longestLossRun: Int32Array;
  readonly p50Us: Int32Array;
  /** See `EchoMinuteColumns`; absent for every other probe. */
  readonly echo?: {
    readonly lostUp: Int32Array;
    readonly lostDown: Int32Array;
    readonly queueUpP50Us: Int32Array;
    readonly queueDownP50Us: Int32Array;
  };
}

/** What the interface carried, with a place for each minute; NaN: unknown. */
export interface LoadTrack {
  /** Sent in the minute's busiest second, bit/s. */
  readonly peakSentBps: Float64Array;
  /** Received in the minute's busiest second, bit/s. */
  readonly peakReceivedBps: Float64Array;
  /** Sent, the minute's mean, bit/s. */
  readonly sentBps: Float64Array;
  /** Received, the minute's mean, bit/s. */
  readonly receivedBps: Float64Array;
}

/** One interface and IP version over a period. */
export interface Line {
  /** The interface. */
  readonly interface: string;
  /** What it is. */
  readonly connectionType: ConnectionType;
  /** The IP version. */
  readonly family: 4 | 6;
  /** The first minute, Unix milliseconds, a multiple of 60,000. */
  readonly startMs: number;
  /** How many minutes; every track is this long. */
  readonly length: number;
  /** Of each minute, the time in which bufferbane was measuring, ms. */
  readonly measuredMs: Int32Array;
  /** The router at home. */
  readonly gateway: readonly MinuteTrack[];
  /** The provider's first router that answers. */
  readonly isp: readonly MinuteTrack[];
  /** Targets beyond the provider's first router, own servers included. */
  readonly far: readonly MinuteTrack[];
  /** What the interface carried; `null` where nobody counted. */
  readonly load: LoadTrack | null;
  /** 1: bufferbane itself loaded the line for long, or it was down. */
  readonly isDisturbed: Uint8Array;
  /** Seconds without a carrier; 0 where nobody looked. */
  readonly downSeconds: Uint8Array;
  /** The whole load tests over the interface, by sort. */
  readonly tests: readonly TestColumns[];
}

/**
 * Sorts what was observed by interface and IP version.
 *
 * @param observed Everything.
 * @returns The lines that were probed by ping or by an own server's ECHO.
 */
export function linesOf(observed: Observed): Line[] {
  const { period } = observed;
  const startMs = Math.floor(period.fromMs / MINUTE_MS) * MINUTE_MS;
  const length = Math.ceil((period.toMs - startMs) / MINUTE_MS);
  const measuredMs = measuredOf(observed, startMs, length);
  const groups = new Map<string, MinuteColumns[]>();
  for (const minutes of observed.minutes) {
    const { probe, interface: name, family } = minutes.series;
    if (minutes.length === 0 || (probe !== "icmp" && probe !== "echo")) {
      continue;
    }
    const key = `${family} ${name}`;
    groups.set(key, [...groups.get(key) ?? [], minutes]);
  }
  return [...groups.values()].flatMap((group) => {
    const series = group[0]?.series;
    if (series === undefined) return [];
    const tracks = group.map((minutes) => trackOf(minutes, startMs, length));
    const as = (...roles: Series["role"][]) =>
      tracks.filter(({ series: { role } }) => roles.includes(role));
    const link = observed.links.find((link) =>
      link.interface === series.interface
    );
    return [{
      interface: series.interface,
      connectionType: series.connectionType,
      family: series.family,
      startMs,
      length,
      measuredMs,
      gateway: as("gateway"),
      isp: as("isp"),
      far: as("public", "custom", "server"),
      ...linkTracks(link, startMs, length),
      tests: observed.tests.filter((test) =>
        test.interface === series.interface
      ),
    }];
  });
}

/** What the period and its gaps leave of each minute, ms. */
function measuredOf(
  { period, gaps }: Pick<Observed, "period" | "gaps">,
  startMs: number,
  length: number,
): Int32Array {
  const measuredMs = new Int32Array(length);
  const add = ({ fromMs, toMs }: Period, sign: 1 | -1) => {
    for (let atMs = Math.max(fromMs, startMs); atMs < toMs;) {
      const at = Math.floor((atMs - startMs) / MINUTE_MS);
      const endMs = Math.min(toMs, startMs + (at + 1) * MINUTE_MS);
      if (at >= length) return;
      measuredMs[at] = (measuredMs[at] ?? 0) + sign * (endMs - atMs);
      atMs = endMs;
    }
  };
  add(period, 1);
  for (const gap of gaps) add(gap, -1);
  return measuredMs;
}

function trackOf(
  minutes: MinuteColumns,
  startMs: number,
  length: number,
): MinuteTrack {
  const place = (column: Int32Array, absent: number) =>
    placed(new Int32Array(length).fill(absent), column, {
      atMs: minutes.atMs,
      startMs,
    });
  const { series, echo } = minutes;
  return {
    series,
    sent: place(minutes.sent, 0),
    lost: place(minutes.lost, 0),
    unsent: place(minutes.unsent, 0),
    off: place(minutes.off, 0),
    longestLossRun: place(minutes.longestLossRun, 0),
    p50Us: place(minutes.p50Us, -1),
    ...(echo === undefined ? {} : {
      echo: {
        lostUp: place(echo.lostUp, 0),
        lostDown: place(echo.lostDown, 0),
        queueUpP50Us: place(echo.queueUpP50Us, -1),
        queueDownP50Us: place(echo.queueDownP50Us, -1),
      },
    }),
  };
}

function linkTracks(
  link: LinkMinuteColumns | undefined,
  startMs: number,
  length: number,
): Pick<Line, "load" | "isDisturbed" | "downSeconds"> {
  if (link === undefined) {
    return {
      load: null,
      isDisturbed: new Uint8Array(length),
      downSeconds: new Uint8Array(length),
    };
  }
  const { atMs } = link;
  const rates = (column: Float64Array) =>
    placed(new Float64Array(length).fill(NaN), column, { atMs, startMs });
  const seconds = (column: Uint8Array) =>
    placed(new Uint8Array(length), column, { atMs, startMs });
  const downSeconds = seconds(link.downSeconds);
  return {
    load: {
      peakSentBps: rates(link.peakSentBps),
      peakReceivedBps: rates(link.peakReceivedBps),
      sentBps: rates(link.sentBps),
      receivedBps: rates(link.receivedBps),
    },
    isDisturbed: seconds(link.ownLoadSeconds).map((ownLoadS, at) =>
      ownLoadS >= OWN_LOAD_S || downSeconds[at] !== 0 ? 1 : 0
    ),
    downSeconds,
  };
}

/**
 * Puts each minute's value to its place. What lies outside has none: an array
 * of numbers does not take it.
 */
function placed<Column extends Int32Array | Uint8Array | Float64Array>(
  places: Column,
  values: Column,
  { atMs, startMs }: Readonly<{ atMs: Float64Array; startMs: number }>,
): Column {
  for (const [i, value] of values.entries()) {
    places[((atMs[i] ?? NaN) - startMs) / MINUTE_MS] = value;
  }
  return places;
}
