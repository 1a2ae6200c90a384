import { isLoss } from "../../analysis/mod.ts";
import type { Measurement, ProbeKind } from "../../model/mod.ts";
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
export function sampleLine({ series, sentAt, outcome }: Measurement): string {
  const atMs = Number(sentAt / 1_000_000n);
  const time = `${timeOfDay(atMs)}.${String(atMs % 1000).padStart(3, "0")}`;
  const { interface: name, probe, target, variant } = series;
  const what = variant === "" ? target : `${target} ${variant}`;
  const result = "rttNs" in outcome ? `${ms(outcome.rttNs)} ms` : "";
  const words = [
    ...(result === "" ? [] : [result]),
    ...(outcome.kind === "ok" ? [] : [outcome.kind.replace("_", " ")]),
    ...(outcome.detail === "" ? [] : [outcome.detail]),
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
  { series, sentAt, outcome }: Measurement,
  ipdvNs: number | null,
): string {
  const atMs = Number(sentAt / 1_000_000n);
  const isPing = series.probe === "icmp" || series.probe === "echo";
  const isCounted = outcome.kind !== "self_dropped";
  return JSON.stringify({
    type: "sample",
    timestamp: Math.floor(atMs / 1000),
    "timestamp_ms": atMs,
    interface: series.interface,
    "connection_type": series.connectionType,
    target: series.target,
    "test_type": series.probe,
    variant: series.variant,
    status: outcome.kind,
    [TIME_COLUMN[series.probe]]: "rttNs" in outcome
      ? outcome.rttNs / 1e6
      : null,
    ...(isPing
      ? {
        "jitter_ms": ipdvNs === null ? null : ipdvNs / 1e6,
        "packet_loss_pct": isCounted
          ? isLoss(outcome.kind, series.probe) ? 100 : 0
          : null,
      }
      : {}),
    "error_detail": outcome.detail,
  });
}
