/**
 * For tests: traces one target and writes what was found as a line of JSON.
 * Runs inside a namespace.
 *
 * ```sh
 * trace_main.ts ADDRESS [icmp|udp] [tries] [device]
 * ```
 *
 * @module
 */

import { familyOf, openLibc } from "@bufferbane/ffi";
import { PathTracer } from "../../client/probes/path.ts";
import { Schedule } from "../../client/probes/schedule.ts";
import { systemClock } from "../../client/cli/system_clock.ts";

const [address = "", method = "icmp", tries = "3", device = ""] = Deno.args;
using libc = openLibc();
using poller = libc.openPoller();
const clock = systemClock(libc);
const schedule = new Schedule(poller, clock);
using tracer = new PathTracer({
  libc,
  poller,
  schedule,
  wallNs: () => clock.wall(),
  nowNs: () => clock.mono(),
}, {
  family: familyOf(address) ?? 4,
  device,
  address,
  method: method === "udp" ? "udp" : "icmp",
  tries: Number(tries),
  pauseNs: 250_000_000n,
  tag: crypto.getRandomValues(new Uint32Array(1))[0] ?? 0,
});
const stop = new AbortController();
const running = schedule.run(stop.signal);
const found = await tracer.run();
stop.abort();
await running;
Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(found)}\n`));
