import { strictEqual } from "node:assert/strict";
import { decodeErrorEstimate, encodeErrorEstimate } from "./error_estimate.ts";

Deno.test("encodeErrorEstimate() writes 16 bits as RFC 4656 has them", () => {
  const cases: readonly [
    errorNs: number | undefined,
    estimate: number,
    why: string,
  ][] = [
    [undefined, 0x3fff, "nobody keeps the clock: S = 0, as far off as can be"],
    [0, 0x8001, "RFC 4656: the multiplier must not be zero"],
    [1e9 / 2 ** 32, 0x8001, "one unit"],
    [255e9 / 2 ** 32, 0x80ff, "the most at scale 0"],
    [256e9 / 2 ** 32, 0x8180, "the least at scale 1"],
    [1e300, 0xbfff, "more than can be written"],
  ];
  for (const [errorNs, estimate, why] of cases) {
    strictEqual(encodeErrorEstimate(errorNs), estimate, why);
  }
});

Deno.test("decodeErrorEstimate() is never below what was written, nor 1 % above", () => {
  for (let errorNs = 100; errorNs < 1e12; errorNs *= 1.37) {
    const read = decodeErrorEstimate(encodeErrorEstimate(errorNs));
    strictEqual(read !== undefined && read >= errorNs, true, `${errorNs}`);
    strictEqual((read ?? 0) <= errorNs * 1.01, true, `${errorNs}`);
  }
  strictEqual(decodeErrorEstimate(0x3fff), undefined);
});
