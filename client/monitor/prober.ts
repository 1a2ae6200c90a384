import { familyOf, LibcError } from "@bufferbane/ffi";
import type { Settings } from "../config/mod.ts";
import {
  type Measurement,
  type ProbeKind,
  type Series,
  unixMs,
  type WallNs,
} from "../model/mod.ts";
import { FirstHops } from "./first_hops.ts";
import { MachineNews } from "./machine_news.ts";
import { applyPings } from "./pings.ts";
import {
  areInPlace,
  choosePorts,
  type Port,
  wantedInterfaces,
  waysOut,
} from "./ports.ts";
import { ProbeSet } from "./probe_set.ts";
import type { ProberContext } from "./prober_context.ts";
import { serversOf } from "./servers.ts";
import { applyServices } from "./services.ts";
import {
  type PlannedTarget,
  planTargets,
  SeriesBook,
  unreachable,
} from "./targets.ts";
import { explainUnsent } from "./unsent.ts";

const NS_PER_S = 1_000_000_000n;
/** What the kernel refused may be had when asked for again so much later. */
const ASK_AGAIN_NS = 10_000_000_000n;
/** The other probes' rounds begin this long after the pings', apart. */
const DNS_PHASE_NS = 300_000_000n;
const TCP_PHASE_NS = 600_000_000n;

/**
 * Everything that is measured, kept in line with the machine: when a route,
 * an interface, an address or the provider's first router changes, targets and
 * sockets follow, and nothing stops.
 */
