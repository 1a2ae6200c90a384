/**
 * ISP routing trouble: some targets are slow or lossy for a while and others,
 * over the same line in the same minutes, are not.
 *
 * @module
 */

import type { Period } from "../../model/mod.ts";
import { confidenceOf } from "./confidence.ts";
import { type Judgement, NOT_FOUND } from "./finding.ts";
import { type Line, MINUTE_MS } from "./line.ts";
import { medianOf } from "./median.ts";
import type { Observed, PathChange } from "./observed.ts";
import { stretchesOf } from "./stretches.ts";
import { BIN_MINUTES, type TenLine, type TenTrack } from "./tens.ts";
import { joinedTimes, lasting, listed, short, totalMs } from "./words.ts";

/** Slower than the others by so much is trouble, ms, and ... */
const SLOWER_MS = 15;
/** ... by so much of what the target usually takes, and ... */
const SLOWER_SHARE = 0.3;
/** ... by so many times what its delay wanders anyhow. */
const SLOWER_WANDERS = 6;
/** Losing more than the others by so much is trouble, 0 to 1, if ... */
const LOSSIER = 0.03;
/** ... the others lose at most such a share of what it loses, and ... */
const OTHERS_SHARE = 1 / 3;
/** ... so much of the minutes has a loss, or it is but a moment. */
const LOSSY_MINUTES = 0.6;
/** For so many bins of ten minutes. */
const FEWEST_BINS = 3;
/** A path found to be changed so long before or after is the reason, ms. */
const SAME_TIME_MS = 75 * 60_000;

/** One target's bad times. */
interface Suffering {
  readonly target: string;
  readonly times: readonly Period[];
  /** Median of its extra delay in them, ms. */
  readonly slowerMs: number;
  /** Median of its extra loss in them, 0 to 1. */
  readonly lossier: number;
}

/**
 * Judges a line.
 *
 * @param line The line.
 * @param observed The line in tens of minutes, and changes of path.
 * @returns The finding, with the targets and their bad times.
 */
export function ispRoutingTrouble(
  line: Line,
  { tens: { far: tracks }, pathChanges }: Pick<Observed, "pathChanges"> & {
    readonly tens: TenLine;
  },
): Judgement {
  const names = new Set(line.far.map(({ series }) => series.target));
  if (names.size < 2) {
    return {
      kind: "not_enough_data",
      missing: "two targets beyond the provider to compare with each other",
    };
  }
  const all = tracks.flatMap((track) => sufferingOf(track, tracks, line));
  if (all.length === 0) return NOT_FOUND;
  const targets = [...new Set(all.map(({ target }) => target))];
  const times = joinedTimes(all.flatMap(({ times }) => times));
  const slowerMs = Math.max(...all.map(({ slowerMs }) => slowerMs));
  const lossier = Math.max(...all.map(({ lossier }) => lossier));
  const changed = pathChanges.filter((change) =>
    isReason(change, { times, targets, line })
  );
  const longestMs = Math.max(...all.map(({ times }) => totalMs(times)));
  const fine = [...names].filter((name) => !targets.includes(name));
  const isPath = changed.length > 0 || targets.length > 1;
  return {
    kind: "found",
    finding: {
      scenario: "isp_routing_trouble",
      interface: line.interface,
      families: [line.family],
      direction: null,
      rung: isPath ? "peering" : "far_end",
      targets,
      times,
      figures: {
        targets: targets.length,
        targetsInAll: names.size,
        longestMs,
        slowerMs: Math.max(0, slowerMs),
        lossPct: 100 * Math.max(0, lossier),
        pathChanges: changed.length,
      },
      confidence: confidenceOf({
        margin: Math.max(slowerMs / SLOWER_MS, lossier / LOSSIER),
        repetition: longestMs / (FEWEST_BINS * BIN_MINUTES * MINUTE_MS),
        completeness: isPath ? 1 : 0.9,
      }),
      sentence: `${listed(targets)} ${
        targets.length === 1 ? "was" : "were"
      } in trouble for ${lasting(longestMs)} (${
        howMuch(slowerMs, lossier)
      }) while ${
        fine.length === 0 ? "at other times the rest" : listed(fine)
      } went well over the same line.${
        changed.length > 0 ? " The route had changed at that time." : ""
      } ${
        isPath
          ? "It lies on the way beyond your provider's first router, not in your home or on your line."
          : "It is either the way to this target or the target itself; not your home, and not your line."
      }`,
      advice: isPath
        ? "Send the provider the targets and times and ask for its routing and peering then; a VPN with another way around shows whether the route is to blame."
        : "Add a second target of the same operator; if it suffers as well, report the times to the provider, else to the target's operator.",
    },
  };
}

