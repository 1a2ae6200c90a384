import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { FakeLibc } from "@bufferbane/ffi/testing";
import type { MonoNs, WallNs } from "../model/mod.ts";
import { Schedule } from "../probes/schedule.ts";
import { keepTelling } from "./keep_telling.ts";

/** A schedule in virtual time, and a manager that writes down what it hears. */
function setUp(watchdogMs: number | undefined) {
  const libc = new FakeLibc({});
  const clock = {
    wall: () => libc.clock("realtime") as WallNs,
    mono: () => libc.clock("monotonic") as MonoNs,
    boot: () => libc.clock("boottime") as MonoNs,
  };
  const startNs = clock.mono();
  const heard: string[] = [];
  const service = {
    watchdogMs,
    tell(state: string): void {
      heard.push(`${Number(clock.mono() - startNs) / 1e9} s ${state}`);
    },
  };
  const schedule = new Schedule(libc.openPoller(), clock);
  return { schedule, clock, startNs, service, heard };
}

Deno.test("keepTelling() says once that it is ready, and regularly that it works", async () => {
  const { schedule, clock, startNs, service, heard } = setUp(10_000);
  const abort = new AbortController();
  schedule.at(startNs + 35_000_000_000n, () => abort.abort());
  using _telling = keepTelling(service, { schedule, clock });
  await schedule.run(abort.signal);
  deepStrictEqual(heard, [
    "0 s READY=1",
    "0 s WATCHDOG=1",
    "10 s WATCHDOG=1",
    "20 s WATCHDOG=1",
    "30 s WATCHDOG=1",
  ]);
});

Deno.test("keepTelling() says no more than that it is ready where there is no watchdog", () => {
  const { schedule, clock, service, heard } = setUp(undefined);
  strictEqual(keepTelling(service, { schedule, clock }), undefined);
  deepStrictEqual(heard, ["0 s READY=1"]);
});
