/** The probes of what people use: DNS and TCP. @module */

import type { Settings } from "../config/mod.ts";
import type { ProbeKind, Series } from "../model/mod.ts";
import { DnsProbe, type DnsSubject } from "../probes/dns.ts";
import type { ProbeContext } from "../probes/probe.ts";
import { TcpProbe } from "../probes/tcp.ts";
import { TcpHoldProbe } from "../probes/tcp_hold.ts";
import type { Port } from "./ports.ts";
import { LATE_NS, type ProbeSet } from "./probe_set.ts";
import { planEndpoints, type PlannedTarget, planResolvers } from "./targets.ts";

/** A held connection without a sign of life for longer has been dropped. */
const SILENCE_MS = 5_000;
const NS_PER_MS = 1_000_000n;

/** What {@linkcode applyServices} works with. */
export interface ServiceContext extends ProbeContext {
  /** Where the probes are kept. */
  readonly probes: ProbeSet;
  /** This machine's own resolvers, by address. */
  readonly systemResolvers: () => readonly string[];
  /** Fills with unforeseeable bytes. */
  readonly fillRandom: (bytes: Uint8Array<ArrayBuffer>) => void;
  /** The addresses of a host, best first. */
  readonly addressesOf: (host: string) => readonly string[];
  /** Whether an address can be sent to now. */
  readonly isReal: (address: string) => boolean;
  /** The series of a target. */
  readonly seriesOf: (
    probe: ProbeKind,
    target: PlannedTarget,
    of: { readonly variant: string },
  ) => Series;
}

/** An interface that sockets are bound to, and its part of a probe's key. */
interface Socket {
  readonly key: string;
  readonly device: string;
}

/**
 * Opens what is missing of the DNS and TCP probes, each for both IP versions
 * of an interface at once, and aims them.
 *
 * @param ports The ways out.
 * @param settings What the user wants.
 * @param context What to work with.
 * @returns The keys of all that is wanted.
 */
export function applyServices(
  ports: readonly Port[],
  settings: Settings,
  context: ServiceContext,
): readonly string[] {
  const { dns, tcp } = settings.tests;
  const sockets = new Map(
    ports.map(({ device, interfaceIndex }) => [
      `${device} ${interfaceIndex}`,
      device,
    ]),
  );
  return [...sockets].flatMap(([key, device]) => {
    const own = ports.filter((port) => port.device === device);
    const socket = { key, device };
    return [
      ...(dns.enabled ? applyDns(own, settings, { ...context, socket }) : []),
      ...(tcp.enabled ? applyTcp(own, settings, { ...context, socket }) : []),
    ];
  });
}

function applyDns(
  ports: readonly Port[],
  { tests: { dns }, targets }: Settings,
  context: ServiceContext & { readonly socket: Socket },
): readonly string[] {
  const { socket, probes } = context;
  const resolvers = planResolvers(ports, {
    resolvers: dns.resolvers,
    system: context.systemResolvers(),
    publicDns: targets.publicDns,
  }).filter(({ address }) => context.isReal(address));
  const subjects: readonly DnsSubject[] = [
    { kind: "cached", name: dns.cachedName },
    { kind: "random", zone: dns.zone },
  ];
  return subjects.map((subject) => {
    const key = `dns-${subject.kind} ${socket.key}`;
    probes.take(key, () =>
      new DnsProbe(context, {
        subject,
        type: "A",
        device: socket.device,
        timeoutNs: BigInt(dns.timeoutMs) * NS_PER_MS,
        lateNs: LATE_NS,
        fillRandom: context.fillRandom,
      }))?.setTargets(resolvers.map((target) => ({
        series: context.seriesOf("dns", target, { variant: subject.kind }),
        address: target.address,
        port: 53,
      })));
    return key;
  });
}

function applyTcp(
  ports: readonly Port[],
  { tests: { tcp } }: Settings,
  context: ServiceContext & { readonly socket: Socket },
): readonly string[] {
  const { socket, probes, addressesOf } = context;
  const { device } = socket;
  const key = `tcp ${socket.key}`;
  probes.take(key, () =>
    new TcpProbe(context, {
      device,
      timeoutNs: BigInt(tcp.timeoutMs) * NS_PER_MS,
      lateNs: LATE_NS,
    }))?.setTargets(
      planEndpoints(ports, tcp.targets, addressesOf).map((endpoint) => ({
        series: context.seriesOf("tcp", endpoint, {
          variant: String(endpoint.tcpPort),
        }),
        address: endpoint.address,
        port: endpoint.tcpPort,
      })),
    );
  const [held] = tcp.hold === ""
    ? []
    : planEndpoints(ports, [tcp.hold], addressesOf);
  if (held === undefined) return [key];
  const holdKey = `tcp-hold ${socket.key} ${held.address}`;
  probes.take(holdKey, () =>
    new TcpHoldProbe(context, {
      series: context.seriesOf("tcp", held, { variant: "hold" }),
      address: held.address,
      port: held.tcpPort,
      device,
      silenceMs: SILENCE_MS,
    }));
  return [key, holdKey];
}
