import { familyOf, type Libc, LibcError, type Poller } from "@bufferbane/ffi";
import type { Settings } from "../config/mod.ts";
import type { Links } from "../links/mod.ts";
import type {
  Clock,
  Measurement,
  ProbeKind,
  Series,
  WallNs,
} from "../model/mod.ts";
import { DnsProbe, type DnsSubject } from "../probes/dns.ts";
import { IcmpProbe } from "../probes/icmp.ts";
import { IcmpNotAllowedError } from "../probes/icmp_socket.ts";
import type { Probe, ProbeContext } from "../probes/probe.ts";
import type { TargetResolver } from "../probes/resolve.ts";
import type { Schedule } from "../probes/schedule.ts";
import { TcpProbe } from "../probes/tcp.ts";
import { TcpHoldProbe } from "../probes/tcp_hold.ts";
import { FirstHops } from "./first_hops.ts";
import {
  choosePorts,
  type Port,
  portKey,
  type WantedInterface,
} from "./ports.ts";
import {
  planEndpoints,
  type PlannedTarget,
  planResolvers,
  planTargets,
  SeriesBook,
} from "./targets.ts";

/** A probe that is late by more than this is not waited for. */
const LATE_NS = 10_000_000_000n;
/** A held connection without a sign of life for longer has been dropped. */
const SILENCE_MS = 5_000;
const NS_PER_MS = 1_000_000n;
const NS_PER_S = 1_000_000_000n;
/** The other probes' rounds begin this long after the pings', apart. */
const DNS_PHASE_NS = 300_000_000n;
const TCP_PHASE_NS = 600_000_000n;

/** What probing works with. */
export interface ProberContext {
  /** Sockets. */
  readonly libc: Libc;
  /** Waits. */
  readonly poller: Poller;
  /** Calls back at an instant. */
  readonly schedule: Schedule;
  /** The time. */
  readonly clock: Clock;
  /** Interfaces and routes. */
  readonly links: Links;
  /** Host names to addresses. */
  readonly names: TargetResolver;
  /** This machine's own resolvers, asked for anew at each change. */
  readonly systemResolvers: () => readonly string[];
  /** Fills with unforeseeable bytes. */
  readonly fillRandom: (bytes: Uint8Array<ArrayBuffer>) => void;
  /** Takes measurements. */
  readonly report: (measurement: Measurement) => void;
  /** Tells the user something, one sentence. */
  readonly note: (text: string) => void;
}

/**
 * Everything that is measured, kept in line with the machine: when a route,
 * an interface, an address or the provider's first router changes, targets and
 * sockets follow, and nothing stops.
 */
export class Prober implements Disposable {
  readonly #context: ProberContext;
  readonly #settings: Settings;
  readonly #book = new SeriesBook();
  readonly #probes = new Map<string, Probe>();
  readonly #rhythms: Disposable[] = [];
  readonly #firstHops: FirstHops;
  #ports: readonly Port[] = [];
  #missing = "";
  #isIcmpRefused = false;
  #isDisposed = false;

