import { strictEqual } from "node:assert/strict";
import { createHash } from "node:crypto";
import { secretFault } from "./secret.ts";

const REGULAR = "too regular to be random";

Deno.test("secretFault() refuses what is not a random secret", () => {
  const cases: readonly [secret: string, fault: string, why: string][] = [
    ["", "a text of 0 hexadecimal digits", "empty"],
    ["abc", "a text of 3 hexadecimal digits", "too short"],
    ["0".repeat(65), "a text of 65 hexadecimal digits", "too long"],
    ["correct horse", "a text of 13 characters", "not hexadecimal"],
    [
      "A7B3C9D8E1F4A2B5C6D7E8F9A0B1C2D3E4F5A6B7C8D9E0F1A2B3C4D5E6F7A8B9",
      "a published sample",
      "printed in an old guide, here in capitals",
    ],
    [
      "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
      "a published sample",
      "our own test vector",
    ],
    ["0".repeat(64), REGULAR, "one digit"],
    ["deadbeef".repeat(8), REGULAR, "a word repeated"],
    ["0123456789abcdef".repeat(4), REGULAR, "the digits in order"],
    [
      "6b1f0c9e5d8a47b3f2e1d0c9b8a79685".repeat(2),
      REGULAR,
      "16 bytes, twice",
    ],
    [
      "39d07e50b7bef006f0d0c2397f7eee82820e506e1aee7f0e346e34bec2061ab7",
      REGULAR,
      "16 different bytes, mixed",
    ],
    [
      "b9dcc5ae7f47420a19181d2c310f394b757445234a7c4b346655787776888376",
      REGULAR,
      "16 different steps, mixed",
    ],
    [
      "000306090c0f1215181b1e2124272a2d303336393c3f4245484b4e5154575a5d",
      REGULAR,
      "equal steps",
    ],
    [
      "636f727265637420686f727365206261747465727920737461706c652e2e2e21",
      REGULAR,
      "a sentence in hexadecimal",
    ],
    [
      "3141592653589793238462643383279502884197169399375105820974944592",
      REGULAR,
      "digits only",
    ],
    [
      "a1f3b7c2e9d4f8a6b0c5d1e7f2a9b4c8d3e6f0a5b9c1d7e2f4a8b6c3d0e5f1a7",
      REGULAR,
      "letters and digits in turn",
    ],
  ];
  for (const [secret, fault, why] of cases) {
    strictEqual(secretFault(secret), fault, why);
  }
});

Deno.test("secretFault() lets 10,000 random secrets pass", () => {
  for (let i = 0; i < 10_000; i++) {
    const secret = createHash("sha256").update(`secret ${i}`).digest("hex");
    strictEqual(secretFault(secret), undefined, secret);
  }
});

Deno.test("secretFault() lets 17 different bytes pass, however unlikely", () => {
  const secret =
    "9887a9d4f6b54a9a21b8a90b0b0187b5d49a9ec44aad01c421989e54ad9c54b8";
  strictEqual(secretFault(secret), undefined);
});

Deno.test("secretFault() takes for a text what is printable throughout", () => {
  // 32 different bytes, in no order; one is replaced by the byte in question.
  const text = [..."The Quick-brown/FOX;jumps&42~3{z]"].slice(0, 31)
    .map((letter) => letter.charCodeAt(0));
  const cases: readonly [byte: number, isText: boolean][] = [
    [0x1f, false],
    [0x20, true],
    [0x21, true],
    [0x7e, true],
    [0x7f, false],
    [0x80, false],
  ];
  for (const [byte, isText] of cases) {
    const secret = Uint8Array.of(...text, byte).toHex();
    const fault = isText ? REGULAR : undefined;
    strictEqual(secretFault(secret), fault, `0x${byte.toString(16)}`);
  }
});

Deno.test("secretFault() lets 17 different steps pass, and no fewer", () => {
  for (const [most, fault] of [[16, REGULAR], [17, undefined]] as const) {
    // Each byte is 1 to `most` above the one before, in turn, then 1.
    const bytes = [0];
    for (let i = 1; i < 32; i++) {
      bytes.push((bytes.at(-1) ?? 0) + (i <= most ? i : 1));
    }
    strictEqual(secretFault(Uint8Array.from(bytes).toHex()), fault, `${most}`);
  }
});
