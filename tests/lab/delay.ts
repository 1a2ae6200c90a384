import { run } from "./command.ts";
import type { LineOptions } from "./delay_line.ts";
import type { ForwarderCounters } from "./forwarder.ts";
import type { Lab } from "./lab.ts";
import type { ClientInterface } from "./topology.ts";

/** Which packets are delayed, and how. */
export interface DelayOptions {
  /** What happens to packets from the client. */
  readonly up?: Partial<LineOptions>;
  /** What happens to packets to the client. */
  readonly down?: Partial<LineOptions>;
  /** Only what this interface sends and receives; all of them without it. */
  readonly client?: ClientInterface;
  /** Makes loss, jitter, reordering and copies repeatable; 1 by default. */
  readonly seed?: number;
}

/** A delay in place; disposing ends it. */
export interface Delay extends AsyncDisposable {
  /** What it has done so far. */
  counters(): Promise<ForwarderCounters>;
  /**
   * Changes it without losing a packet.
   *
   * @param options What changes; the rest stays.
   * @returns What it had done so far.
   */
  change(
    options: Pick<DelayOptions, "up" | "down">,
  ): Promise<ForwarderCounters>;
}

let detours = 0;

/**
 * Delays what the home router forwards, both ways: `lan` and `wan` reach each
 * other by a program between two TUN devices. The router's own answers (a ping
 * to the gateway) stay undelayed, as behind a real one.
 *
 * @example Usage
 * ```ts ignore
 * const tenMs = { delayNs: 10e6, jitterNs: 2e6 };
 * await using delay = await delayLine(lab, { up: tenMs, down: tenMs });
 * ```
 *
 * @param lab The lab.
 * @param options Which packets, and how.
 * @returns The delay.
 * @throws {Error} If an option is refused or the TUN devices cannot be made.
 */
export async function delayLine(
  lab: Lab,
  options: DelayOptions,
): Promise<Delay> {
  const { client, up = {}, down = {}, seed = 1 } = options;
  detours += 1;
  const near = `near${detours}`;
  const far = `far${detours}`;
  const forwarder = await lab.deno(lab.router, "tests/lab/forwarder.ts", {
    args: [near, far, JSON.stringify({ up, down, seed })],
    ready: /^ready$/,
  });

  /** Both families in turn; `rules` says what to do for one of them. */
  async function ip(rules: (family: 4 | 6) => readonly string[]) {
    for (const family of lab.ipv6 ? [4, 6] as const : [4] as const) {
      await run(
        ["ip", "-n", lab.router, `-${family}`, "-batch", "-"],
        rules(family).map((line) => `${line}\n`).join(""),
      );
    }
  }

  function rulesOf(family: 4 | 6): readonly string[] {
    const clients = client === undefined ? lab.interfaces : [client];
    const only = client === undefined
      ? ""
      : `to ${family === 4 ? client.ipv4 : client.ipv6}`;
    return [
      ...clients.map(({ peer }) => `iif ${peer} lookup ${100 + 2 * detour}`),
      `iif wan ${only} lookup ${101 + 2 * detour}`,
    ];
  }

  const detour = detours;
  await run(
    ["ip", "-n", lab.router, "-batch", "-"],
    [near, far].map((device) =>
      // Nothing but what is forwarded may come out of the devices: without
      // addresses of their own they send no neighbour discovery.
      `link set ${device} addrgenmode none\n` +
      `link set ${device} mtu 1500 txqueuelen 10000 up\n`
    ).join(""),
  );
  await ip((family) => [
    `route add default dev ${near} table ${100 + 2 * detour}`,
    `route add default dev ${far} table ${101 + 2 * detour}`,
    ...rulesOf(family).map((rule) => `rule add ${rule}`),
  ]);

  async function change(
    changes: Pick<DelayOptions, "up" | "down">,
  ): Promise<ForwarderCounters> {
    // Written by forwarder.ts, as its own type says.
    return JSON.parse(
      await forwarder.ask(JSON.stringify(changes)),
    ) as ForwarderCounters;
  }

  return {
    counters: () => change({}),
    change,
    async [Symbol.asyncDispose]() {
      await ip((family) =>
        rulesOf(family).map((rule) => `rule delete ${rule}`)
      );
      await forwarder.stop();
    },
  };
}
