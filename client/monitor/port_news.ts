import type { StoredEvent } from "../model/mod.ts";
import type { Port, WaysOut } from "./ports.ts";

/** A port, and whether the internet can be behind it at all. */
interface Exit {
  readonly port: Port;
  readonly hasWay: boolean;
}

/** Says what has changed about the ways out, each change once. */
export class PortNews {
  /** The last of each socket and IP version. */
  readonly #exits = new Map<string, Exit>();

  /**
   * Takes the newest state.
   *
   * @param now The ports whose interfaces work: one that is down has lost its
   * routes as well, and that is no news of its router.
   * @param ways Where the kernel sends what is for the internet.
   * @param atMs When, Unix milliseconds.
   * @returns `gateway_changed` for each port whose router or interface is
   * another now, or that leads nowhere.
   */
  update(
    now: readonly Port[],
    ways: WaysOut,
    atMs: number,
  ): readonly StoredEvent[] {
    return now.flatMap((port) => {
      const key = `${port.device} ${port.family}`;
      const exit = { port, hasWay: hasWay(port, ways) };
      const old = this.#exits.get(key);
      this.#exits.set(key, exit);
      const text = newsOf(old, exit);
      return text === undefined
        ? []
        : [gatewayEvent({ old: old?.port, port, text }, atMs)];
    });
  }
}

/** Whether packets for the internet find any way by a port. */
export function hasWay(
  { device, gateway, family }: Port,
  ways: WaysOut,
): boolean {
  return device !== "" || gateway !== null || ways[family].kind === "route";
}

/** What to say of a change; `undefined`: nothing. */
function newsOf(old: Exit | undefined, now: Exit): string | undefined {
  const { interface: name, gateway, family } = now.port;
  if (old === undefined) {
    return now.hasWay
      ? undefined
      : "This machine has no default route, so nothing on the internet can be reached; waiting for one";
  }
  const { interface: before, gateway: router } = old.port;
  if (!now.hasWay) {
    return old.hasWay
      ? `There is no gateway on ${before} any more${
        router === null ? "" : ` (it was ${router})`
      }`
      : undefined;
  }
  if (name !== before) {
    return `IPv${family} now goes over ${exitText(now)} (before: ${
      old.hasWay ? exitText(old) : "no way out"
    })`;
  }
  if (gateway === router) return undefined;
  return gateway === null
    ? `There is no gateway on ${name} any more (it was ${router})`
    : `The gateway on ${name} is now ${gateway} (it was ${router ?? "none"})`;
}

function exitText({ port: { interface: name, gateway } }: Exit): string {
  return gateway === null ? name : `${name}, router ${gateway}`;
}

function gatewayEvent(
  { old, port, text }: {
    readonly old: Port | undefined;
    readonly port: Port;
    readonly text: string;
  },
  atMs: number,
): StoredEvent {
  const { interface: name, gateway, family } = port;
  return {
    atMs,
    type: "gateway_changed",
    severity: "info",
    interface: name,
    target: gateway ?? "",
    server: "",
    description: text,
    durationMs: 0,
    metrics: { family, gateway, before: old?.gateway ?? null },
  };
}
