import type { Period } from "../../model/mod.ts";
import { type Line, MINUTE_MS, type MinuteTrack } from "./line.ts";
import { BURST_RUN, lossMinutesOf, OUTAGE_MS } from "./loss_minutes.ts";
import { medianOf } from "./median.ts";
import { exactOutage } from "./exact_outage.ts";
import type { Observed } from "./observed.ts";
import { type Round, roundsOf } from "./rounds.ts";
import { stretchesOf } from "./stretches.ts";

/** A short time in which the line lost packets in a row. */
export interface LossEvent extends Period {
  /**
   * - `broken_off`: nothing beyond the gateway answered, for more than 2 s.
   * - `burst`: some probes were lost and some were not.
   */
  readonly kind: "broken_off" | "burst";
  /** Probes sent from its first loss to its last. */
  readonly probes: number;
  /** Of these, lost, 0 to 1. */
  readonly density: number;
  /** Of these, lost while nothing answered for longer than 2 s. */
  readonly deadProbes: number;
  /** Whether the gateway fell silent as well; `null`: it was not probed. */
  readonly isGatewayLost: boolean | null;
  /** Most losses in a row that one target saw. */
  readonly longestRun: number;
  /** The targets that lost something. */
  readonly losers: readonly MinuteTrack[];
}

/** What happened to the line, second by second. */
export interface LossEvents {
  /** Short events, oldest first. */
  readonly events: readonly LossEvent[];
  /** A minute and longer without any answer, in order. */
  readonly outages: readonly Period[];
  /** Whether there were suspect minutes, and the seconds of none are kept. */
  readonly isUnread: boolean;
}

/** Longer than this without any answer is an interruption, ms (PRODUCT). */
const BROKEN_OFF_MS = 2000;
/** An event that lost so much of what it lost while nothing answered is one. */
const BROKEN_OFF_SHARE = 0.8;
/** From its start to its end, answers came to some in so few rounds. */
const RAGGED_SHARE = 0.1;
/** So unlikely must it be that a burst lost all of its probes by chance. */
const BY_CHANCE = 1e-3;
/** So many bursts tell what the line's bursts are like. */
const TELLING_BURSTS = 3;
/** A target that loses so much for so long before and after is no witness. */
const DEAD_SHARE = 0.3;
const LONG_MINUTES = 60;
/** Of so many outages the seconds are read; more are told to the minute. */
const MOST_EXACT = 100;
/** So long without any loss ends an event, ms. */
const CALM_MS = 4500;

/**
 * Reads the seconds of suspect minutes and tells interruptions from bursts.
 *
 * @param line The line.
 * @param samples The raw samples, see `Observed`.
 * @returns What happened; events are none where seconds are no longer kept.
 */
export function lossEventsOf(
  line: Line,
  samples: Observed["samples"],
): LossEvents {
  const { suspects, outages } = lossMinutesOf(line);
  const read = (period: Period, far: Line["far"], near: Line["gateway"]) => {
    const of = (tracks: readonly MinuteTrack[]) =>
      tracks.map(({ series }) => samples(series, period));
    return roundsOf({ far: of(far), gateway: of(near) });
  };
  let rounds = 0;
  const events = suspects.flatMap((period) => {
    const far = livingOf(line, period);
    const found = read(period, far, line.gateway);
    rounds += found.length;
    return clustersOf(found).flatMap((cluster) => eventOf(cluster, far) ?? []);
  });
  // An outage's ragged minutes are a part of it.
  const brief = events.filter((event) =>
    !outages.some((outage) =>
      event.fromMs < outage.toMs + MINUTE_MS &&
      event.toMs > outage.fromMs - MINUTE_MS
    )
  );
  const isUnread = suspects.length > 0 && rounds === 0;
  const isLong = ({ kind, fromMs, toMs }: LossEvent) =>
    kind === "broken_off" && toMs - fromMs >= OUTAGE_MS;
  return {
    outages: [
      ...outages.map((outage, at) =>
        at < MOST_EXACT
          ? exactOutage(outage, (period) => read(period, line.far, []))
          : outage
      ),
      ...brief.filter(isLong).map(({ fromMs, toMs }) => ({ fromMs, toMs })),
    ].toSorted((a, b) => a.fromMs - b.fromMs),
    events: withDenseBursts(brief.filter((event) => !isLong(event))),
    isUnread,
  };
}

/**
 * Whether no target beyond the gateway was asked often enough for losses to be
 * one event.
 *
 * @param line The line.
 */
export function isRarelyAsked({ far }: Line): boolean {
  return far.every(({ sent }) => sent.every((n) => n * CALM_MS < MINUTE_MS));
}

/**
 * The targets beyond the gateway without those that lose much for hours: what
 * happens to the line would drown in their losses.
 */
