import { FakeLibc } from "@bufferbane/ffi/testing";
import { LibcError } from "@bufferbane/ffi";
import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import type {
  Outcome,
  PathHop,
  PathTrace,
  Series,
  StoredEvent,
  WallNs,
} from "../model/mod.ts";
import { IcmpNotAllowedError } from "../probes/icmp_socket.ts";
import type { FoundPath, PathOptions } from "../probes/path.ts";
import { ProbeBench } from "../probes/testing.ts";
import { PathWatch } from "./path_watch.ts";
import type { Port } from "./ports.ts";
import type { PlannedTarget } from "./targets.ts";

const PORT: Port = {
  device: "eth0",
  interface: "eth0",
  interfaceIndex: 2,
  connectionType: "wired",
  family: 4,
  gateway: "192.168.0.1",
};
const TARGET: PlannedTarget = {
  port: PORT,
  target: "8.8.8.8",
  role: "public",
  address: "8.8.8.8",
};
const SERIES: Series = {
  probe: "icmp",
  interface: "eth0",
  connectionType: "wired",
  target: "8.8.8.8",
  role: "public",
  family: 4,
  variant: "",
  server: "",
};
const HOUR_MS = 3_600_000;

function way(addresses: readonly string[], lostFrom = Infinity): FoundPath {
  const hops = addresses.map((address, at): PathHop => ({
    ttl: at + 1,
    address,
    rttNs: at * 1e6,
    medianNs: at * 1e6,
    sent: 20,
    lost: at + 1 >= lostFrom ? 8 : 0,
  }));
  return { hops, isReached: true, balancedTtls: [] };
}

const USUAL = way(["a", "b", "c", "8.8.8.8"]);

/** A watch over traces that find one after the other what is listed. */
function watched(results: (FoundPath | Error)[]) {
  const bench = new ProbeBench(new FakeLibc({}));
  const traces: PathTrace[] = [];
  const events: StoredEvent[] = [];
  const asked: PathOptions[] = [];
  const watch = new PathWatch({
    ...bench.context,
    store: (trace) => traces.push(trace),
    event: (event) => events.push(event),
    randomTag: () => 7,
    isOwnLoad: (_, atMs) => atMs === 666,
    open(_, options) {
      const result = results.shift() ?? USUAL;
      if (result instanceof IcmpNotAllowedError) throw result;
      asked.push(options);
      return {
        run: () =>
          result instanceof Error
            ? Promise.reject(result)
            : Promise.resolve(result),
        [Symbol.dispose]: () => {},
      };
    },
  }, HOUR_MS / 1000);
  const outcome = (of: Outcome, atMs = 1000) =>
    watch.sample({
      series: SERIES,
      sentAt: BigInt(atMs) * 1_000_000n as WallNs,
      outcome: of,
    });
  const lose = (atMs?: number) =>
    outcome({ kind: "timeout", detail: "" }, atMs);
  const answer = () =>
    outcome({
      kind: "ok",
      rttNs: 1e7,
      localQueueNs: 0,
      stamps: "kernel",
      duplicates: 0,
      detail: "",
    });
  return { bench, watch, traces, events, asked, lose, answer };
}

Deno.test("PathWatch traces at the start and every hour, with one flow", async () => {
  const { bench, watch, traces, asked, events } = watched([]);
  using _bench = bench;
  using _watch = watch;
  watch.follow([TARGET, { ...TARGET, target: "192.168.0.1", role: "gateway" }]);
  watch.follow([TARGET]);
  await bench.pass(3_000);
  strictEqual(traces.length, 1);
  await bench.pass(HOUR_MS);
  await bench.pass(HOUR_MS);
  strictEqual(traces.length, 3);
  deepStrictEqual(events, []);
  deepStrictEqual(new Set(asked.map(({ tag }) => tag)), new Set([7]));
  deepStrictEqual(asked[0], {
    family: 4,
    device: "eth0",
    address: "8.8.8.8",
    method: "icmp",
    tries: 3,
    pauseNs: 250_000_000n,
    tag: 7,
  });
});

