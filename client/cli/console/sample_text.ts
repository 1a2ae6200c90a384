import { isCounted, isLoss } from "../../analysis/loss.ts";
import {
  type LostOn,
  type Measurement,
  type ProbeKind,
  STATUS_NAMES,
  STATUSES,
  unixMs,
} from "../../model/mod.ts";
import { ms, printable, timeOfDay } from "./format.ts";

/** Where a probe's time stands, by the view `measurements`. */
const TIME_COLUMN: Readonly<Record<ProbeKind, string>> = {
  icmp: "rtt_ms",
  echo: "rtt_ms",
  tcp: "connect_ms",
  dns: "dns_time_ms",
};

/**
 * One measurement as a line for a person.
 *
 * @param measurement What was measured.
 * @returns E.g. `10:12:13.123  eth0  icmp  8.8.8.8  12.3 ms`.
 */
export function sampleLine(measurement: Measurement): string {
  const { series, sentAt, outcome, echo } = measurement;
  const atMs = unixMs(sentAt);
  const time = `${timeOfDay(atMs)}.${String(atMs % 1000).padStart(3, "0")}`;
  const { interface: name, probe, target, variant } = series;
  const what = variant === "" ? target : `${target} ${variant}`;
  const result = "rttNs" in outcome ? `${ms(outcome.rttNs)} ms` : "";
  const words = [
    ...(result === "" ? [] : [result]),
    ...(outcome.kind === "ok" ? [] : [outcome.kind.replace("_", " ")]),
    ...(outcome.detail === "" ? [] : [outcome.detail]),
    ...(echo?.lostOn ? [`lost on the way ${wayOf(echo.lostOn)}`] : []),
    ..."duplicates" in outcome && outcome.duplicates > 0
      ? [`${outcome.duplicates} duplicate`]
      : [],
  ];
  return printable(
    `${time}  ${name}  ${probe.padEnd(4)}  ${what}  ${words.join(", ")}`,
  );
}

/**
 * One measurement as JSON, named as the columns of the view `measurements`.
 *
 * @param measurement What was measured.
 * @param ipdvNs Absolute IPDV in ns; `null` where undefined.
 * @returns One line, without its end.
 */
export function sampleJson(
  { series, sentAt, outcome, echo, isCorrection = false }: Measurement,
  ipdvNs: number | null,
): string {
  const atMs = unixMs(sentAt);
  const isPing = series.probe === "icmp" || series.probe === "echo";
  return JSON.stringify({
    type: "sample",
    timestamp: Math.floor(atMs / 1000),
    "timestamp_ms": atMs,
    interface: series.interface,
    "connection_type": series.connectionType,
    target: series.target,
    "test_type": series.probe,
    family: series.family,
    variant: series.variant,
    ...(echo === undefined ? {} : {
      "server_name": series.server,
      "is_correction": isCorrection,
      "upload_ms": toMs(echo.delay?.upNs),
      "download_ms": toMs(echo.delay?.downNs),
      "owd_error_ms": toMs(echo.delay?.errorNs),
      "queue_up_ms": toMs(echo.delay?.queueUpNs),
      "queue_down_ms": toMs(echo.delay?.queueDownNs),
      "lost_on": echo.lostOn,
    }),
    status: STATUS_NAMES[STATUSES.indexOf(outcome.kind)],
    [TIME_COLUMN[series.probe]]: "rttNs" in outcome
      ? outcome.rttNs / 1e6
      : null,
    ...(isPing
      ? {
        "jitter_ms": ipdvNs === null ? null : ipdvNs / 1e6,
        "packet_loss_pct": isCounted(outcome.kind)
          ? isLoss(outcome.kind, series.probe) ? 100 : 0
          : null,
      }
      : {}),
    "error_detail": outcome.detail,
  });
}

function wayOf(lostOn: LostOn): string {
  return lostOn === "unknown" ? "up or down" : lostOn;
}

function toMs(ns: number | null | undefined): number | null {
  return ns === null || ns === undefined ? null : ns / 1e6;
}
