import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import type { Measurement, ProbeKind, WallNs } from "../model/mod.ts";
import { measurementOf } from "./testing.ts";
import { RollingWindow } from "./window.ts";

const SECOND = 1_000_000_000n;
const START_NS = 1_795_168_800n * SECOND;

/** A probe sent so long after the start, ns, and its RTT in ns or its fate. */
function sentAfter(
  ns: bigint,
  result: Parameters<typeof measurementOf>[1] = 10e6,
): Measurement {
  const sentAt = START_NS + ns as WallNs;
  return { ...measurementOf(0, result), sentAt };
}

function after(ns: bigint): WallNs {
  return START_NS + ns as WallNs;
}

const LATE = 1.7e9;

Deno.test("RollingWindow looks back 60 s unless told, to the ns", () => {
  const window = new RollingWindow({ probe: "icmp" });
  window.add(sentAfter(0n));
  strictEqual(window.summary(after(60n * SECOND - 1n)).sent, 1);
  strictEqual(window.summary(after(60n * SECOND)).sent, 0);
});

Deno.test("RollingWindow holds 1024 probes unless told", () => {
  const window = new RollingWindow({ probe: "icmp" });
  for (let i = 0n; i < 1030n; i++) window.add(sentAfter(i));
  const { sent, recentNs } = window.summary(after(1030n));
  deepStrictEqual([sent, recentNs.length], [1024, 1024]);
});

Deno.test("RollingWindow takes up to 60 s for out of order, and more for a clock set back", () => {
  const sent = (backNs: bigint) => {
    const window = new RollingWindow({ probe: "icmp", spanS: 100 });
    window.add(sentAfter(60n * SECOND));
    window.add(sentAfter(60n * SECOND - backNs, "timeout"));
    return window.summary(after(60n * SECOND)).sent;
  };
  strictEqual(sent(60n * SECOND), 2);
  strictEqual(sent(60n * SECOND + 1n), 1);
});

Deno.test("RollingWindow counts refusals as the probe has them", () => {
  const lost = (probe: ProbeKind) => {
    const window = new RollingWindow({ probe });
    window.add(sentAfter(0n, "refused"));
    return window.summary(after(1n)).lost;
  };
  deepStrictEqual([lost("icmp"), lost("tcp")], [1, 0]);
});

Deno.test("RollingWindow.add() corrects the only probe there is", () => {
  const window = new RollingWindow({ probe: "icmp" });
  window.add(sentAfter(5n, "timeout"));
  window.add(sentAfter(5n, LATE));
  const { sent, lost, lastNs } = window.summary(after(6n));
  deepStrictEqual([sent, lost, lastNs], [1, 0, LATE]);
});

Deno.test("RollingWindow.add() takes a late answer that is news, and no older one", () => {
  const window = new RollingWindow({ probe: "icmp" });
  const sent = () => window.summary(after(SECOND)).sent;
  window.add(sentAfter(10n, LATE));
  strictEqual(sent(), 1, "the first");
  window.add(sentAfter(20n, LATE));
  strictEqual(sent(), 2, "the next");
  window.add(sentAfter(19n, LATE));
  strictEqual(sent(), 2, "a ns before it");
  window.add({ ...sentAfter(15n, "timeout"), isCorrection: true });
  strictEqual(sent(), 2, "a correction of what is not there");
  window.add({ ...sentAfter(15n, "timeout"), isCorrection: false });
  strictEqual(sent(), 3, "a loss that is told late");
});

Deno.test("RollingWindow.add() forgets what has left when the clock is set back", () => {
  const window = new RollingWindow({ probe: "icmp" });
  window.add(sentAfter(900n * SECOND));
  strictEqual(window.summary(after(1_000n * SECOND)).sent, 0);
  window.add(sentAfter(5n, LATE));
  const { sent, lastNs } = window.summary(after(6n));
  deepStrictEqual([sent, lastNs], [1, LATE]);
});

Deno.test("RollingWindow.add() puts what is told late to its place, where it can be corrected", () => {
  const window = new RollingWindow({ probe: "icmp" });
  for (const ns of [10, 20, 40]) window.add(sentAfter(BigInt(ns), ns));
  window.add(sentAfter(30n, "timeout"));
  deepStrictEqual(
    window.summary(after(50n)).recentNs,
    Float64Array.of(10, 20, NaN, 40),
  );
  window.add(sentAfter(5n, "timeout"));
  window.add(sentAfter(40n, LATE));
  window.add(sentAfter(30n, LATE));
  deepStrictEqual(
    window.summary(after(50n)).recentNs,
    Float64Array.of(NaN, 10, 20, LATE, LATE),
  );
});

Deno.test("RollingWindow.add() drops the oldest for what was sent after it", () => {
  const window = new RollingWindow({ probe: "icmp", capacity: 3 });
  for (const ns of [10, 20, 30]) window.add(sentAfter(BigInt(ns), ns));
  window.add(sentAfter(9n, "timeout"));
  deepStrictEqual(
    window.summary(after(50n)).recentNs,
    Float64Array.of(10, 20, 30),
  );
  window.add(sentAfter(15n, "timeout"));
  deepStrictEqual(
    window.summary(after(50n)).recentNs,
    Float64Array.of(NaN, 20, 30),
  );
});

Deno.test("RollingWindow.summary() takes the mean of what round trips vary by", () => {
  const window = new RollingWindow({ probe: "icmp" });
  for (const [i, ns] of [10, 14, 12].entries()) {
    window.add(sentAfter(BigInt(i), ns));
  }
  strictEqual(window.summary(after(3n)).meanIpdvNs, 3);
});

Deno.test("RollingWindow.summary() has no run without a loss, nor without a probe", () => {
  const window = new RollingWindow({ probe: "icmp" });
  strictEqual(window.summary(after(0n)).longestLossRun, 0);
  window.add(sentAfter(0n));
  strictEqual(window.summary(after(1n)).longestLossRun, 0);
});

Deno.test("RollingWindow.summary() tells each percentile by its own rank", () => {
  const window = new RollingWindow({ probe: "icmp" });
  for (let i = 1; i <= 100; i++) {
    window.add(sentAfter(BigInt(i), 1000 * (101 - i)));
  }
  const { p50Ns, p95Ns, p99Ns, meanNs } = window.summary(after(100n));
  deepStrictEqual([p50Ns, p95Ns, p99Ns, meanNs], [50e3, 95e3, 99e3, 50.5e3]);
});

Deno.test("RollingWindow says what it cannot keep", () => {
  const cases = [
    [{ spanS: 0 }, "Cannot keep 1024 probes of 0 s: both must be above 0"],
    [{ capacity: 0 }, "Cannot keep 0 probes of 60 s: both must be above 0"],
    [
      { capacity: 1.5 },
      "Cannot keep 1.5 probes of 60 s: both must be above 0",
    ],
  ] as const;
  for (const [options, message] of cases) {
    throws(() => new RollingWindow({ probe: "icmp", ...options }), {
      name: "RangeError",
      message,
    });
  }
  const window = new RollingWindow({ probe: "icmp", spanS: 0.5, capacity: 1 });
  for (const ns of [0n, 1n]) window.add(sentAfter(ns));
  strictEqual(window.summary(after(2n)).sent, 1);
});
