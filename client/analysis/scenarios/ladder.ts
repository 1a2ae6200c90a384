/** The fault ladder: at which step from here to there trouble begins. @module */

import { busyMinutesOf } from "./busy.ts";
import { type Line, MINUTE_MS, type MinuteTrack } from "./line.ts";
import { type RungName, RUNGS } from "./rung.ts";
import { type BadSteps, markSpreadLoss } from "./spread_loss.ts";
import { BIN_MINUTES, type TenLine, type TenTrack } from "./tens.ts";

/** A minute with so much lost is bad: probes, and share. */
const LOSSY = { probes: 3, share: 0.1 } as const;
/** So much slower than usual it is bad as well: ms, and share. */
const SLOW = { ms: 30, share: 0.5 } as const;
/** With all targets bad, a nearer step is it from this share of that on. */
const NEARER = 0.5;
/** All targets are hit if so many of them are. */
const NEARLY_ALL = 0.8;

/** One step of the ladder. */
export interface Rung {
  /** Which. */
  readonly name: RungName;
  /** The measured time of all minutes in which trouble began here. */
  readonly badMs: number;
  /** The first of the worst of them, Unix milliseconds; `null`: none. */
  readonly worstAtMs: number | null;
  /** The targets that suffered, for the last two steps; else empty. */
  readonly targets: readonly string[];
}

/** The ladder of one interface and IP version. */
export interface Ladder {
  /** The interface. */
  readonly interface: string;
  /** The IP version. */
  readonly family: 4 | 6;
  /** How long targets beyond the gateway were measured. */
  readonly measuredMs: number;
  /** How long the interface was switched off or gone instead. */
  readonly offMs: number;
  /** The steps that were looked at, nearest first. */
  readonly rungs: readonly Rung[];
}

/**
 * Puts each bad minute to the first step at which its trouble shows. A step
 * that alone is bad while everything beyond it is well has no trouble: routers
 * answer pings when they have nothing better to do.
 *
 * @param line The line.
 * @param tens The same in tens of minutes.
 * @returns The ladder.
 */
export function ladderOf(line: Line, tens: TenLine): Ladder {
  const isBusy = busyMinutesOf(line);
  const badOf = (tracks: readonly TenTrack[], scale: number) =>
    tracks.map((track) => badMinutesOf(track, { isBusy, scale }));
  const isBad = {
    gateway: badOf(tens.gateway, NEARER),
    isp: badOf(tens.isp, NEARER),
    far: badOf(tens.far, 1),
  };
  markSpreadLoss(line, isBad);
  const found = new Map<RungName, Found>();
  let measuredMs = 0;
  let offMs = 0;
  for (const [at, minuteMs] of line.measuredMs.entries()) {
    let measured = 0;
    for (const { sent } of line.far) if ((sent[at] ?? 0) > 0) measured++;
    const { sent, lost, off } = sumsAt(line.far, at);
    const onMs = sent === 0 ? 0 : minuteMs * sent / (sent + off);
    measuredMs += onMs;
    if (off > 0) offMs += minuteMs - onMs;
    if (line.isDisturbed[at] === 1 && line.downSeconds[at] === 0) continue;
    const name = rungAt(line, { at, measured, isBad });
    if (name === null) continue;
    const before = found.get(name) ??
      { ms: 0, worst: lost, worstAt: at, targets: new Set<string>() };
    found.set(name, before);
    before.ms += onMs;
    if (lost > before.worst) [before.worst, before.worstAt] = [lost, at];
    for (const [place, bad] of isBad.far.entries()) {
      const target = line.far[place]?.series.target;
      if (bad[at] === 1 && target !== undefined) before.targets.add(target);
    }
  }
  return {
    interface: line.interface,
    family: line.family,
    measuredMs,
    offMs,
    rungs: RUNGS.filter((name) => isLookedAt(line, name)).map((name) => {
      const one = found.get(name);
      const isFar = name === "peering" || name === "far_end";
      return {
        name,
        badMs: one?.ms ?? 0,
        worstAtMs: one === undefined
          ? null
          : line.startMs + one.worstAt * MINUTE_MS,
        targets: isFar ? [...one?.targets ?? []] : [],
      };
    }),
  };
}

