import { ok } from "node:assert/strict";
import { openLibc, ThreadBusy } from "./mod.ts";

Deno.test("ThreadBusy tells a thread that works from one that waits", () => {
  using libc = openLibc();
  using poller = libc.openPoller();
  const waiting = new ThreadBusy(libc);
  poller.block(200);
  const waitedPct = waiting.pct();
  ok(waitedPct < 50, `${waitedPct} % while waiting`);
  // By the processor's own clock: others may keep it from working.
  const working = new ThreadBusy(libc);
  const untilNs = libc.clock("threadCpu") + 50_000_000n;
  while (libc.clock("threadCpu") < untilNs);
  ok(working.pct() > 0, "while working");
  ok(working.pct() <= 100);
});
