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
