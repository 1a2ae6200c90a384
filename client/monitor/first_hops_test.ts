import { LibcError } from "@bufferbane/ffi";
import { FakeLibc } from "@bufferbane/ffi/testing";
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { ProbeBench } from "../probes/testing.ts";
import { FirstHops } from "./first_hops.ts";
import type { Port } from "./ports.ts";

const PORT: Port = {
  device: "",
  interface: "eth0",
  interfaceIndex: 0,
  connectionType: "wired",
  family: 4,
  gateway: "192.168.0.1",
};
const MINUTE_MS = 60_000;

/** A watch over searches that find one after the other what is listed. */
function watched(results: (string | null | LibcError)[]) {
  const bench = new ProbeBench(new FakeLibc({}));
  const found: string[] = [];
  const searches: string[] = [];
  const hops = new FirstHops(
    { ...bench.context, nowNs: () => bench.context.clock.mono() },
    {
      publicDns: ["1.1.1.1"],
      randomTag: () => 0,
      onFound: (_, hop) => found.push(hop),
      find(_, { gateway }) {
        searches.push(gateway);
        const result = results.shift() ?? null;
        return result instanceof LibcError
          ? Promise.reject(result)
          : Promise.resolve(result);
      },
    },
  );
  return { bench, hops, found, searches };
}

Deno.test("FirstHops.follow() searches once behind each port", async () => {
  const { bench, hops, found, searches } = watched(["100.64.0.1", "10.0.0.1"]);
  using _bench = bench;
  using _hops = hops;
  strictEqual(hops.of(PORT), null);
  hops.follow([PORT]);
  hops.follow([PORT]);
  await bench.pass(1000);
  const other = { ...PORT, gateway: "192.168.0.9" };
  hops.follow([PORT, other, { ...PORT, gateway: null }]);
  await bench.pass(1000);
  deepStrictEqual(searches, ["192.168.0.1", "192.168.0.9"]);
  deepStrictEqual(found, ["100.64.0.1", "10.0.0.1"]);
  deepStrictEqual([hops.of(PORT), hops.of(other)], found);
});

Deno.test("FirstHops searches every minute until there is one", async () => {
  const failure = new LibcError(
    "sendmsg",
    "ENETUNREACH",
    "Network is unreachable",
  );
  const { bench, hops, found, searches } = watched([
    null,
    failure,
    "100.64.0.1",
  ]);
  using _bench = bench;
  using _hops = hops;
  hops.follow([PORT]);
  for (let minute = 0; minute < 5; minute++) await bench.pass(1.1 * MINUTE_MS);
  strictEqual(searches.length, 3, "at the start, after one and two minutes");
  deepStrictEqual(found, ["100.64.0.1"]);
});

Deno.test("FirstHops keeps a router that is silent, and tells of another", async () => {
  const { bench, hops, found } = watched(["100.64.0.1", null, "100.64.0.2"]);
  using _bench = bench;
  using _hops = hops;
  hops.follow([PORT]);
  await bench.pass(61 * MINUTE_MS);
  strictEqual(hops.of(PORT), "100.64.0.1", "it is silent in an outage");
  await bench.pass(60 * MINUTE_MS);
  strictEqual(hops.of(PORT), "100.64.0.2");
  deepStrictEqual(found, ["100.64.0.1", "100.64.0.2"]);
});

Deno.test("FirstHops does not believe a search whose port has gone meanwhile", async () => {
  const { bench, hops, found } = watched(["10.8.0.1"]);
  using _bench = bench;
  using _hops = hops;
  hops.follow([PORT]);
  // A VPN has taken over: what was found may well lie behind that.
  hops.follow([{ ...PORT, interface: "tun0", gateway: null }]);
  await bench.pass(1000);
  deepStrictEqual([found, hops.of(PORT)], [[], null]);
});

Deno.test("FirstHops forgets a port that is gone", async () => {
  const { bench, hops, searches } = watched([null]);
  using _bench = bench;
  using _hops = hops;
  hops.follow([PORT]);
  hops.follow([]);
  for (let minute = 0; minute < 3; minute++) await bench.pass(1.1 * MINUTE_MS);
  strictEqual(searches.length, 1);
  hops.follow([PORT]);
  strictEqual(searches.length, 2, "until it is back");
});
