import type { ServiceManager } from "@bufferbane/ffi";
import type { Clock } from "../model/mod.ts";
import type { Schedule } from "../probes/schedule.ts";

const NS_PER_MS = 1_000_000n;

/**
 * Tells the service manager that measuring has started, and as long as its
 * schedule goes on that it does.
 *
 * @param service Who is told.
 * @param tools What measures.
 * @returns Dispose of it to tell no more; `undefined` if no more is wanted.
 */
export function keepTelling(
  service: ServiceManager,
  { schedule, clock }: { readonly schedule: Schedule; readonly clock: Clock },
): Disposable | undefined {
  service.tell("READY=1");
  if (service.watchdogMs === undefined) return undefined;
  const rhythm = {
    periodNs: BigInt(Math.ceil(service.watchdogMs)) * NS_PER_MS,
    phaseNs: clock.mono(),
  };
  return schedule.every(rhythm, () => service.tell("WATCHDOG=1"));
}
