import { run } from "./command.ts";
import type { ClientInterface, Topology } from "./topology.ts";
import { defaultRoutesOf } from "./wiring.ts";

/**
 * Brings an interface of the client down, as `ip link set down` does: it is
 * disabled, and its routes are gone. Disposing brings it up again with the
 * routes it had.
 *
 * @param lab The lab.
 * @param client One of `lab.interfaces`.
 * @returns The state; disposing ends it.
 */
export async function disable(
  lab: Topology,
  client: ClientInterface,
): Promise<AsyncDisposable> {
  const ip = ["ip", "-n", lab.client];
  await run([...ip, "link", "set", client.name, "down"]);
  return {
    async [Symbol.asyncDispose]() {
      await run([...ip, "link", "set", client.name, "up"]);
      await replaceRoutes(lab, client);
    },
  };
}

/**
 * Pulls the cable of one of the client's interfaces: it stays enabled, and
 * has no carrier. Disposing plugs it in again.
 *
 * @param lab The lab.
 * @param client One of `lab.interfaces`.
 * @returns The state; disposing ends it.
 */
export async function unplug(
  lab: Topology,
  client: ClientInterface,
): Promise<AsyncDisposable> {
  const link = ["ip", "-n", lab.router, "link", "set", client.peer];
  await run([...link, "down"]);
  return {
    async [Symbol.asyncDispose]() {
      await run([...link, "up"]);
    },
  };
}

/**
 * Gives an interface of the client another IPv4 address, as a new lease does.
 *
 * @param lab The lab.
 * @param client One of `lab.interfaces`.
 * @param ipv4 The new address, in the network of the old one.
 */
export async function changeAddress(
  lab: Topology,
  client: ClientInterface,
  ipv4: string,
): Promise<void> {
  const ip = ["ip", "-n", lab.client];
  await run([...ip, "-4", "address", "flush", "dev", client.name]);
  await run([...ip, "address", "add", `${ipv4}/24`, "dev", client.name]);
  await replaceRoutes(lab, client);
}

/**
 * Moves the client's IPv4 default route to another address of the router, as
 * if a new one stood there.
 *
 * @param lab The lab.
 * @param client The interface whose gateway changes.
 * @param gateway4 The new address, in the network of the old one.
 */
export async function changeGateway(
  lab: Topology,
  client: ClientInterface,
  gateway4: string,
): Promise<void> {
  const address = [`${gateway4}/24`, "dev", client.peer];
  await run(["ip", "-n", lab.router, "address", "replace", ...address]);
  await replaceRoutes(lab, { ...client, gateway4 });
}

async function replaceRoutes(
  lab: Topology,
  client: ClientInterface,
): Promise<void> {
  const [ipv4, ipv6] = defaultRoutesOf(client);
  const routes = lab.ipv6 ? [ipv4, ipv6] : [ipv4];
  await run(
    ["ip", "-n", lab.client, "-batch", "-"],
    routes.map((route) => `route replace ${route}\n`).join(""),
  );
}