interface Found {
  ms: number;
  worst: number;
  worstAt: number;
  readonly targets: Set<string>;
}

/** A home has a cable or Wi-Fi; what was not measured has no step. */
function isLookedAt(line: Line, name: RungName): boolean {
  const isWifi = line.connectionType === "wifi";
  switch (name) {
    case "machine":
      return line.load !== null ||
        line.far.some(({ unsent, off }) => hasAny(unsent) || hasAny(off));
    case "wifi":
      return isWifi && line.gateway.length > 0;
    case "gateway":
      return !isWifi && line.gateway.length > 0;
    case "isp_core":
      return line.isp.length > 0 && line.far.length > 0;
    case "peering":
      return line.far.length > 1;
    case "access":
    case "far_end":
      return line.far.length > 0;
  }
}

/** At which step the minute's trouble begins; `null`: there is none. */
function rungAt(line: Line, { at, measured, isBad }: {
  readonly at: number;
  readonly measured: number;
  readonly isBad: BadSteps;
}): RungName | null {
  const { sent, lost, unsent } = sumsAt(line.far, at);
  if ((line.downSeconds[at] ?? 0) > 0) return lost > 0 ? "machine" : null;
  if (unsent >= LOSSY.probes && unsent >= LOSSY.share * sent) return "machine";
  const count = (tracks: readonly Uint8Array[]) => {
    let bad = 0;
    for (const isBad of tracks) bad += isBad[at] ?? 0;
    return bad;
  };
  const far = count(isBad.far);
  if (far === 0) return null;
  if (far < NEARLY_ALL * measured) return far > 1 ? "peering" : "far_end";
  if (count(isBad.gateway) > 0) {
    return line.connectionType === "wifi" ? "wifi" : "gateway";
  }
  if (measured === 1 && line.isp.length > 0 && count(isBad.isp) === 0) {
    return "far_end";
  }
  return line.isp.length === 0 || count(isBad.isp) > 0 ? "access" : "isp_core";
}

/** The probes of all targets together. */
function sumsAt(
  tracks: readonly MinuteTrack[],
  at: number,
): Readonly<Record<"sent" | "lost" | "unsent" | "off", number>> {
  const sums = { sent: 0, lost: 0, unsent: 0, off: 0 };
  for (const { sent, lost, unsent, off } of tracks) {
    sums.sent += sent[at] ?? 0;
    sums.lost += lost[at] ?? 0;
    sums.unsent += unsent[at] ?? 0;
    sums.off += off[at] ?? 0;
  }
  return sums;
}

function hasAny(counts: Int32Array): boolean {
  return counts.some((count) => count > 0);
}

/** 1 for each minute in which a series lost much, or was slow without load. */
function badMinutesOf(
  { minutes, baselineMs }: TenTrack,
  { isBusy, scale }: {
    readonly isBusy: Uint8Array;
    readonly scale: number;
  },
): Uint8Array {
  return Uint8Array.from(minutes.sent, (sent, at) => {
    const lost = minutes.lost[at] ?? 0;
    const usualMs = baselineMs[Math.floor(at / BIN_MINUTES)] ?? NaN;
    const slowerMs = (minutes.p50Us[at] ?? -1) / 1000 - usualMs;
    const isLossy = lost >= scale * LOSSY.probes &&
      lost >= scale * LOSSY.share * sent;
    const isSlow = isBusy[at] === 0 &&
      slowerMs >= scale * Math.max(SLOW.ms, SLOW.share * usualMs);
    return isLossy || isSlow ? 1 : 0;
  });
}