  /**
   * Opens the probes, and begins the rounds of all but the pings.
   *
   * @param context What to work with.
   * @param settings What to measure.
   */
  constructor(context: ProberContext, settings: Settings) {
    this.#context = {
      ...context,
      report: (measurement) => {
        this.#doubt(measurement);
        context.report(measurement);
      },
    };
    this.#settings = settings;
    this.#firstHops = new FirstHops(
      { ...context, nowNs: () => context.clock.mono() },
      {
        publicDns: settings.targets.publicDns,
        randomTag: () => this.#randomTag(),
        onFound: (port, hop) => {
          context.note(
            `The provider's first router on ${port.interface} is ${hop}`,
          );
          this.replan();
        },
      },
    );
    this.replan();
    this.#startRhythms();
  }

  /** The ways out that are measured now. */
  get ports(): readonly Port[] {
    return this.#ports;
  }

  /** Sends a round of pings. */
  send(at: WallNs): void {
    for (const [key, probe] of this.#probes) {
      if (key.startsWith("icmp ")) probe.send(at);
    }
  }

  /** Forgets what is under way: the machine was suspended. */
  abandon(): void {
    for (const probe of this.#probes.values()) probe.abandon();
  }

  /** Looks at the machine again; cheap, so call it at any sign of change. */
  replan(): void {
    if (this.#isDisposed) return;
    const { links } = this.#context;
    const interfaces = links.interfaces();
    const { general, targets } = this.#settings;
    const { ports, missing } = choosePorts({
      wanted: wantedInterfaces(this.#settings),
      connectionType: general.connectionType,
      family: general.family,
      routes: links.defaultRoutes(),
      interfaces,
    });
    this.#tellMissing(missing, interfaces.map(({ name }) => name));
    this.#tellGateways(this.#ports, ports);
    this.#ports = ports;
    const planned = planTargets(ports, targets, {
      firstHop: (port) => this.#firstHops.of(port),
      addresses: (host) => this.#addressesOf(host),
    });
    this.#applyPings(planned);
    this.#applyOthers();
    if (targets.ispGateway === "auto") this.#firstHops.follow(ports);
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    this.#firstHops[Symbol.dispose]();
    for (const rhythm of this.#rhythms) rhythm[Symbol.dispose]();
    for (const probe of this.#probes.values()) probe[Symbol.dispose]();
    this.#probes.clear();
  }

  #applyPings(planned: readonly PlannedTarget[]): void {
    const { timeoutMs } = this.#settings.general;
    const keep = new Set<string>();
    for (const port of this.#ports) {
      const key = `icmp ${portKey(port)}`;
      const probe = this.#open(key, (context) =>
        new IcmpProbe(context, {
          family: port.family,
          device: port.device,
          timeoutNs: BigInt(timeoutMs) * NS_PER_MS,
          lateNs: LATE_NS,
          tag: this.#randomTag(),
        }));
      if (probe === undefined) continue;
      keep.add(key);
      const own = planned.filter((target) => target.port === port);
      probe.setTargets(own.map((target) => ({
        series: this.#seriesOf("icmp", target, ""),
        address: target.address,
      })));
    }
    this.#closeOthers("icmp ", keep);
  }

  #applyOthers(): void {
    const { dns, tcp } = this.#settings.tests;
    const keep = new Set<string>();
    const devices = new Set(this.#ports.map(({ device }) => device));
    for (const device of devices) {
      const ports = this.#ports.filter((port) => port.device === device);
      if (dns.enabled) this.#applyDns(device, ports, keep);
      if (tcp.enabled) this.#applyTcp(device, ports, keep);
    }
    this.#closeOthers("dns", keep);
    this.#closeOthers("tcp", keep);
  }

  #applyDns(device: string, ports: readonly Port[], keep: Set<string>): void {
    const { dns } = this.#settings.tests;
    const resolvers = planResolvers(ports, {
      resolvers: dns.resolvers,
      system: this.#context.systemResolvers(),
      publicDns: this.#settings.targets.publicDns,
    });
    const subjects: readonly DnsSubject[] = [
      { kind: "cached", name: dns.cachedName },
      { kind: "random", zone: dns.zone },
    ];
    for (const subject of subjects) {
      const key = `dns-${subject.kind} ${device}`;
      const probe = this.#open(key, (context) =>
        new DnsProbe(context, {
          subject,
          type: "A",
          device,
          timeoutNs: BigInt(dns.timeoutMs) * NS_PER_MS,
          lateNs: LATE_NS,
          fillRandom: this.#context.fillRandom,
        }));
      if (probe === undefined) continue;
      keep.add(key);
      probe.setTargets(resolvers.map((target) => ({
        series: this.#seriesOf("dns", target, subject.kind),
        address: target.address,
        port: 53,
      })));
    }
  }

  #applyTcp(device: string, ports: readonly Port[], keep: Set<string>): void {
    const { tcp } = this.#settings.tests;
    const addresses = (host: string) => this.#addressesOf(host);
    const timeoutNs = BigInt(tcp.timeoutMs) * NS_PER_MS;
    const key = `tcp ${device}`;
    const probe = this.#open(
      key,
      (context) =>
        new TcpProbe(context, { device, timeoutNs, lateNs: LATE_NS }),
    );
    if (probe !== undefined) {
      keep.add(key);
      probe.setTargets(
        planEndpoints(ports, tcp.targets, addresses).map((endpoint) => ({
          series: this.#seriesOf("tcp", endpoint, String(endpoint.tcpPort)),
          address: endpoint.address,
          port: endpoint.tcpPort,
        })),
      );
    }
    const [held] = tcp.hold === ""
      ? []
      : planEndpoints(ports, [tcp.hold], addresses);
    if (held === undefined) return;
    const holdKey = `tcp-hold ${device} ${held.address}`;
    keep.add(holdKey);
    this.#open(holdKey, (context) =>
      new TcpHoldProbe(context, {
        series: this.#seriesOf("tcp", held, "hold"),
        address: held.address,
        port: held.tcpPort,
        device,
        silenceMs: SILENCE_MS,
      }));
  }

  /** The probe of this key; opened if there is none and it can be. */
  #open<P extends Probe>(
    key: string,
    open: (context: ProbeContext) => P,
  ): P | undefined {
    const known = this.#probes.get(key);
    // A key names what its probe was opened with, its class included.
    if (known !== undefined) return known as P;
    try {
      const probe = open(this.#context);
      this.#probes.set(key, probe);
      return probe;
    } catch (error) {
      if (error instanceof IcmpNotAllowedError) {
        if (!this.#isIcmpRefused) this.#context.note(error.message);
        this.#isIcmpRefused = true;
        return undefined;
      }
      // The interface has gone meanwhile: its return is another change.
      if (error instanceof LibcError) return undefined;
      throw error;
    }
  }

  #closeOthers(prefix: string, keep: ReadonlySet<string>): void {
    for (const [key, probe] of this.#probes) {
      if (!key.startsWith(prefix) || keep.has(key)) continue;
      probe[Symbol.dispose]();
      this.#probes.delete(key);
    }
  }

  /** A name that does not answer may stand for another address by now. */
  #doubt({ series, outcome }: Measurement): void {
    if ("rttNs" in outcome || familyOf(series.target) !== null) return;
    this.#context.names.doubt(series.target);
  }

  #addressesOf(host: string): readonly string[] {
    return this.#context.names.addressesOf(host).map(({ address }) => address);
  }

  #seriesOf(
    probe: ProbeKind,
    { port, target, role }: PlannedTarget,
    variant: string,
  ): Series {
    return this.#book.of({
      probe,
      interface: port.interface,
      connectionType: port.connectionType,
      target,
      role,
      family: port.family,
      variant,
      server: "",
    });
  }

  #startRhythms(): void {
    const { dns, tcp } = this.#settings.tests;
    this.#every(dns.intervalS, DNS_PHASE_NS, "dns-cached");
    this.#every(dns.randomIntervalS, DNS_PHASE_NS + NS_PER_S, "dns-random");
    this.#every(tcp.intervalS, TCP_PHASE_NS, "tcp");
  }

  #every(seconds: number, phaseNs: bigint, prefix: string): void {
    const { schedule, clock } = this.#context;
    const rhythm = {
      periodNs: BigInt(seconds) * NS_PER_S,
      phaseNs: clock.mono() + phaseNs,
    };
    this.#rhythms.push(schedule.every(rhythm, () => {
      for (const [key, probe] of this.#probes) {
        if (key.startsWith(prefix)) probe.send(clock.wall());
      }
    }));
  }

  #tellMissing(missing: readonly string[], have: readonly string[]): void {
    const text = missing.join(", ");
    if (text === this.#missing) return;
    this.#missing = text;
    if (text === "") return;
    this.#context.note(
      `Cannot bind to ${text} as there is no such interface (have: ${
        have.join(", ")
      }); waiting for it`,
    );
  }

  #tellGateways(before: readonly Port[], now: readonly Port[]): void {
    for (const port of now) {
      const old = before.find((other) =>
        other.device === port.device && other.family === port.family
      );
      if (old === undefined || old.gateway === port.gateway) continue;
      this.#context.note(
        port.gateway === null
          ? `There is no gateway on ${port.interface} any more (it was ${old.gateway})`
          : `The gateway on ${port.interface} is now ${port.gateway} (it was ${
            old.gateway ?? "none"
          })`,
      );
    }
  }

  #randomTag(): number {
    const bytes = new Uint8Array(4);
    this.#context.fillRandom(bytes);
    return new DataView(bytes.buffer).getUint32(0);
  }
}

function wantedInterfaces(settings: Settings): readonly WantedInterface[] {
  return settings.interfaces.length > 0
    ? settings.interfaces
    : settings.general.interfaces.map((name) => ({
      name,
      connectionType: "auto" as const,
    }));
}
