/**
 * Loss that is spread over time: 5 of 100 packets lost spoil every call, and
 * too few of them fall into one minute of one target to tell. So all targets
 * are looked at together, ten minutes at a time.
 *
 * @module
 */

import { LossesNeeded } from "../loss_confidence.ts";
import type { Line, MinuteTrack } from "./line.ts";
import { BIN_MINUTES } from "./tens.ts";

/** What a line may lose, percent (PRODUCT: `packet_loss`). */
const LIMIT_PCT = 1;
/** Lost in fewer of the minutes, 0 to 1, it is a burst. */
const SPREAD = 0.5;
/** A target is as bad as the worst if it loses so much of what that loses, ... */
const SHARED = 0.3;
/** ... or if those that lose less would have lost too few then to tell. */
const FEWEST_EXPECTED = 20;
/** Of fewer probes, all may be lost by chance. */
const FEWEST_SENT = 30;
/** A nearer step that loses so much of what the targets lose has it, too. */
const NEARER = 0.5;
/** Fewer losses of a nearer step are an accident. */
const FEWEST_NEARER = 2;

/** 1 for each bad minute of a series. */
export type BadMinutes = readonly Uint8Array[];

/** The steps of a line, each with its series in their order. */
export type BadSteps = Readonly<
  Record<"gateway" | "isp" | "far", BadMinutes>
>;

/**
 * Marks the minutes with losses of all times in which loss was spread.
 *
 * @param line The line.
 * @param isBad What is bad already; more is marked.
 */
export function markSpreadLoss(line: Line, isBad: BadSteps): void {
  const needed = new LossesNeeded(LIMIT_PCT);
  for (let from = 0; from < line.length; from += BIN_MINUTES) {
    const bin = { from, to: Math.min(line.length, from + BIN_MINUTES) };
    const far = line.far.map((track) => sumOf(track, bin));
    const all = {
      sent: far.reduce((sum, one) => sum + one.sent, 0),
      lost: far.reduce((sum, one) => sum + one.lost, 0),
    };
    const isTooMuch = ({ sent, lost }: Sum) => lost >= needed.of(sent);
    if (!isTooMuch(all) && !far.some(isTooMuch)) continue;
    const telling = far.filter(({ sent }) => sent >= FEWEST_SENT);
    const worst = Math.max(
      ...(telling.length > 0 ? telling : far).map(shareOf),
    );
    const isHit = hitOf(far, worst);
    const hit = line.far.filter((_, place) => isHit[place]);
    const lossy: number[] = [];
    let minutes = 0;
    for (let at = bin.from; at < bin.to; at++) {
      if (hit.some((track) => (track.sent[at] ?? 0) > 0)) minutes++;
      if (hit.some((track) => (track.lost[at] ?? 0) > 0)) lossy.push(at);
    }
    if (lossy.length < SPREAD * minutes) continue;
    const mark = (marks: BadMinutes, isMeant: (place: number) => boolean) => {
      for (const [place, bad] of marks.entries()) {
        if (isMeant(place)) { for (const at of lossy) bad[at] = 1; }
      }
    };
    mark(isBad.far, (place) => isHit[place] === true);
    const share = shareOf(all);
    for (const step of ["gateway", "isp"] as const) {
      const near = line[step].map((track) => sumOf(track, bin));
      mark(isBad[step], (place) => {
        const one = near[place];
        return one !== undefined && one.lost >= FEWEST_NEARER &&
          shareOf(one) >= NEARER * share;
      });
    }
  }
}

/**
 * Which targets are as bad as the worst. Those that lose less are spared
 * together or not at all: one of several may be lucky for some minutes.
 */
function hitOf(far: readonly Sum[], worst: number): readonly boolean[] {
  const losesLess = ({ sent, lost }: Sum) => lost < SHARED * worst * sent;
  const expected = far.filter(losesLess)
    .reduce((sum, { sent }) => sum + worst * sent, 0);
  const areSpared = expected >= FEWEST_EXPECTED;
  return far.map((one) => one.sent > 0 && !(areSpared && losesLess(one)));
}

interface Sum {
  readonly sent: number;
  readonly lost: number;
}

function sumOf(
  track: MinuteTrack,
  { from, to }: { readonly from: number; readonly to: number },
): Sum {
  let [sent, lost] = [0, 0];
  for (let at = from; at < to; at++) {
    sent += track.sent[at] ?? 0;
    lost += track.lost[at] ?? 0;
  }
  return { sent, lost };
}

function shareOf({ sent, lost }: Sum): number {
  return sent === 0 ? 0 : lost / sent;
}
