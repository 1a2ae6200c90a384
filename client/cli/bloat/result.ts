import type { BloatReport } from "../../analysis/bloat_report.ts";
import type { TestMethod } from "../../model/mod.ts";
import type { Verdict } from "./verdict.ts";

/** How a test was done. */
export interface BloatCircumstances {
  /** When it began, Unix milliseconds. */
  readonly atMs: number;
  /** How long it took, ms. */
  readonly durationMs: number;
  /** How the line was loaded. */
  readonly method: Extract<TestMethod, "tcp" | "http">;
  /** What the latency was probed by. */
  readonly latencyBy: "echo" | "icmp";
  /** The server by name; the URL's host for `http`. */
  readonly server: string;
  /** Whose latency was measured. */
  readonly address: string;
  /** The interface that was asked for; empty: the kernel's choice. */
  readonly interface: string;
  /** Connections each way. */
  readonly flows: number;
  /** Bytes of IP packets sent; for `http` without what was sent again. */
  readonly sentBytes: number;
  /** Bytes of IP packets received. */
  readonly receivedBytes: number;
}

/** What `bufferbane bloat --json` prints: one object. */
export interface BloatResult extends BloatReport, BloatCircumstances {
  /** What it means, for a layman. */
  readonly verdict: Verdict;
}
