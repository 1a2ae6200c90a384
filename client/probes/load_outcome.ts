import type { FlowFigures } from "../model/mod.ts";

/** How much had been carried when: payload, as its receiver counts it. */
export interface ByteCount {
  /** The receiver's clock, ms since the load began. */
  readonly atMs: number;
  /** Bytes so far. */
  readonly bytes: number;
}

/** What became of a load. */
export interface LoadOutcome {
  /** What had been carried, every 100 ms or so, oldest first. */
  readonly counts: readonly ByteCount[];
  /** Connections that carried it. */
  readonly openFlows: number;
  /** What its sender says: an upload's by connection, a download's in sum. */
  readonly flows: readonly FlowFigures[];
  /** One of `BULK_REASON`: why it ended. */
  readonly reason: number;
  /** The most that the server allows, bit/s; `null`: not limited. */
  readonly grantBps: number | null;
  /** How busy the server's thread was, percent of a core. */
  readonly serverCpuPct: number;
}
