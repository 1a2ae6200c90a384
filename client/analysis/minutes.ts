import {
  LOST_ON,
  type MinuteColumns,
  type SampleColumns,
  type Series,
} from "../model/mod.ts";
import type { Distribution } from "./distribution.ts";
import { Rollup } from "./rollup.ts";

const MINUTE_MS = 60_000;

/** A minute's figures, as `MinuteColumns` has them. */
type Figures = Readonly<Record<keyof Rtt | keyof Echo, number>>;
type Rtt = Omit<MinuteColumns, "series" | "length" | "echo">;
type Echo = NonNullable<MinuteColumns["echo"]>;

/**
 * Sums samples up minute by minute, where nothing is summed up yet.
 *
 * @param series Whose they are.
 * @param chunks The samples, oldest first.
 * @returns The minutes that have any.
 */
export function minutesOf(
  series: Series,
  chunks: Iterable<SampleColumns>,
): MinuteColumns {
  const minutes: Figures[] = [];
  const rollup = new Rollup(series.probe);
  let atMs = NaN;
  const close = () => {
    if (rollup.sent + rollup.off > 0) minutes.push(figuresOf(rollup, atMs));
    rollup.clear();
  };
  for (const samples of chunks) {
    let from = 0;
    while (from < samples.length) {
      const minuteMs = minuteAt(samples, from);
      if (minuteMs !== atMs) close();
      atMs = minuteMs;
      let to = from;
      while (to < samples.length && minuteAt(samples, to) === minuteMs) to++;
      rollup.add(samples, from, to);
      from = to;
    }
  }
  close();
  return columnsOf(series, minutes);
}

function minuteAt({ atMs }: SampleColumns, i: number): number {
  return Math.floor((atMs[i] ?? 0) / MINUTE_MS) * MINUTE_MS;
}

function figuresOf(rollup: Rollup, atMs: number): Figures {
  const { rtt, losses, lostOn, echo } = rollup;
  const queue = (of: Distribution | undefined, pct: number) =>
    whole(of?.percentile(pct) ?? NaN);
  return {
    atMs,
    sent: rollup.sent,
    lost: rollup.lost,
    unsent: rollup.unsent,
    off: rollup.off,
    longestLossRun: losses.longest,
    p50Us: whole(rtt.percentile(50)),
    lostUp: lostOn[LOST_ON.indexOf("up")] ?? 0,
    lostDown: lostOn[LOST_ON.indexOf("down")] ?? 0,
    queueUpP50Us: queue(echo?.queueUp, 50),
    queueDownP50Us: queue(echo?.queueDown, 50),
  };
}

/** Whole microseconds; -1 where there is no value. */
function whole(us: number): number {
  return Number.isNaN(us) ? -1 : Math.round(us);
}

function columnsOf(series: Series, minutes: readonly Figures[]): MinuteColumns {
  const column = (name: keyof Figures) =>
    Int32Array.from(minutes, (minute) => minute[name]);
  return {
    series,
    length: minutes.length,
    atMs: Float64Array.from(minutes, ({ atMs }) => atMs),
    sent: column("sent"),
    lost: column("lost"),
    unsent: column("unsent"),
    off: column("off"),
    longestLossRun: column("longestLossRun"),
    p50Us: column("p50Us"),
    ...(series.probe !== "echo" ? {} : {
      echo: {
        lostUp: column("lostUp"),
        lostDown: column("lostDown"),
        queueUpP50Us: column("queueUpP50Us"),
        queueDownP50Us: column("queueDownP50Us"),
      },
    }),
  };
}

/**
 * Puts a series' minutes behind each other.
 *
 * @param series Whose they are.
 * @param parts Of this series, earlier minutes first.
 * @returns All of them.
 */
export function joinMinutes(
  series: Series,
  parts: readonly MinuteColumns[],
): MinuteColumns {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const join = <Column extends Float64Array | Int32Array>(
    whole: Column,
    of: (part: MinuteColumns) => Column | undefined,
  ): Column => {
    let at = 0;
    for (const part of parts) {
      whole.set(of(part) ?? [], at);
      at += part.length;
    }
    return whole;
  };
  const joined = (name: Exclude<keyof Rtt, "atMs">) =>
    join<Int32Array>(new Int32Array(length), (part) => part[name]);
  const echoes = (name: keyof Echo) =>
    join<Int32Array>(new Int32Array(length), ({ echo }) => echo?.[name]);
  return {
    series,
    length,
    atMs: join<Float64Array>(new Float64Array(length), ({ atMs }) => atMs),
    sent: joined("sent"),
    lost: joined("lost"),
    unsent: joined("unsent"),
    off: joined("off"),
    longestLossRun: joined("longestLossRun"),
    p50Us: joined("p50Us"),
    ...(series.probe !== "echo" ? {} : {
      echo: {
        lostUp: echoes("lostUp"),
        lostDown: echoes("lostDown"),
        queueUpP50Us: echoes("queueUpP50Us"),
        queueDownP50Us: echoes("queueDownP50Us"),
      },
    }),
  };
}
