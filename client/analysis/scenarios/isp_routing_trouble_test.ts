import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { diagnose } from "./diagnose.ts";
import { MINUTE_MS, observedOf, START_MS, THREE } from "./testing.ts";

/** For 50 minutes of 12 hours. */
const isBad = (minute: number) => minute >= 300 && minute < 350;

function findingOf(
  { slow = [], lossy = [], isChanged = false, bad = isBad }: {
    readonly slow?: readonly string[];
    readonly lossy?: readonly string[];
    readonly isChanged?: boolean;
    readonly bad?: (minute: number) => boolean;
  },
) {
  const observed = observedOf({
    minutes: 720,
    targets: THREE.map(({ target }) => ({
      target,
      rttMs: (minute) => slow.includes(target) && bad(minute) ? 70 : 20,
      isLost: (second) =>
        lossy.includes(target) && bad(Math.floor(second / 60)) &&
        second % 10 === 0,
    })),
  });
  const change = {
    atMs: START_MS + 301 * MINUTE_MS,
    interface: "eth0",
    target: slow[0] ?? "",
  };
  const { findings } = diagnose({
    ...observed,
    pathChanges: isChanged ? [change] : [],
  });
  return findings.find(({ scenario }) => scenario === "isp_routing_trouble");
}

Deno.test("ispRoutingTrouble() names a target that alone is slow", () => {
  const finding = findingOf({ slow: ["b"] });
  deepStrictEqual(finding?.targets, ["b"]);
  strictEqual(finding.rung, "far_end");
  strictEqual(
    finding.sentence,
    "b was in trouble for 50 min (50 ms slower) while a and c went well over the same line. It is either the way to this target or the target itself; not your home, and not your line.",
  );
});

Deno.test("ispRoutingTrouble() names half an hour, too", () => {
  const bad = (minute: number) => minute >= 300 && minute < 330;
  strictEqual(findingOf({ slow: ["b"], bad })?.figures["longestMs"], 1_800_000);
});

Deno.test("ispRoutingTrouble() names a target that is slow most of the time", () => {
  const bad = (minute: number) => minute >= 250 && minute < 650;
  strictEqual(
    findingOf({ slow: ["b"], bad })?.figures["longestMs"],
    400 * MINUTE_MS,
  );
});

Deno.test("ispRoutingTrouble() blames the way if the route changed then", () => {
  const finding = findingOf({ slow: ["b"], isChanged: true });
  strictEqual(finding?.rung, "peering");
  strictEqual(finding.figures["pathChanges"], 1);
});

Deno.test("ispRoutingTrouble() blames the way if two of three lose packets", () => {
  const finding = findingOf({ lossy: ["a", "c"] });
  strictEqual(finding?.rung, "peering");
  deepStrictEqual(finding.figures["lossPct"], 10);
});

const QUIET = [
  { slow: ["a", "b", "c"], why: "all of them are slow: it is the line" },
  { lossy: ["a", "b", "c"], why: "all of them lose packets" },
  {
    slow: ["a"],
    bad: (minute: number) => minute >= 300 && minute < 320,
    why: "twenty minutes are too short",
  },
] as const;

for (const { why, ...script } of QUIET) {
  Deno.test(`ispRoutingTrouble() keeps quiet: ${why}`, () => {
    strictEqual(findingOf(script), undefined);
  });
}

Deno.test("ispRoutingTrouble() needs two targets to compare", () => {
  const one = observedOf({ minutes: 720, targets: [{ target: "a" }] });
  deepStrictEqual(
    diagnose(one).looked.find(({ scenario }) =>
      scenario === "isp_routing_trouble"
    )?.missing,
    "two targets beyond the provider to compare with each other",
  );
});
