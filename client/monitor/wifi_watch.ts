import type { WifiLink, WifiReader } from "../links/wifi.ts";
import {
  type Clock,
  type StoredEvent,
  unixMs,
  type WifiState,
} from "../model/mod.ts";

/** What {@linkcode WifiWatch} works with. */
export interface WifiWatchContext {
  /** Gives the reader; asked for once there is Wi-Fi at all. */
  readonly load: () => Promise<WifiReader>;
  /** The time. */
  readonly clock: Clock;
  /** Takes what has happened. */
  readonly event: (event: StoredEvent) => void;
}

/**
 * The state of the air, second by second, and an event whenever an interface
 * has gone over to another access point. A machine without Wi-Fi loads none of
 * what it takes.
 */
export class WifiWatch {
  readonly #context: WifiWatchContext;
  #reader: WifiReader | "loading" | undefined;
  /** The last access point of each interface. */
  readonly #last = new Map<string, WifiState>();

  /** Asks nobody yet. */
  constructor(context: WifiWatchContext) {
    this.#context = context;
  }

  /**
   * What an interface hears now.
   *
   * @param link A Wi-Fi interface.
   * @returns `null` if that is not known, or not yet.
   */
  read(link: WifiLink): WifiState | null {
    if (this.#reader === undefined) {
      this.#reader = "loading";
      this.#context.load().then((reader) => {
        this.#reader = reader;
      });
    }
    if (this.#reader === "loading") return null;
    const state = this.#reader.read(link);
    if (state !== null && state.bssid !== "") this.#compare(link.name, state);
    return state;
  }

  #compare(name: string, now: WifiState): void {
    const before = this.#last.get(name);
    this.#last.set(name, now);
    if (before === undefined || before.bssid === now.bssid) return;
    const { signalDbm } = before;
    const atMs = unixMs(this.#context.clock.wall());
    this.#context.event({
      atMs,
      type: "wifi_roamed",
      severity: "info",
      interface: name,
      target: "",
      server: "",
      description: `${name} went over from access point ${placeOf(before)} to ${
        placeOf(now)
      }${
        before.ssid === now.ssid
          ? ""
          : `, from "${before.ssid}" to "${now.ssid}"`
      }`,
      durationMs: 0,
      metrics: {
        "from_bssid": before.bssid,
        "to_bssid": now.bssid,
        "from_signal_dbm": signalDbm,
        "to_signal_dbm": now.signalDbm,
        "from_mhz": before.frequencyMhz,
        "to_mhz": now.frequencyMhz,
      },
    });
  }
}

function placeOf({ bssid, signalDbm, frequencyMhz }: WifiState): string {
  const facts = [
    ...(frequencyMhz === null ? [] : [`${frequencyMhz} MHz`]),
    ...(signalDbm === null ? [] : [`${signalDbm} dBm`]),
  ];
  return facts.length === 0 ? bssid : `${bssid} (${facts.join(", ")})`;
}
