import type { TestResult } from "../model/mod.ts";
import { keptDetails } from "./kept_details.ts";
import type { LoadLine } from "./load_lines.ts";
import type { LoadOrder, LoadReport } from "./load_order.ts";

/**
 * A test's report, as it is stored.
 *
 * @param report What became of it.
 * @param of Which test it was.
 */
export function resultOf(report: LoadReport, of: {
  readonly line: LoadLine;
  readonly order: LoadOrder;
  readonly isScheduled: boolean;
}): TestResult {
  const { line, order, isScheduled } = of;
  const { figures, atMs, durationMs, sentBytes, receivedBytes } = report;
  const { request, server } = order;
  const method = request.request === "throughput" ? request.method : "tcp";
  return {
    atMs,
    durationMs,
    kind: request.request,
    method: figures?.method ?? method,
    interface: line.interface,
    connectionType: line.connectionType,
    server: server?.name ?? "",
    isComplete: report.isComplete,
    isScheduled,
    uploadBps: figures?.uploadBps ?? null,
    downloadBps: figures?.downloadBps ?? null,
    sentBytes,
    receivedBytes,
    grade: figures?.grade ?? null,
    details: keptDetails(figures?.details ?? {}, {
      kind: request.request,
      isScheduled,
    }),
  };
}
