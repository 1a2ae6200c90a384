import { deepStrictEqual } from "node:assert/strict";
import type { Clock, MonoNs, TrafficSecond, WallNs } from "../model/mod.ts";
import type { TrafficMode, TrafficSource } from "../traffic/source.ts";
import { TrafficWatch } from "./traffic_watch.ts";

const NS_PER_S = 1_000_000_000n;
const PORTS = [{ interface: "eth0" }, { interface: "eth0" }];

/** A machine whose interface carries a packet of 100 bytes a second. */
function watched(
  { mode = "tcx", isGone = () => false, refusal }: {
    readonly mode?: TrafficMode;
    readonly isGone?: (second: number) => boolean;
    readonly refusal?: string;
  },
) {
  let second = 0;
  const ns = () => BigInt(second) * NS_PER_S;
  // The brands are of types only.
  const clock: Clock = {
    wall: () => ns() as WallNs,
    mono: () => ns() as MonoNs,
    boot: () => ns() as MonoNs,
  };
  const told: string[] = [];
  const seconds: TrafficSecond[] = [];
  const open = (name: string): TrafficSource => {
    if (refusal !== undefined) throw new Error(refusal);
    told.push(`open ${name} at ${second}`);
    return {
      mode,
      notes: ["As well as it can"],
      read() {
        if (isGone(second)) return null;
        const all = { packets: second, bytes: 100 * second };
        return { received: { all }, sent: { all } };
      },
      topFlows: () => null,
      [Symbol.dispose]: () => void told.push(`closed at ${second}`),
    };
  };
  const watch = new TrafficWatch({
    links: { interfaces: () => [] },
    reader: { read: () => undefined, [Symbol.dispose]() {} },
    clock,
    open,
    report: (one) => void seconds.push(one),
    note: (text) => void told.push(text),
  });
  function run(count: number): void {
    for (let i = 0; i < count; i++) {
      second += 1;
      watch.take();
    }
  }
  return { watch, told, seconds, run };
}

Deno.test("TrafficWatch.take() reports each interface's seconds, once", () => {
  const { watch, told, seconds, run } = watched({});
  watch.follow(PORTS);
  run(3);
  watch[Symbol.dispose]();
  deepStrictEqual(told, [
    "open eth0 at 1",
    "Traffic on eth0: As well as it can",
    "closed at 3",
  ]);
  deepStrictEqual(
    seconds.map(({ atMs, interface: name, counts }) => [
      atMs,
      name,
      counts.all.receivedBytes,
    ]),
    [[2000, "eth0", 100], [3000, "eth0", 100]],
  );
});

Deno.test("TrafficWatch.take() begins anew when an interface has come back", () => {
  const { watch, told, run } = watched({ isGone: (second) => second === 3 });
  watch.follow(PORTS);
  run(35);
  watch.follow([]);
  deepStrictEqual(told.filter((text) => !text.startsWith("Traffic")), [
    "open eth0 at 1",
    "closed at 3",
    "open eth0 at 34",
    "closed at 35",
  ]);
});

Deno.test("TrafficWatch.take() keeps nothing that the counters tell anyway", () => {
  const { watch, told, seconds, run } = watched({ mode: "counters" });
  watch.follow(PORTS);
  run(3);
  deepStrictEqual(seconds, []);
  deepStrictEqual(told.at(-1), "closed at 1");
});

Deno.test("TrafficWatch.take() says once why it cannot count", () => {
  const { watch, told, run } = watched({ refusal: "Cannot count" });
  watch.follow(PORTS);
  run(100);
  deepStrictEqual(told, ["Cannot count"]);
});
