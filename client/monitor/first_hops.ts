import { LibcError } from "@bufferbane/ffi";
import { findFirstHop, type FirstHopContext } from "../probes/first_hop.ts";
import { IcmpNotAllowedError } from "../probes/icmp_socket.ts";
import { type Port, portKey } from "./ports.ts";
import { publicServers } from "./targets.ts";

/** How often each is looked for again. */
const AGAIN_NS = 3_600_000_000_000n;
/** And while none has been found, e.g. as the line was down at the start. */
const NOT_FOUND_NS = 60_000_000_000n;

/** How to look for the provider's first routers. */
export interface FirstHopsOptions {
  /** Far servers to walk towards, by address. */
  readonly publicDns: readonly string[];
  /** Gives 32 random bits. */
  readonly randomTag: () => number;
  /** A router has been found, or another one than before. */
  readonly onFound: (port: Port, hop: string) => void;
  /** The search itself; {@linkcode findFirstHop} unless said. */
  readonly find?: typeof findFirstHop;
}

/** The provider's first router behind each port, kept up to date. */
export class FirstHops implements Disposable {
  readonly #context: FirstHopContext;
  readonly #options: FirstHopsOptions;
  /** By port; `null` if none has answered yet. */
  readonly #hops = new Map<string, string | null>();
  readonly #searching = new Set<string>();
  readonly #rhythm: Disposable;
  #ports: readonly Port[] = [];
  #isDisposed = false;

  /**
   * Searches for nothing yet.
   *
   * @param context What to work with.
   * @param options How.
   */
  constructor(context: FirstHopContext, options: FirstHopsOptions) {
    this.#context = context;
    this.#options = options;
    const rhythm = {
      periodNs: AGAIN_NS,
      phaseNs: context.nowNs() + AGAIN_NS,
    };
    this.#rhythm = context.schedule.every(rhythm, () => {
      for (const port of this.#ports) void this.#search(port);
    });
  }

  /** The router behind a port; `null` while unknown. */
  of(port: Port): string | null {
    return this.#hops.get(portKey(port)) ?? null;
  }

  /** Searches behind those ports that have not been searched behind before. */
  follow(ports: readonly Port[]): void {
    this.#ports = ports;
    for (const port of ports) {
      if (!this.#hops.has(portKey(port))) void this.#search(port);
    }
  }

  /** Searches no more. */
  [Symbol.dispose](): void {
    this.#isDisposed = true;
    this.#rhythm[Symbol.dispose]();
  }

  async #search(port: Port): Promise<void> {
    const key = portKey(port);
    const { schedule, nowNs } = this.#context;
    if (port.gateway === null || this.#searching.has(key)) return;
    this.#searching.add(key);
    const before = this.of(port);
    // A router that is known stays: its silence is what must be measured.
    const hop = await this.#find(port) ?? before;
    this.#searching.delete(key);
    if (this.#isDisposed) return;
    if (!this.#isWanted(key)) {
      // Who knows which way was searched. If it comes back, it is at once.
      this.#hops.delete(key);
      return;
    }
    this.#hops.set(key, hop);
    if (hop === null) {
      schedule.at(nowNs() + NOT_FOUND_NS, () => {
        if (!this.#isWanted(key)) this.#hops.delete(key);
        else if (!this.#isDisposed) void this.#search(port);
      });
    } else if (hop !== before) {
      this.#options.onFound(port, hop);
    }
  }

  #isWanted(key: string): boolean {
    return this.#ports.some((port) => portKey(port) === key);
  }

  async #find({ family, device, gateway }: Port): Promise<string | null> {
    const { publicDns, randomTag, find = findFirstHop } = this.#options;
    const [towards] = publicServers(publicDns, family);
    if (gateway === null || towards === undefined) return null;
    try {
      return await find(this.#context, {
        family,
        device,
        towards,
        gateway,
        tag: randomTag(),
      });
    } catch (error) {
      const isExpected = error instanceof IcmpNotAllowedError ||
        error instanceof LibcError;
      if (!isExpected) throw error;
      return null;
    }
  }
}
