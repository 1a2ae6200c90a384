/**
 * Packet loss bursts: for some seconds many packets are lost, and before and
 * after hardly any. Told from loss that is spread evenly by what surrounds a
 * burst, and from interruptions by what still got through.
 *
 * @module
 */

import type { Period } from "../../model/mod.ts";
import { BurstGap, type BurstGapFigures } from "../burst_gap.ts";
import { FATE, fateByCode } from "../loss.ts";
import { confidenceOf } from "./confidence.ts";
import { type Judgement, NOT_FOUND, UNASKED, UNREAD } from "./finding.ts";
import { type Line, MINUTE_MS, type MinuteTrack } from "./line.ts";
import {
  isRarelyAsked,
  type LossEvent,
  type LossEvents,
} from "./loss_events.ts";
import { medianOf } from "./median.ts";
import type { Observed } from "./observed.ts";
import { RECURRING, recurringOf } from "./recurrence.ts";
import type { RungName } from "./rung.ts";
import { counted, lasting, short } from "./words.ts";

/** Longer than this it is no burst but a bad time, ms. */
const LONGEST_MS = 120_000;
/** Less than this share lost is no burst. */
const LEAST_DENSITY = 0.3;
/** Around a burst at most this share of its own density is lost. */
const MOST_AROUND = 1 / 5;
/** Loss as around it makes such a burst by chance once in e to this. */
const LEAST_SURPRISE = 20;
/** No line is better than that, however well its last minutes went. */
const LEAST_AROUND = 1e-3;
/** What surrounds a burst: so many minutes before and after. */
const AROUND_MINUTES = 5;

/**
 * Judges a line.
 *
 * @param line The line.
 * @param losses What it lost, second by second.
 * @param options The raw samples, for the figures.
 * @returns The finding, with each burst's time.
 */
export function packetLossBursts(
  line: Line,
  { events, isUnread }: LossEvents,
  { samples }: Pick<Observed, "samples">,
): Judgement {
  if (isRarelyAsked(line)) return UNASKED;
  const bursts = events.filter((event) =>
    event.kind === "burst" && event.toMs - event.fromMs <= LONGEST_MS &&
    event.density >= LEAST_DENSITY &&
    isSurprising(event, lossAround(line, event))
  );
  const times = recurringOf(bursts);
  if (times.length === 0) return isUnread ? UNREAD : NOT_FOUND;
  const recurring = bursts.filter((event) => times.includes(event));
  const lengths = times.map(({ fromMs, toMs }) => toMs - fromMs);
  const density = medianOf(recurring.map(({ density }) => density));
  const longestRun = Math.max(...recurring.map(({ longestRun }) => longestRun));
  const rung = rungOf(line, recurring);
  return {
    kind: "found",
    finding: {
      scenario: "packet_loss_bursts",
      interface: line.interface,
      families: [line.family],
      direction: null,
      rung,
      targets: line.far.map(({ series }) => series.target),
      times: times.map(({ fromMs, toMs }) => ({ fromMs, toMs })),
      figures: {
        bursts: times.length,
        medianMs: medianOf(lengths),
        densityPct: 100 * density,
        longestRun,
        ...modelOf(worstOf(line.far), line, { times, samples }),
      },
      confidence: confidenceOf({
        margin: density / LEAST_DENSITY,
        repetition: times.length / RECURRING.times,
        completeness: line.far.length > 1 ? 1 : 0.7,
      }),
      sentence: `Packets were lost in bursts ${
        counted(times.length, "time")
      }: for ${lasting(medianOf(lengths))} typically, ${
        short(100 * density)
      } of 100 packets vanished (up to ${longestRun} in a row), and hardly any in between. Calls and games stutter then.${
        rung === "access"
          ? " The own router answered: it happens beyond it."
          : ""
      }`,
      advice: rung === "wifi"
        ? "Repeat with a cable: if it stops, the Wi-Fi is disturbed; change its channel or move closer."
        : rung === "gateway"
        ? "Try another cable and port at the router, then another router."
        : "Send the provider the times and the burst figures; ask for the modem's error counters at these times (noise on the line looks like this).",
    },
  };
}

/** 1 for each minute in which something happened. */
function minutesOf(line: Line, events: readonly Period[]): Uint8Array {
  const inside = new Uint8Array(line.length);
  for (const { fromMs, toMs } of events) {
    inside.fill(
      1,
      Math.floor((fromMs - line.startMs) / MINUTE_MS),
      Math.ceil((toMs - line.startMs) / MINUTE_MS),
    );
  }
  return inside;
}

