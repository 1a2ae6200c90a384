import { strictEqual } from "node:assert/strict";
import type { ConnectionType } from "../model/mod.ts";
import { type ConnectionFacts, connectionType } from "./connection_type.ts";

Deno.test("connectionType() asks the kernel first and the name second", () => {
  type Row = readonly [
    name: string,
    facts: Partial<ConnectionFacts>,
    type: ConnectionType,
    why: string,
  ];
  const cases: readonly Row[] = [
    ["wlan0", {}, "wifi", "classic name"],
    ["wlp3s0", {}, "wifi", "udev's name"],
    ["eth0", { isWireless: true }, "wifi", "radio, whatever it is called"],
    ["eth0", {}, "wired", "classic name"],
    ["enp0s31f6", {}, "wired", "udev, by slot"],
    ["eno1", {}, "wired", "udev, on board"],
    ["ens18", {}, "wired", "udev, hot plug"],
    ["enx00e04c680001", {}, "wired", "udev, by MAC: a USB adapter"],
    ["eth0", { kind: "veth" }, "wired", "a virtual cable goes by its name"],
    ["wwan0", {}, "cellular", "classic name"],
    ["wwp0s20u4", {}, "cellular", "udev's name"],
    ["usb0", {}, "cellular", "a tethered phone"],
    ["eth1", { deviceType: "wwan" }, "cellular", "a modem as Ethernet"],
    ["tun0", {}, "vpn", "by its name"],
    ["tap0", {}, "vpn", "by its name"],
    ["wg0", {}, "vpn", "by its name"],
    ["home", { kind: "wireguard" }, "vpn", "by its driver"],
    ["eth7", { kind: "tun" }, "vpn", "a tunnel, whatever it is called"],
    ["wlan0", { kind: "tun" }, "vpn", "the same"],
    ["lo", {}, "unknown", "neither"],
    ["br0", { kind: "bridge" }, "unknown", "a bridge can lead anywhere"],
    ["my-eth0", {}, "unknown", "only the beginning counts"],
    ["", {}, "unknown", "no name"],
  ];
  for (const [name, facts, type, why] of cases) {
    const nothing = { isWireless: false, deviceType: "", kind: "" };
    strictEqual(connectionType({ ...nothing, name, ...facts }), type, why);
  }
});
