/**
 * Micro-disconnections: nothing beyond the gateway answers for more than two
 * seconds and less than a minute, again and again.
 *
 * @module
 */

import { confidenceOf } from "./confidence.ts";
import { type Judgement, NOT_FOUND, UNASKED, UNREAD } from "./finding.ts";
import type { Line } from "./line.ts";
import { isRarelyAsked, type LossEvents } from "./loss_events.ts";
import { medianOf } from "./median.ts";
import { RECURRING, recurringOf } from "./recurrence.ts";
import type { RungName } from "./rung.ts";
import { counted, lasting, totalMs } from "./words.ts";

/**
 * Judges a line.
 *
 * @param line The line.
 * @param losses What it lost, second by second.
 * @returns The finding, with each interruption's time.
 */
export function microDisconnections(
  line: Line,
  { events, isUnread }: LossEvents,
): Judgement {
  if (isRarelyAsked(line)) return UNASKED;
  const broken = events.filter(({ kind }) => kind === "broken_off");
  const times = recurringOf(broken);
  if (times.length === 0) return isUnread ? UNREAD : NOT_FOUND;
  const recurring = broken.filter((event) => times.includes(event));
  const lengths = times.map(({ fromMs, toMs }) => toMs - fromMs);
  const longestMs = Math.max(...lengths);
  const withGateway =
    recurring.filter(({ isGatewayLost }) => isGatewayLost === true).length;
  const rung = rungOf(line, withGateway / recurring.length);
  return {
    kind: "found",
    finding: {
      scenario: "micro_disconnections",
      interface: line.interface,
      families: [line.family],
      direction: null,
      rung,
      targets: line.far.map(({ series }) => series.target),
      times: times.map(({ fromMs, toMs }) => ({ fromMs, toMs })),
      figures: {
        interruptions: times.length,
        medianMs: medianOf(lengths),
        longestMs,
        totalMs: totalMs(times),
        withGatewayPct: 100 * withGateway / recurring.length,
      },
      confidence: confidenceOf({
        margin: medianOf(lengths) / 2000,
        repetition: times.length / RECURRING.times,
        // One target that falls silent may be at fault itself.
        completeness: line.far.length > 1 ? 1 : 0.7,
      }),
      sentence: `The connection broke off completely ${
        counted(times.length, "time")
      } for a few seconds (typically ${lasting(medianOf(lengths))}, at most ${
        lasting(longestMs)
      })${HOW[rung ?? "unknown"]}`,
      advice: ADVICE[rung ?? "unknown"],
    },
  };
}

type Place = "wifi" | "gateway" | "access" | "unknown";

/** Where it broke: was the gateway still there? */
function rungOf(
  line: Line,
  withGateway: number,
): Extract<RungName, Place> | null {
  if (line.gateway.length === 0) return null;
  if (withGateway <= 0.2) return "access";
  if (withGateway < 0.8) return null;
  return line.connectionType === "wifi" ? "wifi" : "gateway";
}

const HOW: Readonly<Record<Place, string>> = {
  wifi: "; the own router was out of reach as well, so it is the Wi-Fi.",
  gateway:
    "; the own router was out of reach as well, so it is the router or the cable to it.",
  access:
    ". The own router answered meanwhile: it is the line to the provider or the modem, not the home network.",
  unknown: ".",
};

const ADVICE: Readonly<Record<Place, string>> = {
  wifi:
    "Repeat with a cable: if it stops, move closer to the access point or change its channel.",
  gateway:
    "Try another cable and port at the router, then look into the router's own log at these times for restarts.",
  access:
    "Send the provider the times; ask for the modem's signal levels and error counters, and have plugs and cabling checked.",
  unknown:
    "Compare the times with the logs of router and modem; with the router among the targets ([targets] gateway), this would say where it breaks",
};
