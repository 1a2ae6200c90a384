import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { FakeLibc } from "@bufferbane/ffi/testing";
import type { RouteChoice } from "../links/mod.ts";
import type { Lookup } from "../probes/resolve.ts";
import { ProbeBench } from "../probes/testing.ts";
import type { Port } from "./ports.ts";
import { Translation } from "./translation.ts";

const AWAY: RouteChoice = { kind: "unreachable", code: "ENETUNREACH" };
const ROUTE: RouteChoice = {
  kind: "route",
  interface: "eth0",
  interfaceIndex: 2,
  gateway: "fe80::1",
  source: null,
};
const ETH0_6: Port = {
  device: "",
  interface: "eth0",
  interfaceIndex: 2,
  connectionType: "wired",
  family: 6,
  gateway: "fe80::1%eth0",
};
const ONLY_6 = { 4: AWAY, 6: ROUTE };
const TRANSLATED = [
  { address: "192.0.0.170", family: 4 },
  { address: "64:ff9b::c000:aa", family: 6 },
];

/** A translation whose resolver says one thing, and what is told of it. */
function setUp(lookup: Lookup) {
  const bench = new ProbeBench(new FakeLibc({}));
  const told: string[] = [];
  const translation = new Translation({ ...bench.context, lookup }, {
    times: {
      refreshNs: 300_000_000_000n,
      retryNs: 5_000_000_000n,
      timeoutNs: 10_000_000_000n,
    },
    onSettled: () => told.push("settled"),
    note: (text) => told.push(text),
  });
  return {
    translation,
    told,
    async pass(ms: number): Promise<void> {
      await bench.pass(ms);
      await new Promise((resolve) => setImmediate(resolve));
    },
    [Symbol.dispose](): void {
      translation[Symbol.dispose]();
      bench[Symbol.dispose]();
    },
  };
}

Deno.test("Translation says how a line without IPv4 reaches it", async () => {
  using bench = setUp(() => Promise.resolve(TRANSLATED));
  const { translation, told } = bench;
  strictEqual(translation.isSettled, true, "nothing is asked yet");
  translation.follow([ETH0_6], ONLY_6);
  strictEqual(translation.isSettled, false);
  strictEqual(translation.of("192.0.2.7"), undefined);
  await bench.pass(1000);
  deepStrictEqual(told, [
    "This line has no IPv4: addresses of IPv4 are reached through the provider's translator (NAT64, 64:ff9b::/96)",
    "settled",
  ]);
  deepStrictEqual(
    ["192.0.2.7", "192.168.1.1", "2001:db8::7", "example.org"].map((address) =>
      translation.of(address)
    ),
    ["64:ff9b::c000:207", undefined, undefined, undefined],
  );
});

Deno.test("Translation is of no use once there is IPv4", async () => {
  using bench = setUp(() => Promise.resolve(TRANSLATED));
  const { translation, told } = bench;
  translation.follow([ETH0_6], ONLY_6);
  await bench.pass(1000);
  translation.follow([{ ...ETH0_6, family: 4 }, ETH0_6], {
    4: ROUTE,
    6: ROUTE,
  });
  strictEqual(translation.of("192.0.2.7"), undefined);
  translation.follow([ETH0_6], ONLY_6);
  await bench.pass(1000);
  strictEqual(translation.of("192.0.2.7"), "64:ff9b::c000:207");
  strictEqual(told.length, 4, "it is another line now");
});

Deno.test("Translation asks nobody where IPv6 is the user's wish", async () => {
  let asked = 0;
  using bench = setUp(() => {
    asked++;
    return Promise.resolve(TRANSLATED);
  });
  bench.translation.follow([ETH0_6], { 4: ROUTE, 6: ROUTE });
  bench.translation.follow([ETH0_6], { 4: AWAY, 6: AWAY });
  bench.translation.follow([{ ...ETH0_6, family: 4 }, ETH0_6], ONLY_6);
  await bench.pass(1000);
  strictEqual(asked, 0);
});

Deno.test("Translation is settled where there is no translator, or silence", async () => {
  const answers: readonly Lookup[] = [
    () => Promise.reject(new Error("getaddrinfo ENOTFOUND ipv4only.arpa")),
    () => Promise.resolve(TRANSLATED.slice(0, 1)),
    () => new Promise(() => {}),
  ];
  for (const lookup of answers) {
    using bench = setUp(lookup);
    const { translation, told } = bench;
    translation.follow([ETH0_6], ONLY_6);
    for (let second = 0; second < 60; second++) await bench.pass(1000);
    deepStrictEqual(told, ["settled"], "once");
    strictEqual(translation.isSettled, true);
    strictEqual(translation.of("192.0.2.7"), undefined);
  }
});
