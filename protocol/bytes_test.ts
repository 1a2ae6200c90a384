import { deepStrictEqual, strictEqual } from "node:assert/strict";
import {
  copyBytes,
  equalBytes,
  readU16,
  readU32,
  readU64,
  serialDistance,
  writeU16,
  writeU32,
  writeU64,
} from "./bytes.ts";

const DIGITS = Uint8Array.of(0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54, 0x32, 0x10);

Deno.test("readU16(), readU32() and readU64() take the highest byte first", () => {
  strictEqual(readU16(DIGITS, 0), 0xfedc);
  strictEqual(readU16(DIGITS, 6), 0x3210);
  strictEqual(readU32(DIGITS, 0), 0xfedc_ba98, "unsigned");
  strictEqual(readU32(DIGITS, 4), 0x7654_3210);
  strictEqual(readU64(DIGITS, 0), 0xfedc_ba98_7654_3210n);
});

Deno.test("readU16(), readU32() and readU64() take zeros past the end", () => {
  const none = new Uint8Array(0);
  strictEqual(readU16(none, 0), 0);
  strictEqual(readU32(none, 0), 0);
  strictEqual(readU64(none, 0), 0n);
  strictEqual(readU16(DIGITS, 7), 0x1000);
  strictEqual(readU32(DIGITS, 6), 0x3210_0000);
  strictEqual(readU64(DIGITS, 4), 0x7654_3210_0000_0000n);
});

Deno.test("writeU16(), writeU32() and writeU64() touch their own bytes only, and cut", () => {
  const cases: readonly [
    write: (bytes: Uint8Array) => void,
    expected: readonly number[],
  ][] = [
    [(b) => writeU16(b, 1, 0x1_2345), [9, 0x23, 0x45, 9, 9, 9, 9, 9, 9, 9]],
    [
      (b) => writeU32(b, 1, 0xfe_dcba_9876),
      [9, 0xdc, 0xba, 0x98, 0x76, 9, 9, 9, 9, 9],
    ],
    [
      (b) => writeU64(b, 1, 0x1_0203_0405_0607_0809n),
      [9, 2, 3, 4, 5, 6, 7, 8, 9, 9].map((byte, i) =>
        i === 0 || i === 9 ? 9 : byte
      ),
    ],
  ];
  for (const [write, expected] of cases) {
    const bytes = new Uint8Array(10).fill(9);
    write(bytes);
    deepStrictEqual([...bytes], expected);
  }
});

Deno.test("copyBytes() copies so many and no more, zeros for what is missing", () => {
  const target = new Uint8Array(6).fill(9);
  copyBytes([DIGITS, 2], [target, 1], 3);
  deepStrictEqual([...target], [9, 0xba, 0x98, 0x76, 9, 9]);
  copyBytes([DIGITS, 7], [target, 3], 2);
  deepStrictEqual([...target], [9, 0xba, 0x98, 0x10, 0, 9]);
});

Deno.test("equalBytes() sees each single difference, also of length", () => {
  strictEqual(equalBytes(DIGITS, DIGITS.slice()), true);
  strictEqual(equalBytes(new Uint8Array(0), new Uint8Array(0)), true);
  strictEqual(equalBytes(DIGITS, DIGITS.subarray(0, 7)), false);
  strictEqual(equalBytes(DIGITS.subarray(0, 7), DIGITS), false);
  for (let i = 0; i < 8; i++) {
    for (let bit = 0; bit < 8; bit++) {
      const other = DIGITS.with(i, (DIGITS[i] ?? 0) ^ (1 << bit));
      strictEqual(equalBytes(DIGITS, other), false, `byte ${i}, bit ${bit}`);
    }
  }
});

Deno.test("serialDistance() goes the short way around 2^32", () => {
  strictEqual(serialDistance(5, 3), 2);
  strictEqual(serialDistance(3, 5), -2);
  strictEqual(serialDistance(0, 2 ** 32 - 1), 1);
  strictEqual(serialDistance(2 ** 32 - 1, 0), -1);
  strictEqual(serialDistance(2 ** 31, 0), -(2 ** 31));
});
