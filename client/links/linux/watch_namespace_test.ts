import { strictEqual } from "node:assert/strict";
import { testInNamespaces } from "../../../tests/support/skip.ts";
import type { DefaultRoute } from "../mod.ts";
import { Namespace } from "./testing/namespace.ts";

testInNamespaces(
  "Links.watch() tells of a new gateway, a lost link and its return",
  async () => {
    await using namespace = await Namespace.create([
      "link add v0 type veth peer name v1",
      "link set v0 up",
      "link set v1 up",
      "addr add 192.0.2.2/24 dev v0",
      "route add default via 192.0.2.1",
    ]);
    await using watcher = namespace.watch();
    const gateway = (routes: readonly DefaultRoute[]) =>
      routes[0]?.gateway ?? null;
    await watcher.until((told) => gateway(told.defaultRoutes) === "192.0.2.1");
    await namespace.set("route replace default via 192.0.2.254");
    await watcher.until((told) =>
      gateway(told.defaultRoutes) === "192.0.2.254"
    );
    const v0In = (told: { interfaces: readonly { name: string }[] }) =>
      told.interfaces.find(({ name }) => name === "v0");
    await namespace.set("link set v1 down");
    await watcher.until((told) =>
      v0In(told) !== undefined && told.defaultRoutes[0]?.isDead === true
    );
    await namespace.set("link set v1 up");
    await watcher.until((told) => told.defaultRoutes[0]?.isDead === false);
    await namespace.set("addr add 192.0.2.9/24 dev v0");
    await watcher.until((told) => JSON.stringify(told).includes("192.0.2.9"));
    await namespace.set("addr add 2001:db8::9/64 dev v0");
    await watcher.until((told) => JSON.stringify(told).includes("2001:db8::9"));
    await namespace.set("-6 route add default via 2001:db8::1");
    await watcher.until((told) => told.defaultRoutes.length === 2);
    await namespace.set("link del v0");
    await watcher.until((told) =>
      v0In(told) === undefined && told.defaultRoutes.length === 0
    );
  },
);

testInNamespaces(
  "Links.watch() sleeps through a thousand routes to single networks",
  async () => {
    await using namespace = await Namespace.create([
      "link add v0 type veth peer name v1",
      "link set v0 up",
      "link set v1 up",
      "addr add 192.0.2.2/24 dev v0",
      "route add default via 192.0.2.1",
    ]);
    await using watcher = namespace.watch();
    await watcher.until((told) => told.defaultRoutes.length === 1);
    const routes = Array.from(
      { length: 1000 },
      (_, i) => `10.${i >> 8}.${i & 255}.0/24 via 192.0.2.1`,
    );
    await namespace.batch([
      ...routes.map((route) => `route add ${route}`),
      ...routes.map((route) => `route delete ${route}`),
    ]);
    await namespace.set("route replace default via 192.0.2.254");
    const told = await watcher.until(({ defaultRoutes }) =>
      defaultRoutes[0]?.gateway === "192.0.2.254"
    );
    strictEqual(told, 1, "nothing before that");
  },
);
