import type { ThroughputStats } from "@bufferbane/protocol";

/** STATS that say only how far a test is. */
export function plainStats(testId: number, state: number): ThroughputStats {
  return {
    kind: "throughputStats",
    testId,
    state,
    reason: 0,
    reportNumber: 0,
    rxPackets: 0,
    lost: 0,
    duplicates: 0,
    reordered: 0,
    rxBytes: 0n,
    intervalUs: 0,
    intervalPackets: 0,
    intervalBytes: 0n,
    highestSeq: 0,
    queueDelayUs: 0,
    firstRx: 0n as ThroughputStats["firstRx"], // no clock says 0: "none"
    lastRx: 0n as ThroughputStats["lastRx"],
    grantKbps: 0,
    tcpPort: 0,
    streams: 0,
    tcpToken: new Uint8Array(16),
    arrivalsNs: [],
  };
}
