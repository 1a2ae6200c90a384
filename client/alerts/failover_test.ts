import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { Failover } from "./failover.ts";
import type { Finding } from "./incident.ts";
import { Incidents } from "./incidents.ts";

const REOPEN_MS = 300_000;

/** The line that is used normally is slow from 10 s on. */
const SLOW: Finding = {
  slot: "eth0 quality line",
  type: "latency_spike",
  severity: "warning",
  interface: "eth0",
  target: "",
  server: "",
  sinceMs: 10_000,
  untilMs: 11_000,
  cause: "access_line",
  conditions: ["latency_spike"],
  targets: [],
  metrics: {},
  adopts: [],
};

/** A backup that must have been good for 5 s. */
function failoverOf() {
  const failover = new Failover({
    primary: "eth0",
    backup: "usb0",
    goodMs: 5_000,
  });
  const incidents = new Incidents(REOPEN_MS);
  return {
    /** What is advised at a second, who answers then, and what is wrong. */
    ask(
      atS: number,
      answering: readonly string[],
      findings: readonly Finding[] = [],
    ) {
      incidents.update(findings, atS * 1000);
      return failover.finding({
        incidents,
        isAnswering: (name) => answering.includes(name),
        nowMs: atS * 1000,
      });
    },
  };
}

const BOTH = ["eth0", "usb0"];

Deno.test("Failover.finding() says from what to what, since when and why", () => {
  const { ask } = failoverOf();
  strictEqual(ask(10, BOTH, [SLOW]), null, "the backup is not known well yet");
  strictEqual(ask(14.999, BOTH, [SLOW]), null);
  const finding: Finding = {
    slot: "eth0 failover",
    type: "failover_advised",
    severity: "alert",
    interface: "eth0",
    target: "",
    server: "",
    sinceMs: 15_000,
    untilMs: 15_000,
    cause: "access_line",
    conditions: ["failover_advised"],
    targets: [],
    metrics: { backup: "usb0", reason: "latency_spike" },
    adopts: [],
  };
  deepStrictEqual(ask(15, BOTH, [SLOW]), finding);
  deepStrictEqual(ask(16, BOTH), {
    ...finding,
    untilMs: 16_000,
    cause: "unknown",
  }, "good again, but not for long");
});

Deno.test("Failover.finding() ends once the first line was good for as long, and begins anew", () => {
  const { ask } = failoverOf();
  ask(10, BOTH, [SLOW]);
  strictEqual(ask(15, BOTH, [SLOW])?.sinceMs, 15_000);
  ask(16, BOTH);
  strictEqual(ask(20.999, BOTH)?.sinceMs, 15_000);
  strictEqual(ask(21, BOTH), null, "good for 5 s");
  strictEqual(ask(22, ["usb0"]), null, "nothing is wrong that is known");
  strictEqual(ask(23, BOTH, [SLOW])?.sinceMs, 23_000);
});

Deno.test("Failover.finding() advises no backup that does not answer or is in trouble", () => {
  const { ask } = failoverOf();
  const own = { ...SLOW, interface: "usb0", slot: "usb0 quality line" };
  ask(0, BOTH);
  strictEqual(ask(10, ["eth0"], [SLOW]), null);
  strictEqual(ask(11, BOTH, [SLOW, own]), null);
  ask(12, BOTH, [SLOW]);
  strictEqual(ask(16.999, BOTH, [SLOW]), null, "good since 12 s");
  strictEqual(ask(17, BOTH, [SLOW])?.sinceMs, 17_000);
});
