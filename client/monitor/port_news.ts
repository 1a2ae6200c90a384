import type { Port } from "./ports.ts";

/** Says what has changed about the ways out, each change once. */
export class PortNews {
  #ports: readonly Port[] = [];
  #missing = "";

  /**
   * Takes the newest state.
   *
   * @param now The ports.
   * @param interfaces Those that are wanted and not there, and those that are.
   * @returns Sentences for the user.
   */
  update(
    now: readonly Port[],
    interfaces: {
      readonly missing: readonly string[];
      readonly have: readonly string[];
    },
  ): readonly string[] {
    const before = this.#ports;
    this.#ports = now;
    return [
      ...this.#missingNews(interfaces.missing.join(", "), interfaces.have),
      ...now.flatMap((port) => gatewayNews(before, port)),
    ];
  }

  #missingNews(missing: string, have: readonly string[]): readonly string[] {
    if (missing === this.#missing) return [];
    this.#missing = missing;
    if (missing === "") return [];
    return [
      `Cannot bind to ${missing} as there is no such interface (have: ${
        have.join(", ")
      }); waiting for it`,
    ];
  }
}

function gatewayNews(before: readonly Port[], port: Port): readonly string[] {
  const old = before.find(({ device, family }) =>
    device === port.device && family === port.family
  );
  if (old === undefined || old.gateway === port.gateway) return [];
  const { interface: name, gateway } = port;
  return [
    gateway === null
      ? `There is no gateway on ${name} any more (it was ${old.gateway})`
      : `The gateway on ${name} is now ${gateway} (it was ${
        old.gateway ?? "none"
      })`,
  ];
}
