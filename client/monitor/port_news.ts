import type { StoredEvent } from "../model/mod.ts";
import type { Port } from "./ports.ts";

/** Says what has changed about the ways out, each change once. */
export class PortNews {
  /** The last of each socket and IP version. */
  readonly #ports = new Map<string, Port>();

  /**
   * Takes the newest state.
   *
   * @param now The ports whose interfaces work: one that is down has lost its
   * routes as well, and that is no news of its router.
   * @param atMs When, Unix milliseconds.
   * @returns `gateway_changed` for each port whose router is another now.
   */
  update(now: readonly Port[], atMs: number): readonly StoredEvent[] {
    return now.flatMap((port) => {
      const key = `${port.device} ${port.family}`;
      const old = this.#ports.get(key);
      this.#ports.set(key, port);
      return old === undefined || old.gateway === port.gateway
        ? []
        : [gatewayEvent(old, port, atMs)];
    });
  }
}

function gatewayEvent(old: Port, port: Port, atMs: number): StoredEvent {
  const { interface: name, gateway, family } = port;
  return {
    atMs,
    type: "gateway_changed",
    severity: "info",
    interface: name,
    target: gateway ?? "",
    server: "",
    description: gateway === null
      ? `There is no gateway on ${name} any more (it was ${old.gateway})`
      : `The gateway on ${name} is now ${gateway} (it was ${
        old.gateway ?? "none"
      })`,
    durationMs: 0,
    metrics: { family, gateway, before: old.gateway },
  };
}
