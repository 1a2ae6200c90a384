import { ok, strictEqual } from "node:assert/strict";
import { confidenceOf } from "./confidence.ts";

Deno.test("confidenceOf() says 80 % of what only just meets its rule", () => {
  strictEqual(confidenceOf({ margin: 1, repetition: 1 }), 0.8);
});

Deno.test("confidenceOf() never says that it is certain", () => {
  strictEqual(confidenceOf({ margin: 1e9, repetition: 1e9 }), 0.999);
});

Deno.test("confidenceOf() grows with the margin and with every time", () => {
  const confidences = [
    confidenceOf({ margin: 1, repetition: 2 }),
    confidenceOf({ margin: 2, repetition: 2 }),
    confidenceOf({ margin: 2, repetition: 4 }),
  ];
  ok(confidences.every((value, at) => value > (confidences[at - 1] ?? 0)));
});

Deno.test("confidenceOf() is lower where the evidence is second-hand", () => {
  strictEqual(
    confidenceOf({ margin: 1e9, repetition: 1, completeness: 0.7 }),
    0.7,
  );
});

const STRENGTHS = [
  // A fifth, over the margin's square and how often.
  { margin: 2, repetition: 1, confidence: 1 - 0.2 / 4 },
  { margin: 1.5, repetition: 3, confidence: 1 - 0.2 / (2.25 * 3) },
  // What does not even meet its rule is no worse than what does.
  { margin: 0.5, repetition: 1, confidence: 0.8 },
  { margin: 1, repetition: 0.5, confidence: 0.8 },
  { margin: 1, repetition: 1, completeness: 0.5, confidence: 0.5 },
  { margin: 1, repetition: 1, completeness: 0.7, confidence: 0.8 * 0.7 },
];

for (const { confidence, ...strength } of STRENGTHS) {
  Deno.test(`confidenceOf() says ${confidence} of ${JSON.stringify(strength)}`, () => {
    const doubt = Math.abs(confidenceOf(strength) - confidence);
    ok(doubt < 1e-12, `${doubt}`);
  });
}
