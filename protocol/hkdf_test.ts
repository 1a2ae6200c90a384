import { strictEqual } from "node:assert/strict";
import { hkdf, hkdfExtract } from "./hkdf.ts";

function countingBytes(first: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => first + i);
}

// RFC 5869, appendix A.1 to A.3: the cases for SHA-256.
const CASES = [
  {
    why: "A.1: basic",
    material: new Uint8Array(22).fill(0x0b),
    salt: countingBytes(0x00, 13),
    label: countingBytes(0xf0, 10),
    key: "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
    output: "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf" +
      "34007208d5b887185865",
  },
  {
    why: "A.2: longer inputs and outputs",
    material: countingBytes(0x00, 80),
    salt: countingBytes(0x60, 80),
    label: countingBytes(0xb0, 80),
    key: "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
    output: "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c" +
      "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71" +
      "cc30c58179ec3e87c14c01d5c1f3434f1d87",
  },
  {
    why: "A.3: no salt, no info",
    material: new Uint8Array(22).fill(0x0b),
    salt: new Uint8Array(0),
    label: new Uint8Array(0),
    key: "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
    output: "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d" +
      "9d201395faa4b61a96c8",
  },
] as const;

Deno.test("hkdf() and hkdfExtract() give the RFC's output", () => {
  for (const { why, material, salt, label, key, output } of CASES) {
    strictEqual(hkdfExtract(salt, material).toHex(), key, why);
    const lengthBytes = output.length / 2;
    const expanded = hkdf({ salt, material }, label, { lengthBytes });
    strictEqual(expanded.toHex(), output, why);
  }
});