/** What one target suffered that the others did not; none or one. */
function sufferingOf(
  track: TenTrack,
  tracks: readonly TenTrack[],
  line: Line,
): Suffering[] {
  const { target } = track.minutes.series;
  const others = tracks.filter(({ minutes }) =>
    minutes.series.target !== target
  );
  const othersSlower = leastOf(others, upliftMs);
  const othersLossy = leastOf(others, ({ loss }, at) => loss[at] ?? NaN);
  const slower = (at: number) =>
    upliftMs(track, at) - Math.max(0, othersSlower[at] ?? NaN);
  const othersLoss = (at: number) => othersLossy[at] ?? NaN;
  const lossier = (at: number) => (track.loss[at] ?? NaN) - othersLoss(at);
  const leastSlowerMs = Math.max(
    SLOWER_MS,
    SLOWER_WANDERS * wanderOf(track.rttMs, slower),
  );
  const isBad = (at: number) =>
    slower(at) >= Math.max(leastSlowerMs, SLOWER_SHARE * base(track, at)) ||
    (lossier(at) >= LOSSIER && (track.lossyMinutes[at] ?? 0) >= LOSSY_MINUTES &&
      othersLoss(at) <= OTHERS_SHARE * (track.loss[at] ?? NaN));
  const stretches = stretchesOf(track.rttMs.length, isBad, {
    bridge: 1,
    atLeast: FEWEST_BINS,
    isUnknown: (at) => Number.isNaN(track.loss[at] ?? NaN),
  });
  if (stretches.length === 0) return [];
  const bad = stretches.flatMap(({ from, to }) =>
    Array.from({ length: to - from }, (_, i) => from + i).filter(isBad)
  );
  const binMs = BIN_MINUTES * MINUTE_MS;
  return [{
    target,
    times: stretches.map(({ from, to }) => ({
      fromMs: line.startMs + from * binMs,
      toMs: line.startMs + to * binMs,
    })),
    // Where all was lost there is no delay to tell.
    slowerMs: orNone(medianOf(bad.map(slower).filter(Number.isFinite))),
    lossier: orNone(medianOf(bad.map(lossier))),
  }];
}

/** How far a difference wanders while all is well: median deviation, ms. */
function wanderOf(
  rttMs: Float64Array,
  slower: (at: number) => number,
): number {
  const known = Array.from(rttMs, (_, at) => slower(at)).filter(
    Number.isFinite,
  );
  const middleMs = medianOf(known);
  return orNone(medianOf(known.map((ms) => Math.abs(ms - middleMs))));
}

function base(track: TenTrack, at: number): number {
  return track.baselineMs[at] ?? NaN;
}

function upliftMs(track: TenTrack, at: number): number {
  return (track.rttMs[at] ?? NaN) - base(track, at);
}

/** The least of what the others have in each bin; NaN: none was measured. */
function leastOf(
  others: readonly TenTrack[],
  of: (other: TenTrack, at: number) => number,
): Float64Array {
  const bins = others[0]?.rttMs.length ?? 0;
  const least = new Float64Array(bins).fill(NaN);
  for (const other of others) {
    for (let at = 0; at < bins; at++) {
      const value = of(other, at);
      if (!(value >= (least[at] ?? NaN)) && !Number.isNaN(value)) {
        least[at] = value;
      }
    }
  }
  return least;
}

function orNone(value: number): number {
  return Number.isNaN(value) ? 0 : value;
}

function isReason(
  change: PathChange,
  { times, targets, line }: {
    readonly times: readonly Period[];
    readonly targets: readonly string[];
    readonly line: Line;
  },
): boolean {
  return change.interface === line.interface &&
    targets.includes(change.target) &&
    times.some(({ fromMs, toMs }) =>
      change.atMs >= fromMs - SAME_TIME_MS && change.atMs <= toMs + SAME_TIME_MS
    );
}

function howMuch(slowerMs: number, lossier: number): string {
  const slow = slowerMs >= SLOWER_MS ? [`${short(slowerMs)} ms slower`] : [];
  const loss = lossier >= LOSSIER
    ? [`${short(100 * lossier)} % more packets lost`]
    : [];
  return listed([...slow, ...loss]);
}