export class Prober implements Disposable {
  readonly #context: ProberContext;
  readonly #settings: Settings;
  readonly #book = new SeriesBook();
  readonly #probes: ProbeSet;
  readonly #news = new MachineNews();
  readonly #rhythms: readonly Disposable[];
  readonly #firstHops: FirstHops;
  /** Why the machine could not be looked at, as told. */
  #problem = "";
  #unreachable = "";
  #askAgain: Disposable | undefined;
  #isDisposed = false;
  #ports: readonly Port[] = [];

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
        context.paths?.sample(measurement);
        context.portals.sample(measurement);
        context.report(explainUnsent(measurement, context.reader));
      },
    };
    this.#settings = settings;
    this.#probes = new ProbeSet(context.note);
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
    const { dns, tcp } = settings.tests;
    this.#rhythms = [
      this.#every(dns.intervalS, DNS_PHASE_NS, "dns-cached"),
      this.#every(dns.randomIntervalS, DNS_PHASE_NS + NS_PER_S, "dns-random"),
      this.#every(tcp.intervalS, TCP_PHASE_NS, "tcp"),
      this.#every(tcp.intervalS, TCP_PHASE_NS, "tcp-hold"),
    ];
  }

  /** Sends a round of pings and ECHOs. */
  send(at: WallNs): void {
    this.#send(at, "icmp", "echo");
  }

  /** Forgets what is under way: the machine was suspended. */
  abandon(): void {
    this.#probes.abandon();
  }

  /**
   * Looks at the machine again; cheap, so call it at any sign of change. What
   * cannot be had now, as descriptors or memory have run out, is asked for
   * again later, and what is open goes on.
   */
  replan(): void {
    if (this.#isDisposed) return;
    let problem = "";
    try {
      this.#plan();
    } catch (error) {
      if (!(error instanceof LibcError)) throw error;
      problem = error.message;
    }
    if (problem !== this.#problem && problem !== "") {
      this.#context.note(
        `Cannot look at this machine's interfaces: ${problem}; trying again`,
      );
    }
    this.#problem = problem;
    this.#askAgain?.[Symbol.dispose]();
    if (problem === "" && !this.#probes.hasRefusals) return;
    const { schedule, clock } = this.#context;
    this.#askAgain = schedule.at(
      clock.mono() + ASK_AGAIN_NS,
      () => this.replan(),
    );
  }

  #plan(): void {
    const { links } = this.#context;
    const interfaces = links.interfaces();
    const { general, targets } = this.#settings;
    const wanted = wantedInterfaces(this.#settings);
    const ways = waysOut(links);
    const ports = choosePorts({
      wanted,
      connectionType: general.connectionType,
      family: general.family,
      routes: links.defaultRoutes(),
      ways,
      interfaces,
      before: this.#ports,
    });
    const atMs = unixMs(this.#context.clock.wall());
    this.#news.update({ wanted, ports, interfaces, ways }, atMs)
      .forEach(this.#context.event);
    this.#ports = ports;
    this.#context.translation.follow(ports, ways);
    this.#context.onPorts(ports);
    const planned = planTargets(ports, targets, {
      firstHop: (port) => this.#firstHops.of(port),
      addresses: (host) => this.#addressesOf(host),
    }).filter(({ address }) => this.#isReal(address));
    this.#context.paths?.follow([...planned, ...this.#serverTargets(ports)]);
    this.#probes.keep(
      new Set([
        ...applyPings(planned, ports, {
          ...this.#context,
          probes: this.#probes,
          timeoutMs: general.timeoutMs,
          randomTag: () => this.#randomTag(),
          seriesOf: (target) => this.#seriesOf("icmp", target),
          onTtl: (series, ttl) => this.#context.paths?.ttl(series, ttl),
        }),
        ...applyServices(ports, this.#settings, {
          ...this.#context,
          probes: this.#probes,
          addressesOf: (host) => this.#addressesOf(host),
          isReal: (address) => this.#isReal(address),
          seriesOf: (...of) => this.#seriesOf(...of),
        }),
        ...this.#applyEchoes(ports),
      ]),
    );
    if (targets.ispGateway === "auto") this.#firstHops.follow(ports);
    this.#tellUnreachable();
  }

  #tellUnreachable(): void {
    const { translation, note } = this.#context;
    if (!translation.isSettled) return;
    const { targets } = this.#settings;
    const servers = serversOf(this.#settings).map(({ host }) => host);
    const hosts = unreachable(this.#ports, {
      publicDns: targets.publicDns,
      custom: [...targets.custom, ...servers],
    }, (host) => this.#addressesOf(host)).join(", ");
    if (hosts !== "" && hosts !== this.#unreachable) {
      note(
        `Cannot measure ${hosts} as there is no way out over that IP version; waiting for one`,
      );
    }
    this.#unreachable = hosts;
  }

  /** Closes all sockets; what is under way is not reported. */
  [Symbol.dispose](): void {
    this.#isDisposed = true;
    this.#askAgain?.[Symbol.dispose]();
    this.#firstHops[Symbol.dispose]();
    for (const rhythm of this.#rhythms) rhythm[Symbol.dispose]();
    this.#probes[Symbol.dispose]();
  }

  /** Only their ways are of interest: ECHOs measure the rest. */
  #serverTargets(ports: readonly Port[]): readonly PlannedTarget[] {
    return ports.flatMap((port) =>
      serversOf(this.#settings).flatMap(({ host }) =>
        this.#addressesOf(host)
          .filter((address) => familyOf(address) === port.family).slice(0, 1)
          .map((address) => ({ port, target: host, role: "server", address }))
      )
    );
  }

  #applyEchoes(ports: readonly Port[]): readonly string[] {
    return this.#context.echoes?.apply(ports, {
      ...this.#context,
      probes: this.#probes,
      addressesOf: (host) => this.#addressesOf(host),
      seriesOf: (probe, target, server) =>
        this.#seriesOf(probe, target, {
          server,
          variant: probe === "tcp" ? "hold" : "",
        }),
    }) ?? [];
  }

  /** A name that does not answer may stand for another address by now. */
  #doubt({ series, outcome }: Measurement): void {
    if ("rttNs" in outcome || familyOf(series.target) !== null) return;
    this.#context.names.doubt(series.target);
  }

  #addressesOf(host: string): readonly string[] {
    const { names, translation } = this.#context;
    const own = names.addressesOf(host).map(({ address }) => address);
    return [...own, ...own.flatMap((address) => translation.of(address) ?? [])]
      .filter((address) => this.#isReal(address));
  }

  /** A link-local address is none while the interface in it is away. */
  #isReal(address: string): boolean {
    return this.#context.libc.encodeAddress(address, 0) !== undefined;
  }

  #seriesOf(
    probe: ProbeKind,
    { port, target, role }: PlannedTarget,
    of: { readonly variant?: string; readonly server?: string } = {},
  ): Series {
    return this.#book.of({
      probe,
      interface: port.interface,
      connectionType: port.connectionType,
      target,
      role,
      family: port.family,
      variant: of.variant ?? "",
      server: of.server ?? "",
    });
  }

  /** News of a renamed interface may still be under way. */
  #send(at: WallNs, ...kinds: readonly string[]): void {
    if (!areInPlace(this.#ports, this.#context.reader)) this.replan();
    for (const kind of kinds) this.#probes.send(kind, at);
  }

  #every(seconds: number, phaseNs: bigint, kind: string): Disposable {
    const { schedule, clock } = this.#context;
    const rhythm = {
      periodNs: BigInt(seconds) * NS_PER_S,
      phaseNs: clock.mono() + phaseNs,
    };
    return schedule.every(rhythm, () => {
      this.#send(clock.wall(), kind);
    });
  }

  #randomTag(): number {
    const bytes = new Uint8Array(4);
    this.#context.fillRandom(bytes);
    return new DataView(bytes.buffer).getUint32(0);
  }
}
