/** What each kind of load test needs to be run by order. @module */

import type { Libc, MovedBytes } from "@bufferbane/ffi";
import type { Direction } from "../model/mod.ts";
import type { LoadFigures, LoadOrder } from "../monitor/load_order.ts";
import type {
  BloatRequest,
  TestProgress,
  ThroughputRequest,
} from "../monitor/test_request.ts";
import { LoadError } from "../probes/load_error.ts";
import { measureBloat } from "./bloat/measure.ts";
import { serverLine } from "./bloat/server_line.ts";
import { type LoadLink, openLoadLink } from "./load_link.ts";
import { type LoadMachine, withLoadMachine } from "./load_machine.ts";
import { measureThroughput } from "./throughput_run.ts";

/** What a test is run with. */
export interface LoadRunContext {
  /** Sockets. */
  readonly libc: Libc;
  /** What they have moved so far. */
  readonly moved: () => MovedBytes;
  /** Breaks it off. */
  readonly signal: AbortSignal;
  /** Told how it goes. */
  readonly onProgress: (progress: TestProgress) => void;
}

/**
 * Runs a load test.
 *
 * @param order Which.
 * @param context With what.
 * @returns Its figures.
 * @throws {LoadError} When there is none to be had, or it was broken off.
 */
export async function runOrder(
  order: LoadOrder,
  context: LoadRunContext,
): Promise<LoadFigures> {
  const { request, server, sizeBytes } = order;
  if (server === null) {
    throw new LoadError("refused", "Cannot load the line without a server");
  }
  return await withLoadMachine(context, async (machine) => {
    const device = request.interface;
    using link = await openLoadLink(machine, { server, device });
    return request.request === "bloat"
      ? await runBloat({ machine, link }, request, context)
      : await runThroughput(link, { ...request, sizeBytes }, context);
  });
}

async function runThroughput(
  link: LoadLink,
  request: ThroughputRequest & Pick<LoadOrder, "sizeBytes">,
  { onProgress }: LoadRunContext,
): Promise<LoadFigures> {
  const { flows: streams, sizeBytes, method } = request;
  const { directions, durationMs } = request;
  const plan = { method, streams, directions, durationMs };
  const details = await measureThroughput(
    link,
    sizeBytes === null ? plan : { ...plan, sizeBytes },
    {
      onStart: () => {},
      onSecond: (second) => onProgress({ kind: "throughput", ...second }),
      onTrain: (train) => onProgress({ kind: "throughput", ...train }),
      onDirection: () => {},
    },
  );
  const bpsOf = (way: Direction) =>
    details.results.find(({ direction }) => direction === way)?.bps ?? null;
  return {
    method,
    uploadBps: bpsOf("up"),
    downloadBps: bpsOf("down"),
    grade: null,
    details,
  };
}

async function runBloat(
  { machine, link }: {
    readonly machine: LoadMachine;
    readonly link: LoadLink;
  },
  plan: BloatRequest,
  { moved, onProgress }: LoadRunContext,
): Promise<LoadFigures> {
  const details = await measureBloat(machine, {
    line: serverLine(link, plan),
    plan,
    how: {
      method: "tcp",
      latencyBy: "echo",
      server: link.server.name,
      address: link.reach.address,
      interface: plan.interface,
    },
    moved,
    onProgress,
  });
  const { method, upBps, downBps, grade } = details;
  return { method, uploadBps: upBps, downloadBps: downBps, grade, details };
}
