/** What a load test works with, and how a command that runs one ends. @module */

import {
  type Libc,
  meterLibc,
  type MovedBytes,
  openLibc,
} from "@bufferbane/ffi";
import { readText } from "../links/mod.ts";
import type { Measurement } from "../model/mod.ts";
import { LoadError } from "../probes/load_error.ts";
import type { ProbeContext } from "../probes/probe.ts";
import { Schedule } from "../probes/schedule.ts";
import type { Output } from "./dispatch.ts";
import { EXIT, type ExitCode } from "./exit_codes.ts";
import { explainFault } from "./explain_fault.ts";
import { stopSignal } from "./stop_signal.ts";
import { systemClock } from "./system_clock.ts";

/** What a test works with. */
export interface LoadMachine {
  /** Sockets, time. */
  readonly context: ProbeContext;
  /** Breaks everything off. */
  readonly signal: AbortSignal;
}

/** What a {@linkcode LoadMachine} is made of. */
export interface LoadMachineOptions {
  /** Sockets. */
  readonly libc: Libc;
  /** Breaks everything off. */
  readonly signal: AbortSignal;
  /** Takes measurements; without it they go nowhere. */
  readonly report?: (measurement: Measurement) => void;
}

/**
 * Keeps the time while a test runs.
 *
 * @param options Sockets, and the end.
 * @param run The test.
 * @returns What the test returns.
 */
export async function withLoadMachine<Result>(
  { libc, signal, report = () => {} }: LoadMachineOptions,
  run: (machine: LoadMachine) => Promise<Result>,
): Promise<Result> {
  using poller = libc.openPoller();
  const clock = systemClock(libc);
  const schedule = new Schedule(poller, clock);
  const done = new AbortController();
  const running = schedule.run(done.signal);
  const context = { libc, poller, schedule, clock, report };
  try {
    return await run({ context, signal });
  } finally {
    done.abort();
    await running;
  }
}

/** A {@linkcode LoadMachine} of this process alone. */
export interface MeteredMachine extends LoadMachine {
  /** What its sockets have moved over the network so far. */
  readonly moved: () => MovedBytes;
}

/**
 * Runs a load test for a person, and says what goes wrong.
 *
 * @param output Where complaints go.
 * @param prepare Reads the command's options and the configuration, before
 * anything is opened, and returns the test.
 * @returns The exit code.
 */
export async function runLoadCommand(
  output: Output,
  prepare: () => (machine: MeteredMachine) => Promise<void>,
): Promise<ExitCode> {
  try {
    const run = prepare();
    using stop = stopSignal(readText("/proc/self/status") ?? "");
    using libc = meterLibc(openLibc());
    await withLoadMachine(
      { libc, signal: stop.signal },
      (machine) => run({ ...machine, moved: () => libc.moved() }),
    );
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof LoadError)) return explainFault(error, output);
    output.err(`${error.message}\n`);
    return EXIT.failed;
  }
}
