import { deepStrictEqual } from "node:assert/strict";
import type { NetworkInterface } from "../links/mod.ts";
import { MachineNews } from "./machine_news.ts";
import type { Port } from "./ports.ts";
import { link } from "./testing.ts";

const UP = link("eth0", 2);
const OFF = link("eth0", 2, { isUp: false, hasCarrier: false });

const ALL = [link("lo", 1), UP, link("wlan0", 3), link("tun0", 4)];
const NOWHERE = { kind: "unreachable", code: "ENETUNREACH" } as const;

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
        ways: { 4: NOWHERE, 6: NOWHERE },
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
      "interface_up: eth0 is up again: it was switched off for 2.0 s",
    ],
  );
});

Deno.test("MachineNews says where packets go now, also to the same router", () => {
  deepStrictEqual(
    followed(
      [ALL, by("eth0", "192.0.2.1")],
      [ALL, by("wlan0", "192.0.2.1")],
      [ALL, by("tun0", null)],
      [ALL, null],
      [ALL, by("eth0", "192.0.2.1")],
    ),
    [
      "IPv4 now goes over wlan0, router 192.0.2.1 (before: eth0, router 192.0.2.1)",
      "IPv4 now goes over tun0 (before: wlan0, router 192.0.2.1)",
      "There is no gateway on tun0 any more",
      "IPv4 now goes over eth0, router 192.0.2.1 (before: no way out)",
    ],
  );
});

Deno.test("MachineNews says at once that there is no way out", () => {
  deepStrictEqual(followed([ALL, null], [ALL, null]), [
    "This machine has no default route, so nothing on the internet can be reached; waiting for one",
  ]);
});

Deno.test("MachineNews waits for no interface that another has replaced", () => {
  const [lo, eth0, usb0, wlan0] = [
    link("lo", 1),
    UP,
    link("usb0", 7),
    link("wlan0", 3),
  ];
  const uncabled = link("eth0", 2, { hasCarrier: false });
  deepStrictEqual(
    followed(
      [[lo, eth0, usb0], by("usb0", "192.0.2.9")],
      [[lo, eth0], by("eth0", "192.0.2.1")],
      [[lo, uncabled, wlan0], by("wlan0", "192.0.2.1")],
      [[lo, wlan0], by("wlan0", "192.0.2.1")],
      [[lo, wlan0, usb0], by("wlan0", "192.0.2.1")],
      [[lo, usb0], by("usb0", "192.0.2.9")],
      [[lo], null],
    ).filter((text) => !text.startsWith("IPv4")),
    [
      "usb0 has gone",
      "eth0 has no link (cable, access point, modem); waiting for it",
      "eth0 had no link for 1.0 s, and has gone",
      "wlan0 has gone",
      "usb0 has gone; waiting for it",
      "There is no gateway on usb0 any more (it was 192.0.2.9)",
    ],
  );
});

/** What a machine without wishes tells, a second apart. */
function followed(
  ...states: readonly (readonly [readonly NetworkInterface[], Port | null])[]
): readonly string[] {
  const news = new MachineNews();
  return states.flatMap(([interfaces, exit], second) =>
    news.update(
      {
        wanted: [],
        ports: [exit ?? by("none", null)],
        interfaces,
        ways: {
          4: exit === null ? NOWHERE : { kind: "route", ...exit, source: null },
          6: NOWHERE,
        },
      },
      second * 1000,
    ).map(({ description }) => description)
  );
}

function by(name: string, gateway: string | null): Port {
  return { ...port(gateway), device: "", interface: name };
}
