import { strictEqual } from "node:assert/strict";
import { LossesNeeded } from "../analysis/loss_confidence.ts";
import type { Series } from "../model/mod.ts";
import { causeOf, isFar, isWithin, type Scope, scopeOf } from "./ladder.ts";
import { SeriesJudge } from "./series_judge.ts";
import { LINE, OPTIONS } from "./testing.ts";

const [PING] = LINE;

function judgeOf(changes: Partial<Series>, hasAnswered = true): SeriesJudge {
  if (PING === undefined) throw new Error("a line has series");
  const judge = new SeriesJudge({ ...PING, ...changes }, {
    ...OPTIONS,
    needed: new LossesNeeded(1),
  });
  judge.hasAnswered = hasAnswered;
  return judge;
}

/** Targets in a word: `4` and `6` are well, `4!` and `6!` are not. */
function farOf(word: string) {
  const affected = new Set<SeriesJudge>();
  const far = (word.match(/[46]!?/g) ?? []).map((one) => {
    const judge = judgeOf({ role: "public", family: one[0] === "6" ? 6 : 4 });
    if (one.endsWith("!")) affected.add(judge);
    return judge;
  });
  return { far, isAffected: (judge: SeriesJudge) => affected.has(judge) };
}

const SCOPES: readonly [word: string, scope: Scope][] = [
  ["", "target"],
  ["4", "target"],
  ["4!", "line"],
  ["4! 4", "target"], // one alone, beside another, is its own trouble
  ["4! 4!", "line"],
  ["4! 4! 4 4", "line"], // half of them
  ["4! 4! 4 4 4", "target"],
  ["4! 4! 6! 6", "line"],
  ["4! 4! 6 6", "ipv4"], // half of them, and none of the other version
  ["4 4 6! 6!", "ipv6"],
  ["4 4 6! 6! 6", "ipv6"],
  ["4 4 4 6!", "target"], // one of a version alone
  ["4! 6!", "line"],
  ["4! 6", "target"],
  ["4! 4 4 6! 6 6", "target"],
];

for (const [word, scope] of SCOPES) {
  Deno.test(`scopeOf() takes ${word || "nothing"} for ${scope}`, () => {
    const { far, isAffected } = farOf(word);
    strictEqual(scopeOf(far, isAffected), scope);
  });
}

Deno.test("isFar() is true of what is beyond the provider, and of every ECHO", () => {
  for (const role of ["public", "custom", "server"] as const) {
    strictEqual(isFar(judgeOf({ role })), true, role);
  }
  for (const role of ["gateway", "isp"] as const) {
    strictEqual(isFar(judgeOf({ role })), false, role);
    strictEqual(isFar(judgeOf({ role, probe: "echo" })), true, role);
  }
});

Deno.test("isWithin() asks for the IP version", () => {
  for (const family of [4, 6] as const) {
    const judge = judgeOf({ family });
    strictEqual(isWithin(judge, "line"), true);
    strictEqual(isWithin(judge, "ipv4"), family === 4);
    strictEqual(isWithin(judge, "ipv6"), family === 6);
  }
});

Deno.test("causeOf() goes up the ladder: router, provider, beyond", () => {
  const wifi = { role: "gateway", connectionType: "wifi" } as const;
  const cases: readonly [
    why: string,
    scope: Scope,
    ladder: readonly SeriesJudge[],
    affected: readonly number[],
    cause: string,
  ][] = [
    ["a target alone", "target", [judgeOf({})], [0], "far_end"],
    [
      "the router",
      "line",
      [judgeOf({}), judgeOf({ role: "isp" })],
      [0, 1],
      "own_router",
    ],
    ["the way to it", "line", [judgeOf(wifi)], [0], "wifi"],
    ["a router that is well", "line", [judgeOf({}), judgeOf({ role: "isp" })], [
      1,
    ], "access_line"],
    [
      "beyond the first hop",
      "line",
      [judgeOf({}), judgeOf({ role: "isp" })],
      [],
      "isp_core",
    ],
    ["no first hop is known", "line", [judgeOf({})], [], "isp"],
    [
      "one that never answered",
      "line",
      [judgeOf({}), judgeOf({ role: "isp" }, false)],
      [1],
      "isp",
    ],
    ["a version alone", "ipv6", [judgeOf({ family: 6 })], [], "ipv6"],
    ["a version's router", "ipv6", [judgeOf({ family: 6 })], [0], "own_router"],
    ["another version's router", "ipv6", [judgeOf({})], [0], "ipv6"],
    ["another version's router", "ipv4", [judgeOf({ family: 6 })], [0], "ipv4"],
    ["its own router", "ipv4", [judgeOf({})], [0], "own_router"],
  ];
  for (const [why, scope, ladder, affected, cause] of cases) {
    const isAffected = (judge: SeriesJudge) =>
      affected.includes(ladder.indexOf(judge));
    strictEqual(causeOf(ladder, scope, isAffected), cause, why);
  }
});
