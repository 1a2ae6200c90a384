import {
  deepStrictEqual,
  notDeepStrictEqual,
  ok,
  throws,
} from "node:assert/strict";
import { deflateRawSync } from "node:zlib";
import { makeFiller } from "./mod.ts";

Deno.test("makeFiller() makes bytes that do not compress", () => {
  const filler = makeFiller(42);
  ok(deflateRawSync(filler).length > 0.99 * filler.length);
});

Deno.test("makeFiller() comes from the seed alone", () => {
  deepStrictEqual(makeFiller(42), makeFiller(42));
  notDeepStrictEqual(makeFiller(42), makeFiller(43));
});

Deno.test("makeFiller() refuses the seed that gives only zeros", () => {
  throws(() => makeFiller(0), {
    name: "RangeError",
    message: "Cannot make filler from seed 0 (allowed: 1 to 2^32 - 1)",
  });
});
