import { strictEqual } from "node:assert/strict";
import { editDistance, nearest } from "./nearest.ts";

Deno.test("editDistance() counts insertions, deletions and replacements", () => {
  const cases: readonly [string, string, number][] = [
    ["", "", 0],
    ["", "abc", 3],
    ["abc", "", 3],
    ["kitten", "sitting", 3],
    ["interval", "intervall", 1],
    ["same", "same", 0],
  ];
  for (const [from, to, distance] of cases) {
    strictEqual(editDistance(from, to), distance, `${from} to ${to}`);
    strictEqual(editDistance(to, from), distance, `${to} to ${from}`);
  }
});

Deno.test("nearest() names what was meant, or nothing", () => {
  const keys = ["test_interval_ms", "timeout_ms", "interfaces", "zone"];
  const cases: readonly [string, string | undefined, string][] = [
    ["test_intervall_ms", "test_interval_ms", "a letter too many"],
    ["TIMEOUT_MS", "timeout_ms", "capitals"],
    ["interface", "interfaces", "singular"],
    ["timeout", "timeout_ms", "without its unit"],
    ["colour", undefined, "nothing like it"],
    ["on", undefined, "too short to tell"],
  ];
  for (const [typed, meant, why] of cases) {
    strictEqual(nearest(typed, keys), meant, why);
  }
});
