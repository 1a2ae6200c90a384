import { deepStrictEqual, ok } from "node:assert/strict";
import type { LoadKind } from "./load_kinds.ts";
import {
  bloatCostBytes,
  type LoadWishes,
  scheduledOrder,
  wantedTests,
} from "./scheduled_order.ts";

const WISHES: LoadWishes = {
  throughput: {
    enabled: true,
    smallIntervalS: 10,
    smallKb: 100,
    mediumIntervalS: 60,
    mediumKb: 1_000,
    largeIntervalS: 300,
    largeKb: 10_000,
  },
  bufferbloat: { enabled: true, intervalS: 21_600, streams: 6 },
};
const SERVER = {
  name: "vps",
  host: "192.0.2.1",
  port: 9_876,
  sharedSecret: "",
};

function orderOf(kind: LoadKind) {
  const test = { interface: "eth0", kind, allowedBytes: 1e6 };
  return scheduledOrder(test, WISHES, { device: "eth0", server: SERVER });
}

Deno.test("wantedTests() are those that are enabled, at their intervals", () => {
  const kinds = (wishes: LoadWishes) =>
    wantedTests(wishes).map(({ kind, intervalMs }) => `${kind} ${intervalMs}`);
  const sized = ["small 10000", "medium 60000", "large 300000"];
  deepStrictEqual(kinds(WISHES), [...sized, "bloat 21600000"]);
  const { throughput, bufferbloat } = WISHES;
  deepStrictEqual(
    kinds({ throughput, bufferbloat: { ...bufferbloat, enabled: false } }),
    sized,
  );
  deepStrictEqual(
    kinds({ throughput: { ...throughput, enabled: false }, bufferbloat }),
    ["bloat 21600000"],
  );
});

Deno.test("scheduledOrder() runs trains while a test is short, TCP when it is long", () => {
  const methods = (["small", "medium", "large"] as const).map((kind) => {
    const { request, sizeBytes } = orderOf(kind);
    return request.request === "throughput" && [request.method, sizeBytes];
  });
  deepStrictEqual(methods, [
    ["train", 100_000],
    ["train", 1_000_000],
    ["tcp", 10_000_000],
  ]);
});

Deno.test("scheduledOrder() hands on server, interface, flows and what is allowed", () => {
  const { request, server, sizeBytes, allowedBytes } = orderOf("bloat");
  deepStrictEqual(
    [request.request, request.interface, request.flows, request.server],
    ["bloat", "eth0", 6, "vps"],
  );
  deepStrictEqual([server, sizeBytes, allowedBytes], [SERVER, null, 1e6]);
});

Deno.test("bloatCostBytes() is what each way alone and both together move", () => {
  // On 20 Mbit/s each way a test moved 51 MB.
  const bytes = bloatCostBytes({ up: 20e6, down: 20e6 });
  ok(bytes > 51e6 && bytes < 65e6, `${bytes}`);
});