/** Whether evenly spread loss would hardly ever have made it (Chernoff). */
function isSurprising({ density, probes }: LossEvent, around: number): boolean {
  const usual = Math.max(LEAST_AROUND, around);
  if (usual > density * MOST_AROUND) return false;
  const received = 1 - density;
  const surprise = density * Math.log(density / usual) +
    (received === 0 ? 0 : received * Math.log(received / (1 - usual)));
  return probes * surprise >= LEAST_SURPRISE;
}

/**
 * What those that suffer an event lose in the minutes shortly before or after
 * it, whichever is more, 0 to 1. In half of these minutes at least, since
 * bursts come in swarms.
 */
function lossAround(line: Line, event: LossEvent): number {
  const first = Math.floor((event.fromMs - line.startMs) / MINUTE_MS);
  const last = Math.ceil((event.toMs - line.startMs) / MINUTE_MS) - 1;
  return Math.max(
    typicalLoss(event.losers, first - AROUND_MINUTES, first),
    typicalLoss(event.losers, last + 1, last + 1 + AROUND_MINUTES),
  );
}

/** The median share lost in some minutes, 0 to 1; 0: nothing was measured. */
function typicalLoss(
  tracks: readonly MinuteTrack[],
  from: number,
  to: number,
): number {
  const losses: number[] = [];
  for (let at = from; at < to; at++) {
    let sent = 0;
    let lost = 0;
    for (const track of tracks) {
      sent += track.sent[at] ?? 0;
      lost += track.lost[at] ?? 0;
    }
    if (sent > 0) losses.push(lost / sent);
  }
  return losses.length === 0 ? 0 : medianOf(losses);
}

function rungOf(line: Line, bursts: readonly LossEvent[]): RungName | null {
  if (line.gateway.length === 0) return null;
  const share =
    bursts.filter(({ isGatewayLost }) => isGatewayLost === true).length /
    bursts.length;
  if (share <= 0.2) return "access";
  if (share < 0.8) return null;
  return line.connectionType === "wifi" ? "wifi" : "gateway";
}

function worstOf(far: readonly MinuteTrack[]): MinuteTrack | undefined {
  const lost = (track: MinuteTrack) =>
    track.lost.reduce((sum, lost) => sum + lost, 0);
  return far.toSorted((a, b) => lost(b) - lost(a))[0];
}

/**
 * The loss model of one series over the whole period: packet by packet in the
 * bursts' minutes; elsewhere a minute's losses are taken as spread evenly,
 * since they lie in no burst.
 */
function modelOf(
  track: MinuteTrack | undefined,
  line: Line,
  { times, samples }: {
    readonly times: readonly Period[];
    readonly samples: Observed["samples"];
  },
): Record<string, number> {
  if (track === undefined) return {};
  const isBurst = minutesOf(line, times);
  const model = new BurstGap();
  const fates = fateByCode(track.series.probe);
  for (let at = 0; at < line.length; at++) {
    const sent = track.sent[at] ?? 0;
    const lost = track.lost[at] ?? 0;
    if (isBurst[at] === 0 || lost === 0) {
      spread(model, sent, lost);
      continue;
    }
    const fromMs = line.startMs + at * MINUTE_MS;
    const raw = samples(track.series, { fromMs, toMs: fromMs + MINUTE_MS });
    for (const code of raw.status) {
      const fate = fates[code];
      if (fate === FATE.lost) model.addLost();
      else if (fate !== FATE.uncounted) model.addReceived(1);
    }
  }
  return figuresOf(model.figures());
}

function spread(model: BurstGap, sent: number, lost: number): void {
  const apart = (sent - lost) / (lost + 1);
  model.addReceived(apart);
  for (let i = 0; i < lost; i++) {
    model.addLost();
    model.addReceived(apart);
  }
}

function figuresOf(figures: BurstGapFigures): Record<string, number> {
  return {
    burstDensityPct: figures.burstDensityPct,
    gapDensityPct: figures.gapDensityPct,
    meanBurstPackets: figures.meanBurstPackets,
    meanGapPackets: figures.meanGapPackets,
    gilbertP: figures.toBurst,
    gilbertR: figures.fromBurst,
  };
}
