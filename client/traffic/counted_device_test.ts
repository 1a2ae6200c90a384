import { deepStrictEqual } from "node:assert/strict";
import { networkCard } from "../links/testing.ts";
import { countedDevice } from "./counted_device.ts";

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
    deepStrictEqual(countedDevice(networkCard(link), () => uevent), {
      ifindex: 2,
      isEthernet,
      countsSegments,
    });
  });
}
