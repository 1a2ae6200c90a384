import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import { VarintReader, VarintWriter } from "./varints.ts";

Deno.test("VarintReader reads every number that VarintWriter wrote", () => {
  fc.assert(fc.property(
    fc.array(fc.oneof(fc.nat(), fc.maxSafeNat())),
    fc.array(fc.integer()),
    (unsigned, signed) => {
      const writer = new VarintWriter();
      for (const value of unsigned) writer.unsigned(value);
      for (const value of signed) writer.signed(value);
      const reader = new VarintReader(writer.take());
      deepStrictEqual(unsigned.map(() => reader.unsigned()), unsigned);
      deepStrictEqual(signed.map(() => reader.signed()), signed);
      strictEqual(reader.isAtEnd, true);
    },
  ));
});

Deno.test("VarintWriter writes seven bits a byte, lowest first", () => {
  const writer = new VarintWriter();
  for (const value of [0, 127, 128, 300]) writer.unsigned(value);
  for (const value of [-1, 1, -64]) writer.signed(value);
  deepStrictEqual(
    [...writer.take()],
    [0, 127, 0x80, 1, 0xac, 2, 1, 2, 127],
  );
});

Deno.test("VarintWriter refuses what is no whole number", () => {
  const writer = new VarintWriter();
  for (const value of [-1, 0.5, NaN, Infinity, 2 ** 53]) {
    throws(() => writer.unsigned(value), {
      name: "RangeError",
      message: `Cannot store ${value} (allowed: a whole number from 0 on)`,
    });
  }
});
