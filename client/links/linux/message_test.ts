import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { type NetlinkMessage, netlinkMessages } from "@bufferbane/ffi";
import { readAddress } from "./address_message.ts";
import { RTM } from "./constants.ts";
import { readCounters, readLink } from "./link_message.ts";
import { readRoute } from "./route_message.ts";

/** The messages of a recording; how it was made stands in the file. */
function recorded(name: string): readonly NetlinkMessage[] {
  const url = new URL(`testdata/${name}.hex`, import.meta.url);
  const hex = Deno.readTextFileSync(url).replaceAll(/^#.*|\s/gm, "");
  return [...netlinkMessages(Uint8Array.fromHex(hex))];
}

Deno.test("readLink() reads what the kernel sent", () => {
  deepStrictEqual(recorded("links").map(readLink), [
    {
      name: "lo",
      index: 1,
      kind: "",
      macAddress: "00:00:00:00:00:00",
      mtuBytes: 65_536,
      operationalState: "down",
      carrierChanges: 0,
      flags: 0x8, // LOOPBACK
    },
    {
      name: "v1",
      index: 2,
      kind: "veth",
      macAddress: "9a:bd:73:62:d6:c1",
      mtuBytes: 1_500,
      operationalState: "up",
      carrierChanges: 2,
      flags: 0x11043, // UP, BROADCAST, RUNNING, MULTICAST, LOWER_UP
    },
    {
      name: "v0",
      index: 3,
      kind: "veth",
      macAddress: "02:00:00:00:00:01",
      mtuBytes: 1_500,
      operationalState: "up",
      carrierChanges: 2,
      flags: 0x11043,
    },
    {
      name: "t0",
      index: 4,
      kind: "tun",
      macAddress: null,
      mtuBytes: 1_500,
      operationalState: "down",
      carrierChanges: 1,
      flags: 0x1091, // UP, POINTOPOINT, NOARP, MULTICAST
    },
  ]);
});

Deno.test("readCounters() reads what the kernel sent", () => {
  deepStrictEqual(recorded("links").map(readCounters)[2], {
    name: "v0",
    index: 3,
    received: { bytes: 516, packets: 6, errors: 0, dropped: 0 },
    sent: { bytes: 770, packets: 9, errors: 0, dropped: 0 },
    collisions: 0,
  });
});

Deno.test("readCounters() reads more than 32 bits, each from its own place", () => {
  const [message] = recorded("links").slice(2);
  const body = message?.body ?? new Uint8Array();
  // 516 bytes and 6 packets received, as they stand in IFLA_STATS64.
  const at = indexOf(body, Uint8Array.fromHex("cc001700"));
  const view = new DataView(body.buffer, body.byteOffset + at + 4);
  for (let field = 0; field < 10; field++) {
    view.setBigUint64(field * 8, 2n ** 33n + BigInt(field), true);
  }
  const counters = message && readCounters(message);
  const over = (field: number) => 2 ** 33 + field;
  deepStrictEqual(counters, {
    name: "v0",
    index: 3,
    received: {
      packets: over(0),
      bytes: over(2),
      errors: over(4),
      dropped: over(6),
    },
    sent: {
      packets: over(1),
      bytes: over(3),
      errors: over(5),
      dropped: over(7),
    },
    collisions: over(9),
  });
});

Deno.test("readAddress() reads what the kernel sent", () => {
  const usable = {
    peer: null,
    isUsable: true,
    isDeprecated: false,
    isTemporary: false,
  };
  const v6 = { ...usable, family: 6, prefixLength: 64 } as const;
  deepStrictEqual(recorded("addresses").map(readAddress), [
    {
      interfaceIndex: 3,
      address: {
        ...usable,
        address: "192.0.2.2",
        family: 4,
        prefixLength: 24,
        scope: "global",
      },
    },
    {
      interfaceIndex: 4,
      address: {
        ...usable,
        address: "10.9.0.2",
        family: 4,
        prefixLength: 32,
        scope: "global",
        peer: "10.9.0.1",
      },
    },
    {
      interfaceIndex: 2,
      address: { ...v6, address: "fe80::98bd:73ff:fe62:d6c1", scope: "link" },
    },
    {
      interfaceIndex: 3,
      address: { ...v6, address: "2001:db8::2", scope: "global" },
    },
    {
      interfaceIndex: 3,
      address: { ...v6, address: "fe80::ff:fe00:1", scope: "link" },
    },
  ]);
});

Deno.test("readAddress() tells what an address's flags mean", () => {
  const [message] = recorded("addresses").slice(3);
  const body = message?.body ?? new Uint8Array();
  const flagsAt = indexOf(body, Uint8Array.fromHex("08000800")) + 4;
  type Row = readonly [
    flags: number,
    told: readonly string[],
    why: string,
  ];
  const cases: readonly Row[] = [
    [0x80, ["isUsable"], "permanent"],
    [0x01, ["isUsable", "isTemporary"], "a privacy address"],
    [0x20, ["isUsable", "isDeprecated"], "past its preferred lifetime"],
    [0x40, [], "being checked for duplicates"],
    [0x44, ["isUsable"], "the same, but optimistic (RFC 4429)"],
    [0x48, [], "a duplicate"],
  ];
  for (const [flags, told, why] of cases) {
    body[flagsAt] = flags;
    const { address } = (message && readAddress(message)) ?? {};
    const found = Object.entries(address ?? {})
      .filter(([, value]) => value === true).map(([key]) => key);
    deepStrictEqual(found, told, why);
  }
});

Deno.test("readRoute() finds the default routes that the kernel sent", () => {
  const defaults = recorded("routes").flatMap((message) => {
    const route = readRoute(message);
    if (!route?.isDefault) return [];
    const { family, metric, source, nextHops } = route;
    return nextHops.map(({ interfaceIndex, gateway, isDead }) =>
      [family, metric, gateway, interfaceIndex, source, isDead] as const
    );
  });
  deepStrictEqual(defaults, [
    [4, 50, null, 4, null, true], // on-link, without carrier
    [4, 100, "192.0.2.1", 3, "192.0.2.2", false],
    [4, 300, "192.0.2.7", 3, null, false], // two share the traffic
    [4, 300, "192.0.2.8", 3, null, false],
    [4, 400, "fe80::9", 3, null, false], // RTA_VIA
    [6, 1_024, "fe80::1", 3, null, false],
  ]);
});

Deno.test("rtnetlink readers never throw, however bytes are mangled", () => {
  const messages = ["links", "addresses", "routes"].flatMap(recorded);
  const types = Object.values(RTM);
  fc.assert(
    fc.property(
      fc.constantFrom(...messages),
      fc.constantFrom(...types),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 20 }),
      fc.nat(),
      ({ type, body }, otherType, changes, cut) => {
        const mangled = body.slice(0, cut % 3 === 0 ? cut % body.length : 1e9);
        for (const [at, value] of changes) {
          mangled[at % Math.max(1, mangled.length)] = value;
        }
        for (const claimed of [type, otherType]) {
          const message = { type: claimed, flags: 0, sequence: 0 };
          for (const read of [readLink, readCounters, readAddress, readRoute]) {
            read({ ...message, body: mangled });
          }
        }
      },
    ),
    { numRuns: 5_000 },
  );
});

Deno.test("rtnetlink readers leave other messages alone", () => {
  for (const message of recorded("links")) {
    strictEqual(readAddress(message), undefined);
    strictEqual(readRoute(message), undefined);
  }
});

function indexOf(bytes: Uint8Array, wanted: Uint8Array): number {
  return bytes.findIndex((_, at) =>
    wanted.every((byte, offset) => bytes[at + offset] === byte)
  );
}