Deno.test("PathWatch looks at once when answers come from farther away, and tells of the change", async () => {
  const changed = way(["a", "x", "y", "c", "8.8.8.8"]);
  const { bench, watch, traces, events } = watched([USUAL, changed]);
  using _bench = bench;
  using _watch = watch;
  watch.follow([TARGET]);
  await bench.pass(3_000);
  watch.ttl(SERIES, 60);
  watch.ttl(SERIES, 59);
  await bench.pass(10);
  deepStrictEqual(traces.map(({ isChanged }) => isChanged), [false, true]);
  const [event] = events;
  strictEqual(event?.type, "route_changed");
  strictEqual(
    event?.description,
    "The way to 8.8.8.8 over eth0 (IPv4) has changed from hop 2 on: x instead of b",
  );
});

Deno.test("PathWatch takes a second hint up later, not never", async () => {
  const { bench, watch, asked } = watched([]);
  using _bench = bench;
  using _watch = watch;
  watch.follow([TARGET]);
  await bench.pass(3_000);
  for (const ttl of [60, 59, 60, 59, 60]) watch.ttl(SERIES, ttl);
  await bench.pass(10);
  strictEqual(asked.length, 2);
  await bench.pass(20_000);
  strictEqual(asked.length, 3);
});

Deno.test("PathWatch names the hop in trouble, looking once in ten minutes", async () => {
  const lossy = way(["a", "b", "c", "8.8.8.8"], 3);
  const { bench, watch, events, asked, lose, answer } = watched([
    USUAL,
    lossy,
    lossy,
  ]);
  using _bench = bench;
  using _watch = watch;
  watch.follow([TARGET]);
  await bench.pass(3_000);
  for (let i = 0; i < 40; i++) answer();
  for (let i = 0; i < 20; i++) lose();
  await bench.pass(10);
  deepStrictEqual(asked.map(({ tries }) => tries), [3, 3, 20]);
  const [event] = events;
  strictEqual(event?.type, "path_trouble");
  strictEqual(
    event?.description,
    "The way to 8.8.8.8 over eth0 (IPv4): 40 % are lost from hop 3 on (c, behind b)",
  );
  deepStrictEqual(event?.metrics, {
    family: 4,
    kind: "loss",
    hop: 3,
    address: "c",
    before: "b",
    loss_pct: 40,
  });
  lose();
  await bench.pass(10);
  strictEqual(asked.filter(({ tries }) => tries === 20).length, 1);
});

Deno.test("PathWatch takes nothing that a load test does for a hint", async () => {
  const { bench, watch, asked, lose } = watched([]);
  using _bench = bench;
  using _watch = watch;
  watch.follow([TARGET]);
  await bench.pass(3_000);
  for (let i = 0; i < 20; i++) lose(666);
  await bench.pass(10);
  strictEqual(asked.length, 1);
});

Deno.test("PathWatch goes by UDP where pings are not allowed, and lives without an interface", async () => {
  const denied = new LibcError("socket", "EPERM", "not permitted");
  const gone = new LibcError("setsockopt", "ENODEV", "No such device");
  const { bench, watch, asked, traces } = watched([
    new IcmpNotAllowedError("bufferbane", denied),
    gone,
    USUAL,
  ]);
  using _bench = bench;
  using _watch = watch;
  watch.follow([TARGET]);
  await bench.pass(3_000);
  match(String(asked[0]?.method), /^udp$/);
  strictEqual(traces.length, 0);
  await bench.pass(HOUR_MS);
  strictEqual(traces.length, 1);
});

Deno.test("PathWatch remembers where routers take turns, though not each trace shows it", async () => {
  const [a, b] = [way(["a", "b", "8.8.8.8"]), way(["a", "x", "8.8.8.8"])];
  const { bench, watch, traces, events } = watched([
    { ...a, balancedTtls: [2] },
    a,
    b,
    a,
  ]);
  using _bench = bench;
  using _watch = watch;
  watch.follow([TARGET]);
  await bench.pass(3_000);
  for (let hour = 0; hour < 3; hour++) await bench.pass(HOUR_MS);
  strictEqual(traces.length, 4);
  deepStrictEqual(events, []);
});
