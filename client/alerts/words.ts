/** What is said of an incident, in sentences for a layman. Pure. @module */

import type { Cause, Incident, Notice } from "./incident.ts";
import { ownTrafficText } from "./own_traffic.ts";

/** More targets than these are counted, not named. */
const MOST_NAMED = 3;

/** Whose fault it is, after a semicolon. */
const CAUSES: Readonly<Record<Cause, string>> = {
  "interface_down":
    "this machine's own connection is down (cable, Wi-Fi, address)",
  "own_traffic": "this machine is using the line just now, so it is probably " +
    "the queue of its own traffic (bufferbloat)",
  wifi: "the router does not do better, so it is the Wi-Fi or the router",
  "own_router":
    "the router does not do better, so it is the router or the cable to it",
  "access_line": "your router is fine, the provider's first router is not, " +
    "so it is the line to the provider",
  isp: "your router is fine, so it is the provider or the line to it",
  "isp_core": "your router and the provider's first router are fine, " +
    "so it is further inside the provider's network or beyond",
  "far_end": "others are fine, so it is that target or the way to it",
  ipv4: "IPv6 is fine",
  ipv6: "IPv4 is fine",
  unknown: "",
};

/**
 * Says what has become of an incident: of its end with the same weight as of
 * its start.
 *
 * @param notice What.
 * @param options `isLeft`: whether its interface is not measured any more.
 * @returns `null` if it is not worth a word.
 */
export function noticeText(
  { kind, incident }: Notice,
  { isLeft }: { readonly isLeft: boolean },
): string | null {
  switch (kind) {
    case "settled":
      return null;
    case "ended":
      return isLeft && incident.cause === "interface_down"
        ? `${incident.interface} is not used any more`
        : endText(incident);
    case "retracted":
      return retractText(incident);
    case "reopened":
      return `Again: ${startText(incident)}`;
    default:
      return startText(incident);
  }
}

/**
 * Says that an incident goes on.
 *
 * @param incident It.
 * @returns E.g. `Line down on eth0: no answer from any of 3 targets; your
 * router is fine, so it is the provider or the line to it`.
 */
export function startText(incident: Incident): string {
  const cause = causeText(incident);
  return `${whatText(incident)}${cause === "" ? "" : `; ${cause}`}`;
}

/**
 * Says that an incident is over.
 *
 * @param incident It.
 * @returns E.g. `Line up again on eth0 after 9 s`.
 */
export function endText(incident: Incident): string {
  const { type, sinceMs, untilMs } = incident;
  const lasted = `after ${durationText(untilMs - sinceMs)}${
    oftenText(incident)
  }`;
  const where = placeText(incident);
  switch (type) {
    case "micro_disconnection":
    case "outage":
      return `${lineText(incident)} up again ${where} ${lasted}`;
    case "failover_advised":
      return `Change back to ${incident.interface}, which is good again`;
    case "loss_burst":
      return `${subjectText(incident)} ${
        isOne(incident) ? "answers" : "answer"
      } again ${where} ${lasted}`;
    default:
      return `Over ${lasted}: ${whatText(incident)}`;
  }
}

/** Says that an incident never was: what was taken as lost came late. */
export function retractText(incident: Incident): string {
  return `${lineText(incident)} was not down ${
    placeText(incident)
  }: answers came, but late`;
}

/** What its row in the database says. */
export function rowText(incident: Incident): string {
  const { isOpen, badMs } = incident;
  if (isOpen) return startText(incident);
  return `${startText(incident)}; for ${durationText(badMs)}${
    oftenText(incident)
  }`;
}

function causeText({ cause, metrics }: Incident): string {
  const kind = cause === "own_traffic" ? ownTrafficText(metrics) : undefined;
  return `${CAUSES[cause]}${kind === undefined ? "" : `, mostly ${kind}`}`;
}

