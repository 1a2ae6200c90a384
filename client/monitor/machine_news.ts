import type { NetworkInterface } from "../links/inventory.ts";
import type { StoredEvent } from "../model/mod.ts";
import { LinkStates } from "./link_states.ts";
import { PortNews } from "./port_news.ts";
import { NO_INTERFACE, type Port, type WantedInterface } from "./ports.ts";

/** This machine's connections, as far as measuring goes. */
export interface MachineState {
  /** What the user wants measured; none for the default routes. */
  readonly wanted: readonly WantedInterface[];
  /** The ways out that there are. */
  readonly ports: readonly Port[];
  /** All interfaces. */
  readonly interfaces: readonly NetworkInterface[];
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
    const { ports, interfaces } = now;
    const states = this.#states.update(namesIn(now), interfaces, atMs);
    const working = ports.filter((port) =>
      !this.#states.isDown(port.interface)
    );
    return [...states, ...this.#ports.update(working, atMs)];
  }
}

/** What is wanted, there or not, else the interfaces of the default routes. */
function namesIn({ wanted, ports }: MachineState): readonly string[] {
  if (wanted.length > 0) return wanted.map(({ name }) => name);
  return ports.map((port) => port.interface)
    .filter((name) => name !== NO_INTERFACE);
}
