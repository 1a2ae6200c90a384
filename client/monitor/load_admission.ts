import { gb } from "./load_ledger.ts";
import type { LoadLine, LoadLines } from "./load_lines.ts";
import type { LoadOrder } from "./load_order.ts";
import type { ChargedTest } from "./load_kinds.ts";
import type { LoadPlan } from "./load_plan.ts";
import type { WantedServer } from "./servers.ts";
import type { TestRequest } from "./test_request.ts";

/** A person's test that may be run. */
export interface AdmittedTest {
  /** What is charged. */
  readonly test: ChargedTest;
  /** The way out. */
  readonly line: LoadLine;
  /** What is run. */
  readonly order: LoadOrder;
}

/** By what it is decided. */
export interface AdmissionContext {
  /** The ways out. */
  readonly lines: LoadLines;
  /** What the budget has left. */
  readonly plan: LoadPlan;
  /** The servers to test with, the first first. */
  readonly servers: readonly WantedServer[];
  /** Unix milliseconds. */
  readonly nowMs: number;
}

/** No server allows a test more than this. */
const MAX_TEST_BYTES = 8e9;
/** A test needs so much of the budget to tell anything. */
const LEAST_TEST_BYTES = 300_000;

/**
 * Whether a test that a person asks for can be run.
 *
 * @param request What is asked for.
 * @param context What there is.
 * @returns The test, or a sentence why not.
 */
export function admit(
  request: TestRequest,
  { lines, plan, servers, nowMs }: AdmissionContext,
): AdmittedTest | string {
  const line = lines.find(request.interface);
  if (line === undefined) {
    return `Cannot load ${
      request.interface || "the line"
    } as the monitor measures no such interface (it measures: ${
      lines.names().join(", ") || "none"
    })`;
  }
  const needsServer = request.request !== "bloat" || request.url === "";
  const server = request.server === ""
    ? servers[0]
    : servers.find(({ name }) => name === request.server);
  if (needsServer && server === undefined) {
    return "Cannot load the line as the monitor knows no such server";
  }
  const leftBytes = plan.leftBytes(line.interface, nowMs);
  if (!request.isOverBudget && leftBytes < LEAST_TEST_BYTES) {
    const { usedBytes, capBytes } = plan.budget(line.interface, nowMs);
    return `Cannot load ${line.interface} as this month's budget is used up: ${
      gb(usedBytes)
    } of ${gb(capBytes)} GB (--over-budget tests all the same)`;
  }
  const allowedBytes = request.isOverBudget
    ? MAX_TEST_BYTES
    : Math.min(leftBytes, MAX_TEST_BYTES);
  return {
    test: { interface: line.interface, kind: "asked", allowedBytes },
    line,
    order: {
      request: { ...request, interface: line.device },
      server: needsServer ? server ?? null : null,
      sizeBytes: null,
      allowedBytes,
    },
  };
}
