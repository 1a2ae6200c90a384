import {
  type LinkSecond,
  type Measurement,
  type SampleColumns,
  type Series,
  type Status,
  STATUSES,
  type WallNs,
} from "../model/mod.ts";

/** A series to test with. */
export const SERIES: Series = {
  probe: "icmp",
  interface: "eth0",
  connectionType: "wired",
  target: "192.0.2.1",
  role: "custom",
  family: 4,
  variant: "",
  server: "",
};

/** A sample in a test: when in ms, and its RTT in µs or what went wrong. */
export type Row = readonly [atMs: number, result: number | Status];

/**
 * Columns as the store would read them.
 *
 * @param rows The samples, oldest first.
 * @param series What they belong to.
 */
export function columnsOf(
  rows: readonly Row[],
  series: Series = SERIES,
): SampleColumns {
  const rttUs = Int32Array.from(
    rows,
    ([, result]) => typeof result === "number" ? result : -1,
  );
  return {
    series,
    length: rows.length,
    atMs: Float64Array.from(rows, ([atMs]) => atMs),
    rttUs,
    ipdvUs: rttUs.map((rtt, i) => {
      const last = rttUs[i - 1] ?? -1;
      return rtt < 0 || last < 0 ? -1 : Math.abs(rtt - last);
    }),
    status: Uint8Array.from(
      rows,
      ([, result]) => typeof result === "number" ? 0 : STATUSES.indexOf(result),
    ),
  };
}

/**
 * A measurement as a probe would report it.
 *
 * @param atMs When it was sent, Unix milliseconds.
 * @param result Its RTT in ns, or what went wrong.
 */
export function measurementOf(
  atMs: number,
  result: number | "timeout" | "unreachable" | "self_dropped" | "refused",
): Measurement {
  const sentAt = BigInt(atMs) * 1_000_000n as WallNs;
  if (typeof result !== "number") {
    return { series: SERIES, sentAt, outcome: { kind: result, detail: "" } };
  }
  return {
    series: SERIES,
    sentAt,
    outcome: {
      kind: result > 1e9 ? "late" : "ok",
      rttNs: result,
      localQueueNs: 0,
      stamps: "kernel",
      duplicates: 0,
      detail: "",
    },
  };
}

/** A second of `eth0`, unless said otherwise. */
export function linkSecond(changes: Partial<LinkSecond> = {}): LinkSecond {
  return {
    atMs: 0,
    interface: "eth0",
    connectionType: "wired",
    spanMs: 1_000,
    receivedBytes: 0,
    sentBytes: 0,
    receivedPackets: 0,
    sentPackets: 0,
    errors: 0,
    drops: 0,
    collisions: 0,
    hasCarrier: true,
    ownLoadBytes: 0,
    wifi: null,
    ...changes,
  };
}
