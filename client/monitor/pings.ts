import type { Series } from "../model/mod.ts";
import { IcmpProbe } from "../probes/icmp.ts";
import type { ProbeContext } from "../probes/probe.ts";
import type { Port } from "./ports.ts";
import { LATE_NS, type ProbeSet } from "./probe_set.ts";
import type { PlannedTarget } from "./targets.ts";

const NS_PER_MS = 1_000_000n;

/** What {@linkcode applyPings} works with. */
export interface PingContext extends ProbeContext {
  /** Where the probes are kept. */
  readonly probes: ProbeSet;
  /** A ping without an answer is lost after this, ms. */
  readonly timeoutMs: number;
  /** Makes 32 unforeseeable bits, which tell a socket's answers from others. */
  readonly randomTag: () => number;
  /** The series of a target. */
  readonly seriesOf: (target: PlannedTarget) => Series;
  /** Told the TTL or hop limit, 0 to 255, that an answer arrived with. */
  readonly onTtl: (series: Series, ttl: number) => void;
}

/**
 * Opens what is missing of the pings, one an interface and IP version, and
 * aims them.
 *
 * @param planned What to ping.
 * @param ports The ways out.
 * @param context What to work with.
 * @returns The keys of all that is wanted.
 */
export function applyPings(
  planned: readonly PlannedTarget[],
  ports: readonly Port[],
  context: PingContext,
): readonly string[] {
  const { probes, timeoutMs, randomTag, seriesOf, onTtl } = context;
  return ports.map((port) => {
    // Not the gateway: a lost route must not forget what is under way.
    const { device, interfaceIndex, family } = port;
    const key = `icmp ${device} ${interfaceIndex} ${family}`;
    const own = planned.filter((target) => target.port === port);
    probes.take(key, () =>
      new IcmpProbe(context, {
        family,
        device,
        timeoutNs: BigInt(timeoutMs) * NS_PER_MS,
        lateNs: LATE_NS,
        tag: randomTag(),
        onTtl,
      }))?.setTargets(
        own.map((target) => ({
          series: seriesOf(target),
          address: target.address,
        })),
      );
    return key;
  });
}