function livingOf(line: Line, period: Period): readonly MinuteTrack[] {
  const { far, startMs, length } = line;
  const place = (atMs: number) => Math.floor((atMs - startMs) / MINUTE_MS);
  const from = Math.max(0, place(period.fromMs) - LONG_MINUTES);
  const to = Math.min(length, place(period.toMs) + LONG_MINUTES);
  const living = far.filter(({ sent, lost }) => {
    let [all, gone] = [0, 0];
    for (let at = from; at < to; at++) {
      all += sent[at] ?? 0;
      gone += lost[at] ?? 0;
    }
    return gone < DEAD_SHARE * all;
  });
  return living.length > 0 ? living : far;
}

/** On a line with bursts, some of them happen to leave nothing. */
function withDenseBursts(events: readonly LossEvent[]): LossEvent[] {
  const bursts = events.filter(({ kind }) => kind === "burst");
  if (bursts.length < TELLING_BURSTS) return [...events];
  const density = medianOf(bursts.map(({ density }) => density));
  return events.map((event) =>
    event.kind === "broken_off" && density ** event.deadProbes > BY_CHANCE
      ? { ...event, kind: "burst" }
      : event
  );
}

/** Rounds with losses that lie close to each other, each with all between. */
function clustersOf(rounds: readonly Round[]): Round[][] {
  const clusters: Round[][] = [];
  let first = -1;
  let last = -1;
  const close = () => {
    if (first >= 0) clusters.push(rounds.slice(first, last + 1));
    first = -1;
  };
  for (const [at, { atMs, lost }] of rounds.entries()) {
    if (lost === 0) continue;
    if (first >= 0 && atMs - (rounds[last]?.atMs ?? 0) > CALM_MS) close();
    if (first < 0) first = at;
    last = at;
  }
  close();
  return clusters;
}

function eventOf(
  cluster: readonly Round[],
  far: readonly MinuteTrack[],
): LossEvent | undefined {
  const [first] = cluster;
  const last = cluster.at(-1);
  if (first === undefined || last === undefined || cluster.length < 2) return;
  const intervalMs = (last.atMs - first.atMs) / (cluster.length - 1);
  const sent = sumOf(cluster, "sent");
  const lost = sumOf(cluster, "lost");
  const gatewaySent = sumOf(cluster, "gatewaySent");
  const dead = deadOf(cluster, intervalMs);
  const places = new Set(cluster.flatMap(({ losers }) => losers));
  const common = {
    losers: far.filter((_, place) => places.has(place)),
    probes: sent,
    density: lost / sent,
    deadProbes: dead.lost,
    longestRun: longestRunOf(cluster),
    isGatewayLost: gatewaySent === 0
      ? null
      : sumOf(cluster, "gatewayLost") > gatewaySent / 2,
  };
  if (
    dead.lost >= BROKEN_OFF_SHARE * lost && dead.raggedShare <= RAGGED_SHARE
  ) {
    return {
      kind: "broken_off",
      fromMs: dead.fromMs,
      toMs: dead.toMs + intervalMs,
      ...common,
    };
  }
  const isAlone = places.size < 2 && cluster.some(({ sent }) => sent > 1);
  if (common.longestRun < BURST_RUN || isAlone) return;
  const toMs = last.atMs + intervalMs;
  return { kind: "burst", fromMs: first.atMs, toMs, ...common };
}

/** The times in which nothing answered for long enough, from first to last. */
interface Dead extends Period {
  /** Probes lost in them. */
  readonly lost: number;
  /** Rounds meanwhile in which some were answered and some lost, 0 to 1. */
  readonly raggedShare: number;
}

function deadOf(rounds: readonly Round[], intervalMs: number): Dead {
  const asked = rounds.filter(({ sent }) => sent > 0);
  const long = stretchesOf(
    asked.length,
    (at) => asked[at]?.lost === asked[at]?.sent,
    { atLeast: Math.floor(BROKEN_OFF_MS / intervalMs) + 1 },
  );
  const inside = long.flatMap(({ from, to }) => asked.slice(from, to));
  const meanwhile = asked.slice(long[0]?.from ?? 0, long.at(-1)?.to ?? 0);
  const ragged = meanwhile.filter(({ sent, lost }) => lost > 0 && lost < sent);
  return {
    fromMs: inside[0]?.atMs ?? NaN,
    toMs: inside.at(-1)?.atMs ?? NaN,
    lost: sumOf(inside, "lost"),
    raggedShare: ragged.length / meanwhile.length,
  };
}

function sumOf(
  rounds: readonly Round[],
  of: "sent" | "lost" | "gatewaySent" | "gatewayLost",
): number {
  return rounds.reduce((sum, round) => sum + round[of], 0);
}

/** The most losses in a row that one series had. */
function longestRunOf(rounds: readonly Round[]): number {
  const runs = new Map<number, number>();
  let longest = 0;
  for (const { losers } of rounds) {
    for (const place of runs.keys()) {
      if (!losers.includes(place)) runs.delete(place);
    }
    for (const place of losers) {
      const run = (runs.get(place) ?? 0) + 1;
      runs.set(place, run);
      longest = Math.max(longest, run);
    }
  }
  return longest;
}
