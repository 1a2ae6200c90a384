import type { NetworkInterface } from "../links/inventory.ts";
import type { StoredEvent } from "../model/mod.ts";
import { type Followed, LinkStates } from "./link_states.ts";
import { hasWay, PortNews } from "./port_news.ts";
import {
  NO_INTERFACE,
  type Port,
  type WantedInterface,
  type WaysOut,
} from "./ports.ts";

/** This machine's connections, as far as measuring goes. */
export interface MachineState {
  /** What the user wants measured; none for the default routes. */
  readonly wanted: readonly WantedInterface[];
  /** The ways out that there are. */
  readonly ports: readonly Port[];
  /** All interfaces. */
  readonly interfaces: readonly NetworkInterface[];
  /** Where the kernel sends what is for the internet. */
  readonly ways: WaysOut;
}

/** Says what has changed about this machine's connections, each change once. */
export class MachineNews {
  readonly #states = new LinkStates();
  readonly #ports = new PortNews();

  /**
   * Takes the newest state.
   *
   * @param now The state.
   * @param atMs When, Unix milliseconds.
   * @returns Interfaces that went down or came up, and gateways that changed.
   */
  update(now: MachineState, atMs: number): readonly StoredEvent[] {
    const { ports, interfaces, ways } = now;
    const states = this.#states.update(followed(now), interfaces, atMs);
    const working = ports.filter((port) =>
      !this.#states.isDown(port.interface)
    );
    return [...states, ...this.#ports.update(working, ways, atMs)];
  }
}

/** What is wanted, there or not, else the interfaces of the default routes. */
function followed({ wanted, ports, ways }: MachineState): Followed {
  if (wanted.length > 0) {
    return { names: wanted.map(({ name }) => name), isBound: true };
  }
  const isReachable = ports.some((port) => hasWay(port, ways));
  const names = ports.map((port) => port.interface)
    .filter((name) => name !== NO_INTERFACE);
  return { names, isBound: false, isReachable };
}
