/** What each kind of load test needs to be run by order. @module */

import type { Libc, MovedBytes } from "@bufferbane/ffi";
import type { Direction } from "../model/mod.ts";
import type { LoadFigures, LoadOrder } from "../monitor/load_order.ts";
import type { WantedServer } from "../monitor/servers.ts";
import type {
  BloatRequest,
  TestProgress,
  ThroughputRequest,
} from "../monitor/test_request.ts";
import { LoadError } from "../probes/load_error.ts";
import { measureHere } from "./bloat/measure.ts";
import type { BloatResult } from "./bloat/result.ts";
import { openLoadLink } from "./load_link.ts";
import { type MeteredMachine, withLoadMachine } from "./load_machine.ts";
import { measureThroughput } from "./throughput_run.ts";

/** Of a load over the web, acknowledgements counted in. */
const WEB_PACKET_BYTES = 1_000;

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

/** What a test came to. */
export interface RunResult {
  /** Its figures. */
  readonly figures: LoadFigures;
  /** What it moved in all. */
  readonly moved: MovedBytes;
}

/**
 * Runs a load test.
 *
 * @param order Which.
 * @param context With what.
 * @returns What it came to.
 * @throws {LoadError} When there is none to be had, or it was broken off.
 */
export async function runOrder(
  order: LoadOrder,
  context: LoadRunContext,
): Promise<RunResult> {
  const { request } = order;
  return await withLoadMachine(context, (machine) => {
    const metered = { ...machine, moved: context.moved };
    return request.request === "bloat"
      ? runBloat(metered, { ...order, request }, context)
      : runThroughput(metered, { ...order, request }, context);
  });
}

async function runThroughput(
  machine: MeteredMachine,
  { request, server, sizeBytes }: Order<ThroughputRequest>,
  context: LoadRunContext,
): Promise<RunResult> {
  const { onProgress } = context;
  const { flows: streams, method, directions, durationMs } = request;
  const plan = { method, streams, directions, durationMs };
  const device = request.interface;
  using link = await openLoadLink(machine, { server: known(server), device });
  const result = await measureThroughput(
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
    result.results.find(({ direction }) => direction === way)?.bps ?? null;
  const moved = context.moved();
  return {
    figures: {
      method,
      uploadBps: bpsOf("up"),
      downloadBps: bpsOf("down"),
      grade: null,
      details: { ...result, ...machine.moved() },
    },
    moved,
  };
}

async function runBloat(
  machine: MeteredMachine,
  { request, server }: Order<BloatRequest>,
  context: LoadRunContext,
): Promise<RunResult> {
  const { url, interface: device, isOverBudget } = request;
  const to = url === "" ? known(server) : new URL(url);
  const wanted = { plan: request, device, isOverBudget, to };
  const result = await measureHere(machine, wanted, context.onProgress);
  const { method, upBps, downBps, grade } = result;
  return {
    figures: {
      method,
      uploadBps: upBps,
      downloadBps: downBps,
      grade,
      details: result,
    },
    moved: method === "http" ? webTraffic(result) : context.moved(),
  };
}

/** What went over connections that are not ours to meter. */
function webTraffic(
  { sentBytes, receivedBytes }: BloatResult,
): MovedBytes {
  const packets = Math.ceil((sentBytes + receivedBytes) / WEB_PACKET_BYTES);
  return { sentBytes, receivedBytes, packets };
}

/** An order for one kind of test. */
type Order<Request> = Omit<LoadOrder, "request"> & {
  readonly request: Request;
};

function known(server: WantedServer | null): WantedServer {
  if (server !== null) return server;
  throw new LoadError("refused", "Cannot load the line without a server");
}
