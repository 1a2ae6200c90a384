import { deepStrictEqual } from "node:assert/strict";
import type { NetworkInterface } from "../links/mod.ts";
import { countedDevice } from "./counted_device.ts";

const CARD: NetworkInterface = {
  name: "eth0",
  index: 2,
  connectionType: "wired",
  kind: "",
  macAddress: "02:00:00:00:00:01",
  addresses: [],
  mtuBytes: 1500,
  speedBps: null,
  duplex: null,
  operationalState: "up",
  hasCarrier: true,
  carrierChanges: 1,
  isUp: true,
  isLoopback: false,
  isWireless: false,
  isPointToPoint: false,
  supportsBroadcast: true,
  supportsMulticast: true,
};

const BOTH = { received: true, sent: true };
const NEITHER = { received: false, sent: false };

for (
  const { why, link, driver, isEthernet = true, countsSegments } of [
    { why: "a network card", link: {}, driver: "igc", countsSegments: BOTH },
    {
      why: "virtio_net, which counts pieces when it sends",
      link: {},
      driver: "virtio_net",
      countsSegments: { received: true, sent: false },
    },
    { why: "a veth", link: { kind: "veth" }, countsSegments: NEITHER },
    {
      why: "loopback, which has an Ethernet header",
      link: { isLoopback: true, macAddress: null },
      countsSegments: NEITHER,
    },
    {
      why: "WireGuard, which has none",
      link: { kind: "wireguard", macAddress: null },
      isEthernet: false,
      countsSegments: NEITHER,
    },
  ]
) {
  Deno.test(`countedDevice() knows how it counts: ${why}`, () => {
    const uevent = driver && `DRIVER=${driver}\nMODALIAS=x\n`;
    deepStrictEqual(countedDevice({ ...CARD, ...link }, () => uevent), {
      ifindex: 2,
      isEthernet,
      countsSegments,
    });
  });
}
