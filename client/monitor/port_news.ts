import type { StoredEvent } from "../model/mod.ts";
import type { Port } from "./ports.ts";

/** Says what has changed about the ways out, each change once. */
export class PortNews {
  #ports: readonly Port[] = [];

  /**
   * Takes the newest state.
   *
   * @param now The ports.
   * @param atMs When, Unix milliseconds.
   * @returns `gateway_changed` for each port whose router is another now.
   */
  update(now: readonly Port[], atMs: number): readonly StoredEvent[] {
    const before = this.#ports;
    this.#ports = now;
    return now.flatMap((port) => {
      const old = before.find(({ device, family }) =>
        device === port.device && family === port.family
      );
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
