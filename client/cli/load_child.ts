/** One load test in a process of its own: see monitor/load_order.ts. @module */

import { meterLibc, type MovedBytes, openLibc } from "@bufferbane/ffi";
import { unixMs } from "../model/mod.ts";
import {
  countedBytes,
  type LoadAnswer,
  type LoadOrder,
  type LoadReport,
} from "../monitor/load_order.ts";
import { LoadError } from "../probes/load_error.ts";
import { EXIT, type ExitCode } from "./exit_codes.ts";
import { runOrder } from "./load_runs.ts";
import { systemClock } from "./system_clock.ts";

/** How often the meter is read: 2.5 MB at 1 Gbit/s. */
const METER_MS = 20;
/** What it says is told so much more rarely: four times a second. */
const LOOKS_PER_WORD = 12;
const NS_PER_MS = 1_000_000n;
const SIGNALS = ["SIGHUP", "SIGINT", "SIGTERM"] as const;

/**
 * Runs the test that standard input orders.
 *
 * @param input Standard input: the order in one line, its end is the stop.
 * @param write Takes the answer, line by line.
 * @returns The exit code.
 * @throws {SyntaxError} When the order is none.
 */
export async function runLoadChild(
  input: ReadableStream<Uint8Array>,
  write: (text: string) => void,
): Promise<ExitCode> {
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  for (const signal of SIGNALS) Deno.addSignalListener(signal, onSignal);
  const lines = linesOf(input);
  const first = await lines.next();
  if (first.done) return EXIT.badUsage;
  const order: LoadOrder = JSON.parse(first.value);
  // Nothing more comes but the end, which the process need not live to see.
  lines.next().then(onSignal, onSignal);
  const tell = (line: LoadAnswer) => write(`${JSON.stringify(line)}\n`);
  tell({ report: await obey(order, stop, tell) });
  return EXIT.done;
}

async function obey(
  order: LoadOrder,
  stop: AbortController,
  tell: (line: LoadAnswer) => void,
): Promise<LoadReport> {
  using libc = meterLibc(openLibc());
  const clock = systemClock(libc);
  const atMs = unixMs(clock.wall());
  const startNs = clock.mono();
  let isOverBudget = false;
  let looks = 0;
  const meter = setInterval(() => {
    const moved = libc.moved();
    if (looks++ % LOOKS_PER_WORD === 0) tell({ moved });
    if (countedBytes(moved) < order.allowedBytes) return;
    isOverBudget = true;
    stop.abort();
  }, METER_MS);
  const reportOf = (moved: MovedBytes) => ({
    atMs,
    durationMs: Number((clock.mono() - startNs) / NS_PER_MS),
    ...moved,
  });
  try {
    const { figures, moved } = await runOrder(order, {
      libc,
      moved: () => libc.moved(),
      signal: stop.signal,
      onProgress: (progress) => tell({ progress }),
    });
    return {
      ...reportOf(moved),
      isComplete: true,
      problem: "",
      retryAfterMs: 0,
      figures,
    };
  } catch (error) {
    if (!(error instanceof LoadError)) throw error;
    return {
      ...reportOf(libc.moved()),
      isComplete: false,
      problem: isOverBudget
        ? "The load test was broken off as it moved more data than it may"
        : error.message,
      retryAfterMs: error.retryAfterMs,
      figures: null,
    };
  } finally {
    clearInterval(meter);
  }
}

async function* linesOf(
  input: ReadableStream<Uint8Array>,
): AsyncGenerator<string, void> {
  let rest = "";
  const decoder = new TextDecoder();
  for await (const chunk of input) {
    rest += decoder.decode(chunk, { stream: true });
    for (let end; (end = rest.indexOf("\n")) >= 0;) {
      yield rest.slice(0, end);
      rest = rest.slice(end + 1);
    }
  }
}
