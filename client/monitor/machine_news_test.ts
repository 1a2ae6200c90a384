import { deepStrictEqual } from "node:assert/strict";
import type { NetworkInterface } from "../links/mod.ts";
import { MachineNews } from "./machine_news.ts";
import type { Port } from "./ports.ts";
import { link } from "./testing.ts";

const UP = link("eth0", 2);
const OFF = link("eth0", 2, { isUp: false, hasCarrier: false });

function port(gateway: string | null): Port {
  return {
    device: "eth0",
    interface: "eth0",
    interfaceIndex: 2,
    connectionType: "wired",
    family: 4,
    gateway,
  };
}

/** What is told of states that follow each other, a second apart. */
function told(
  ...states: readonly (readonly [NetworkInterface, string | null])[]
): readonly string[] {
  const news = new MachineNews();
  return states.flatMap(([eth0, gateway], second) =>
    news.update(
      {
        wanted: [{ name: "eth0", connectionType: "auto" }],
        ports: [port(gateway)],
        interfaces: [eth0],
      },
      second * 1000,
    ).map(({ type, description }) => `${type}: ${description}`)
  );
}

Deno.test("MachineNews tells of another router, and of none", () => {
  deepStrictEqual(
    told([UP, "192.0.2.1"], [UP, "192.0.2.9"], [UP, null], [UP, "192.0.2.1"]),
    [
      "gateway_changed: The gateway on eth0 is now 192.0.2.9 (it was 192.0.2.1)",
      "gateway_changed: There is no gateway on eth0 any more (it was 192.0.2.9)",
      "gateway_changed: The gateway on eth0 is now 192.0.2.1 (it was none)",
    ],
  );
});

Deno.test("MachineNews says nothing of the router of an interface that is off", () => {
  deepStrictEqual(
    told([UP, "192.0.2.1"], [OFF, null], [OFF, null], [UP, "192.0.2.1"]),
    [
      "interface_down: eth0 is switched off; waiting for it",
      "interface_down: eth0 was switched off for 2.0 s",
      "interface_up: eth0 is up again",
    ],
  );
});
