import {
  type CounterSample,
  growth,
  type LinkReader,
  type LinkReading,
} from "../links/mod.ts";
import type { WifiLink } from "../links/wifi.ts";
import {
  type Clock,
  type ConnectionType,
  type LinkSecond,
  type Tick,
  unixMs,
  type WallNs,
  type WifiState,
} from "../model/mod.ts";
import type { Port } from "./ports.ts";

/** What {@linkcode LinkSeconds} works with. */
export interface LinkSecondsContext {
  /** Reads the kernel's counters. */
  readonly reader: LinkReader;
  /** The time. */
  readonly clock: Clock;
  /** What a Wi-Fi interface hears now; `null` if that is not known. */
  readonly wifi: (link: WifiLink) => WifiState | null;
  /** Takes the seconds. */
  readonly report: (second: LinkSecond) => void;
}

type Sample = CounterSample & LinkReading;

/** An interface that is measured. */
interface Measured {
  readonly connectionType: ConnectionType;
  /** The reading before; `undefined` if there is none to compare with. */
  last: Sample | undefined;
}

/**
 * What each measured interface did in each second, by the kernel's counters:
 * everything that went over it, bufferbane's own probes included.
 *
 * A second across which the counters began anew is left out, as nobody knows
 * what was in it; the next one is whole again.
 */
export class LinkSeconds {
  readonly #context: LinkSecondsContext;
  #measured = new Map<string, Measured>();
  #newestTick: WallNs | undefined;

  /** Reads nothing yet. */
  constructor(context: LinkSecondsContext) {
    this.#context = context;
  }

  /**
   * Measures the interfaces of these ports from now on.
   *
   * @param ports The ways out of this machine.
   */
  follow(ports: readonly Port[]): void {
    const before = this.#measured;
    this.#measured = new Map(
      ports.map(({ interface: name, connectionType }) => [
        name,
        { connectionType, last: before.get(name)?.last ?? this.#read(name) },
      ]),
    );
  }

  /** A round begins: the next second is labelled with it. */
  tick({ at }: Tick): void {
    this.#newestTick = at;
  }

  /** Reads them all; to be called once a second, after the round's probes. */
  take(): void {
    // Rounds may be further apart than seconds.
    const at = this.#newestTick ?? this.#context.clock.wall();
    this.#newestTick = undefined;
    for (const [name, measured] of this.#measured) {
      const before = measured.last;
      const now = this.#read(name);
      measured.last = now;
      if (before === undefined || now === undefined) continue;
      const change = growth(before, now);
      if (change === null) continue;
      const { received, sent, collisions, spanS } = change;
      const { connectionType } = measured;
      this.#context.report({
        atMs: unixMs(at),
        interface: name,
        connectionType,
        spanMs: spanS * 1000,
        receivedBytes: received.bytes,
        sentBytes: sent.bytes,
        receivedPackets: received.packets,
        sentPackets: sent.packets,
        errors: received.errors + sent.errors,
        drops: received.dropped + sent.dropped,
        collisions,
        hasCarrier: now.hasCarrier,
        // Load tests of this program's own are told apart by who runs them.
        ownLoadBytes: 0,
        wifi: connectionType === "wifi"
          ? this.#context.wifi(now.counters)
          : null,
      });
    }
  }

  #read(name: string): Sample | undefined {
    const { reader, clock } = this.#context;
    const reading = reader.read(name);
    return reading && { atNs: clock.mono(), ...reading };
  }
}
