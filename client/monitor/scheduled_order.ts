import type { Rates } from "../analysis/busy_line.ts";
import type { LoadOrder } from "./load_order.ts";
import type { LoadKind, PlannedTest, WantedTest } from "./load_kinds.ts";
import type { WantedServer } from "./servers.ts";
import type { TestRequest } from "./test_request.ts";

/** Of each phase of a scheduled bufferbloat test, ms. */
const LOAD_MS = 5_000;
const REST_MS = 2_000;
/** However slow the line, a direction takes no longer, ms. */
const MAX_DIRECTION_MS = 10_000;
const BYTES_PER_KB = 1_000;
const MS_PER_S = 1_000;
/** Before a bufferbloat test has shown what it moves: 50 Mbit/s down, 10 up. */
const BLOAT_COST_BYTES = 80e6;
/** Packets' headers, acknowledgements, and what is under way at the end. */
const OVERHEAD = 1.2;

/** Which tests are wanted, and how: of the settings what concerns them. */
export interface LoadWishes {
  /** `[tests.throughput]` */
  readonly throughput: {
    readonly enabled: boolean;
    readonly smallIntervalS: number;
    readonly smallKb: number;
    readonly mediumIntervalS: number;
    readonly mediumKb: number;
    readonly largeIntervalS: number;
    readonly largeKb: number;
  };
  /** `[tests.bufferbloat]` */
  readonly bufferbloat: {
    readonly enabled: boolean;
    readonly intervalS: number;
    readonly streams: number;
  };
}

/**
 * The kinds of test that the plan repeats.
 *
 * @param wishes The user's.
 */
export function wantedTests(wishes: LoadWishes): readonly WantedTest[] {
  const { throughput, bufferbloat } = wishes;
  const sized = (["small", "medium", "large"] as const).map((kind) => ({
    kind,
    intervalMs: throughput[`${kind}IntervalS`] * MS_PER_S,
    costBytes: 2 * OVERHEAD * sizeBytesOf(kind, wishes),
  }));
  const bloat: WantedTest = {
    kind: "bloat",
    intervalMs: bufferbloat.intervalS * MS_PER_S,
    costBytes: BLOAT_COST_BYTES,
  };
  return [
    ...(throughput.enabled ? sized : []),
    ...(bufferbloat.enabled ? [bloat] : []),
  ];
}

/**
 * What a scheduled bufferbloat test will move: each direction alone, then both.
 *
 * @param rates What the line carries, bit/s.
 * @returns Bytes, both directions.
 */
export function bloatCostBytes({ up, down }: Rates): number {
  return OVERHEAD * 2 * (up + down) / 8 * LOAD_MS / MS_PER_S;
}

/**
 * A test of the plan, as it is run.
 *
 * @param test The plan's word.
 * @param wishes The user's.
 * @param way The interface to bind to, empty for the kernel's choice, and with
 * whom.
 */
export function scheduledOrder(
  { kind, allowedBytes }: PlannedTest,
  wishes: LoadWishes,
  { device, server }: {
    readonly device: string;
    readonly server: WantedServer;
  },
): LoadOrder {
  const wish = {
    interface: device,
    server: server.name,
    flows: wishes.bufferbloat.streams,
    isOverBudget: false,
  };
  if (kind === "bloat") {
    const request: TestRequest = {
      request: "bloat",
      url: "",
      loadMs: LOAD_MS,
      restMs: REST_MS,
      ...wish,
    };
    return { request, server, sizeBytes: null, allowedBytes };
  }
  const request: TestRequest = {
    request: "throughput",
    // A megabyte is over before TCP has found the rate.
    method: kind === "large" ? "tcp" : "train",
    directions: ["down", "up"],
    durationMs: MAX_DIRECTION_MS,
    ...wish,
  };
  const sizeBytes = sizeBytesOf(kind, wishes);
  return { request, server, sizeBytes, allowedBytes };
}

function sizeBytesOf(
  kind: Exclude<LoadKind, "bloat">,
  { throughput }: LoadWishes,
): number {
  return throughput[`${kind}Kb`] * BYTES_PER_KB;
}
