import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { Rule } from "./rule.ts";

/** `b`: bad, `g`: good, `-`: neither, one a second; `#` where it is raised. */
function raised(verdicts: string): string {
  const rule = new Rule({ raiseAfterMs: 2_000, clearAfterMs: 3_000 });
  return [...verdicts].map((verdict, second) => {
    if (verdict === "b") rule.bad(second * 1000);
    else if (verdict === "g") rule.good(second * 1000);
    else rule.between();
    return rule.isRaised ? "#" : ".";
  }).join("");
}

Deno.test("Rule is raised by what lasts, and cleared by what lasts", () => {
  const rows: readonly (readonly [string, string, string])[] = [
    ["bbb", "..#", "bad for 2 s"],
    ["bgbgb", ".....", "never two in a row"],
    ["bb-bb", ".....", "what is neither breaks it, too"],
    ["bbbggg", "..####", "good for 2 s is too short"],
    ["bbbgggg", "..####.", "good for 3 s"],
    ["bbbgggbgggg", "..########.", "bad again: the good starts anew"],
    ["bbb----gggg", "..########.", "between the limits it stays"],
    ["bbbg--g", "..####.", "and what is between breaks no good time"],
    ["bbbggggbb", "..####...", "what is over must last again"],
  ];
  for (const [verdicts, expected, why] of rows) {
    strictEqual(raised(verdicts), expected, why);
  }
});

Deno.test("Rule knows since when, and until when, it was bad", () => {
  const rule = new Rule({ raiseAfterMs: 1_000, clearAfterMs: 1_000 });
  rule.bad(5_000);
  rule.bad(6_000);
  rule.good(7_000);
  rule.bad(8_000);
  deepStrictEqual(
    [rule.sinceMs, rule.lastBadMs, rule.badInARow],
    [5_000, 8_000, 1],
  );
  rule.reset();
  deepStrictEqual(
    [rule.isRaised, rule.sinceMs, rule.badInARow],
    [false, NaN, 0],
  );
});