function whatText(incident: Incident): string {
  const where = placeText(incident);
  switch (incident.type) {
    case "micro_disconnection":
      return `${lineText(incident)} down ${where}${
        incident.targets.length === 0
          ? ""
          : `: no answer from any of ${incident.targets.length} targets`
      }`;
    case "outage":
      return `Outage ${where}: ${lineText(incident)} down for ${
        durationText(incident.untilMs - incident.sinceMs)
      }`;
    case "loss_burst":
      return `${subjectText(incident)} ${
        isOne(incident) ? "does" : "do"
      } not answer ${where}: ${
        figure(incident, "lost_in_a_row")
      } in a row lost`;
    case "packet_loss":
      return `Packet loss ${where}${toText(incident)}: ${
        figure(incident, "peak_loss_pct")
      } % within a minute`;
    case "latency_spike":
      return `Slow ${where}${toText(incident)}: ${
        figure(incident, "peak_ms")
      } ms instead of ${figure(incident, "usual_ms")} ms`;
    case "high_jitter":
      return `Unsteady ${where}${toText(incident)}: round trips vary by ${
        figure(incident, "peak_jitter_ms")
      } ms`;
    case "dns_failing":
      return `Names cannot be looked up ${where}: ${
        figure(incident, "failed_pct")
      } % fail at ${incident.targets.join(", ")}`;
    case "dns_slow":
      return `Names are looked up slowly ${where}: ${
        figure(incident, "peak_ms")
      } ms at ${incident.targets.join(", ")}`;
    case "connection_unstable":
      return `Connections to ${incident.target} break ${where}: ${
        figure(incident, "drops")
      } within five minutes`;
    case "upload_degradation":
      return `Upload is slow ${where}${rateText(incident)}`;
    case "download_degradation":
      return `Download is slow ${where}${rateText(incident)}`;
    case "failover_advised":
      return `Change from ${incident.interface} to ${
        incident.metrics["backup"]
      }, which is good`;
    case "bufferbloat":
      return `Bufferbloat ${where}: ${
        figure(incident, "increase_ms")
      } ms slower while the line is busy`;
  }
}

function rateText(incident: Incident): string {
  const share = incident.metrics["share_pct"];
  const rate = incident.metrics["rate_mbps"];
  return share === undefined ? "" : `: ${rate} Mbit/s, ${share} % of the usual`;
}

/** What measurements are labelled with where there is no interface at all. */
const NO_INTERFACE = "none";

/**
 * Where, in words.
 *
 * @param incident Or anything else of an interface.
 */
export function placeText(incident: { readonly interface: string }): string {
  const { interface: name } = incident;
  return `on ${name === NO_INTERFACE ? "this machine" : name}`;
}

function lineText({ cause }: Incident): string {
  return cause === "ipv4" ? "IPv4" : cause === "ipv6" ? "IPv6" : "Line";
}

function subjectText({ targets }: Incident): string {
  if (targets.length > MOST_NAMED) return `${targets.length} targets`;
  return targets.join(", ").replace(/, ([^,]*)$/, " and $1");
}

function isOne({ targets }: Incident): boolean {
  return targets.length === 1;
}

function toText({ target }: Incident): string {
  return target === "" ? "" : ` to ${target}`;
}

function figure({ metrics }: Incident, name: string): string {
  const value = metrics[name];
  return typeof value !== "number"
    ? "?"
    : value >= 100
    ? String(Math.round(value))
    : String(value);
}

function oftenText({ repeats, startMs, untilMs }: Incident): string {
  return repeats === 0
    ? ""
    : ` (${repeats + 1} times within ${durationText(untilMs - startMs)})`;
}

/**
 * A duration in words, as exact as anybody needs.
 *
 * @param ms Milliseconds, >= 0.
 * @returns E.g. `4.0 s`, `74 s`, `12 min`, `3 h 5 min`.
 */
export function durationText(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48
    ? `${hours} h ${minutes % 60} min`
    : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
