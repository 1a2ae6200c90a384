import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import {
  bytes,
  type Field,
  layout,
  optionalBytes,
  text,
  u16,
  u32,
  u32List,
  u64,
  u8,
} from "./layout.ts";

Deno.test("u8(), u16(), u32() and u64() take what their bytes hold, and no more", () => {
  const cases: readonly [field: Field<number>, length: number, max: number][] =
    [[u8(3), 1, 255], [u16(3), 2, 65_535], [u32(3), 4, 4_294_967_295]];
  for (const [field, length, max] of cases) {
    strictEqual(field.minBytes, length);
    strictEqual(field.bytesOf(0), length);
    strictEqual(field.allowed, `a whole number from 0 to ${max}`);
    for (const fitting of [0, 1, max]) strictEqual(field.fits(fitting), true);
    for (const other of [-1, 0.5, max + 1, NaN, Infinity]) {
      strictEqual(field.fits(other), false, `${other} in ${length} bytes`);
    }
    const body = new Uint8Array(8);
    field.write(body, max);
    const expected = Array.from(body, (_, i) => i >= 3 && i < 3 + length);
    deepStrictEqual([...body], expected.map((isSet) => isSet ? 255 : 0));
    strictEqual(field.read(body), max);
    strictEqual(field.read(new Uint8Array(0)), 0, "past the end");
  }
  const eight = u64(0);
  deepStrictEqual([eight.minBytes, eight.bytesOf(1n)], [8, 8]);
  deepStrictEqual(
    [-1n, 0n, 2n ** 64n - 1n, 2n ** 64n].map((value) => eight.fits(value)),
    [false, true, true, false],
  );
});

Deno.test("bytes() and optionalBytes() take one length, or none", () => {
  const body = Uint8Array.of(9, 1, 2, 3, 9);
  const [three, maybe] = [bytes(1, 3), optionalBytes(1, 3)];
  deepStrictEqual([...three.read(body)], [1, 2, 3]);
  deepStrictEqual([three.minBytes, maybe.minBytes], [3, 0]);
  for (const [length, fits] of [[2, false], [3, true], [4, false]] as const) {
    strictEqual(three.fits(new Uint8Array(length)), fits);
    strictEqual(maybe.fits(new Uint8Array(length)), fits);
  }
  strictEqual(maybe.fits(undefined), true);
  deepStrictEqual([maybe.bytesOf(undefined), maybe.bytesOf(body)], [0, 3]);
  deepStrictEqual(maybe.read(body.subarray(0, 4)), Uint8Array.of(1, 2, 3));
  strictEqual(maybe.read(body.subarray(0, 3)), undefined, "one too short");
});

Deno.test("u32List() takes up to its count, of 32 bits each", () => {
  const list = u32List(2, 3);
  strictEqual(list.minBytes, 0);
  const most = 2 ** 32 - 1;
  const fitting = [[], [0], [1, most, 0]];
  for (const values of fitting) strictEqual(list.fits(values), true);
  for (const values of [[0, 0, 0, 0], [-1], [0.5], [most + 1], [0, -1]]) {
    strictEqual(list.fits(values), false, `${values}`);
  }
  deepStrictEqual(list.bytesOf([1, 2]), 8);
  const body = new Uint8Array(18);
  list.write(body, [1, most, 3]);
  deepStrictEqual(list.read(body), [1, most, 3], "a fourth is not read");
  deepStrictEqual(list.read(body.subarray(0, 13)), [1, most], "cut within");
  deepStrictEqual(list.read(body.subarray(0, 2)), []);
  deepStrictEqual(list.read(body.subarray(0, 1)), [], "not even begun");
});

Deno.test("text() counts bytes, reads no more than allowed, and no escapes", () => {
  const field = text(1, 4);
  deepStrictEqual([field.minBytes, field.bytesOf("ü")], [1, 3]);
  const fits = ["", "abcd", "üü", "abcde", "üüa"].map(field.fits);
  deepStrictEqual(fits, [true, true, true, false, false]);
  const body = new Uint8Array(8).fill(0x7a);
  field.write(body, "abc");
  deepStrictEqual([...body], [0x7a, 3, 0x61, 0x62, 0x63, 0x7a, 0x7a, 0x7a]);
  strictEqual(field.read(body), "abc");
  strictEqual(field.read(body.with(1, 200)), "abcz", "says it is longer");
  strictEqual(field.read(body.with(3, 0x1b)), "ac");
  strictEqual(field.read(new Uint8Array(0)), "");
});

interface Sample {
  readonly kind: "sample";
  readonly first: number;
  readonly last: string;
}

Deno.test("layout() is as long as its last field, or as it says", () => {
  const fields = { first: u8(0), last: text(5, 9) };
  const plain = layout<Sample>("sample", fields);
  const padded = layout<Sample>("sample", fields, { bodyBytes: 8 });
  const packet = (last: string): Sample => ({ kind: "sample", first: 7, last });
  strictEqual(plain.minBytes, 6, "5 before the text, and its length");
  strictEqual(padded.minBytes, 8);
  deepStrictEqual(
    ["", "ab", "abc"].map((last) => [
      plain.bytesOf(packet(last)),
      padded.bytesOf(packet(last)),
    ]),
    [[6, 8], [8, 8], [9, 9]],
  );
  const body = new Uint8Array(10).fill(0xee);
  plain.write(body, packet("ab"));
  deepStrictEqual([...body], [7, 0, 0, 0, 0, 2, 0x61, 0x62, 0, 0]);
  deepStrictEqual(plain.read(body), packet("ab"));
});

Deno.test("layout() says which value does not fit", () => {
  const sample = layout<Sample>("sample", { first: u8(0), last: text(1, 9) });
  const packet: Sample = { kind: "sample", first: 256, last: "" };
  throws(() => sample.write(new Uint8Array(9), packet), {
    name: "RangeError",
    message:
      "Cannot write first of sample: found 256 (allowed: a whole number from 0 to 255)",
  });
});
