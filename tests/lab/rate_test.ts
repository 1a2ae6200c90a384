import { ok, strictEqual } from "node:assert/strict";
import { testInNamespaces } from "../support/skip.ts";
import { openLab } from "./lab.ts";
import { limitRate } from "./rate.ts";
import { ping } from "./testing.ts";

testInNamespaces(
  "limitRate() makes a full queue wait limit / rate",
  async () => {
    await using lab = await openLab({ ipv6: false });
    await using limit = await limitRate(lab.line.up, {
      rateBps: 4e6,
      queueBytes: 50_000,
    });
    strictEqual(limit.fullQueueNs, 100e6);
    // 100 packets of 1414 bytes at once: 35 fit in the queue.
    const { rttsMs } = await ping(lab, lab.server4, {
      count: 100,
      args: ["-l100", "-s1372"],
    });
    const { droppedPackets, sentPackets } = await limit.counters();
    strictEqual(rttsMs.length + droppedPackets, 100);
    // ARP passes the same queue.
    ok(sentPackets >= rttsMs.length);
    // Each waits for those before it: from 3 ms to 100 ms in even steps, and
    // the ninth decile at 90 ms, whatever the scheduler does to a single one.
    const ninthMs = rttsMs.toSorted((a, b) => a - b)[
      Math.floor(rttsMs.length * 0.9)
    ] ?? NaN;
    ok(ninthMs > 80 && ninthMs < 110, `${ninthMs} ms where 90 ms are due`);
  },
);
