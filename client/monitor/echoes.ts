import { familyOf } from "@bufferbane/ffi";
import {
  chooseAead,
  deriveSecretKeys,
  NonceSource,
} from "@bufferbane/protocol";
import { type Series, type StoredEvent, unixMs } from "../model/mod.ts";
import { EchoProbe } from "../probes/echo.ts";
import type { ProbeContext } from "../probes/probe.ts";
import { ServerHold } from "../probes/server_hold.ts";
import type { ServerKeys } from "../probes/server_listener.ts";
import type { Port } from "./ports.ts";
import { LATE_NS, type ProbeSet } from "./probe_set.ts";
import { serverEvent } from "./server_event.ts";
import type { WantedServer } from "./servers.ts";
import type { PlannedTarget } from "./targets.ts";

/** What {@linkcode Echoes} works with. */
export interface EchoContext extends ProbeContext {
  /** Where the probes are kept. */
  readonly probes: ProbeSet;
  /** The addresses of a host, best first. */
  readonly addressesOf: (host: string) => readonly string[];
  /** The series of a server's target: its ECHOs, or the held connection. */
  readonly seriesOf: (
    probe: "echo" | "tcp",
    target: PlannedTarget,
    server: string,
  ) => Series;
  /** Takes what has happened. */
  readonly event: (event: StoredEvent) => void;
}

/** A held connection without a sign of life for longer has been dropped. */
const SILENCE_MS = 5_000;

/**
 * ECHOs and a held connection to the own servers, each over every way out. A
 * module of its own, as the cipher is only loaded where there is a server.
 */
export class Echoes {
  readonly #timeoutNs: bigint;
  readonly #holdsTcp: boolean;
  readonly #servers: readonly (WantedServer & { readonly keys: ServerKeys })[];

  /**
   * Prepares the secrets.
   *
   * @param wanted Which servers.
   * @param options A reply later than `timeoutMs` is late; whether a TCP
   * connection is held to each.
   */
  constructor(
    wanted: readonly WantedServer[],
    { timeoutMs, holdsTcp }: {
      readonly timeoutMs: number;
      readonly holdsTcp: boolean;
    },
  ) {
    this.#timeoutNs = BigInt(timeoutMs) * 1_000_000n;
    this.#holdsTcp = holdsTcp;
    const shared = {
      aead: chooseAead(),
      nonces: new NonceSource(),
      random: (count: number) => crypto.getRandomValues(new Uint8Array(count)),
    };
    this.#servers = wanted.map((server) => {
      const secret = deriveSecretKeys(Uint8Array.fromHex(server.sharedSecret));
      return { ...server, keys: { ...shared, secret } };
    });
  }

  /**
   * Opens what is missing.
   *
   * @param ports The ways out.
   * @param context What to work with.
   * @returns The keys of all that is wanted.
   */
  apply(ports: readonly Port[], context: EchoContext): readonly string[] {
    return ports.flatMap((port) =>
      this.#servers.flatMap((server) => {
        const address = context.addressesOf(server.host)
          .find((address) => familyOf(address) === port.family);
        if (address === undefined) return [];
        const { device, interfaceIndex, family } = port;
        // Another interface or address is another path: it begins anew.
        const path = `${device} ${interfaceIndex} ${port.interface} ` +
          `${family} ${address} ${server.name}`;
        const [key, holdKey] = [`echo ${path}`, `tcp-hold ${path}`];
        const target: PlannedTarget = {
          port,
          target: server.host,
          role: "server",
          address,
        };
        context.probes.take(key, () => this.#open(target, server, context));
        if (!this.#holdsTcp) return [key];
        context.probes.take(
          holdKey,
          () => this.#hold(target, server, context),
        );
        return [key, holdKey];
      })
    );
  }

  #hold(
    target: PlannedTarget,
    server: WantedServer & { readonly keys: ServerKeys },
    context: EchoContext,
  ): ServerHold {
    return new ServerHold(context, {
      ...server.keys,
      series: context.seriesOf("tcp", target, server.name),
      address: target.address,
      port: server.port,
      device: target.port.device,
      silenceMs: SILENCE_MS,
    });
  }

  #open(
    target: PlannedTarget,
    server: WantedServer & { readonly keys: ServerKeys },
    context: EchoContext,
  ): EchoProbe {
    const series = context.seriesOf("echo", target, server.name);
    return new EchoProbe(context, {
      ...server.keys,
      timeoutNs: this.#timeoutNs,
      lateNs: LATE_NS,
      series,
      address: target.address,
      port: server.port,
      device: target.port.device,
      onNews: (news) => {
        const atMs = unixMs(context.clock.wall());
        context.event(serverEvent(series, news, atMs));
      },
    });
  }
}
