import { strictEqual, throws } from "node:assert/strict";
import { loadSodiumAead } from "./mod.ts";

Deno.test("openSingle() refuses what does not fit where libsodium works", async () => {
  const sodium = await loadSodiumAead();
  const single = {
    message: new Uint8Array(48),
    nonce: new Uint8Array(12),
    aadBytes: 24,
    root: new Uint8Array(32),
    label: new Uint8Array(19),
    opened: new Uint8Array(48),
  };
  const cases = [
    [
      { message: new Uint8Array(1401) },
      "Cannot seal or open 1401 bytes (allowed: to 1400)",
    ],
    [
      { message: new Uint8Array(39) },
      "Cannot seal or open 39 bytes (allowed: from 40)",
    ],
    [
      { nonce: new Uint8Array(8) },
      "Cannot use a nonce of 8 bytes (allowed: 12)",
    ],
    [
      { root: new Uint8Array(31) },
      "Cannot use a key of 31 bytes (allowed: 32)",
    ],
    [
      { label: new Uint8Array(65) },
      "Cannot expand a key for 65 bytes (allowed: to 64)",
    ],
  ] as const;
  for (
    const change of [
      { message: new Uint8Array(1400), opened: new Uint8Array(1400) },
      { message: new Uint8Array(40) },
      { label: new Uint8Array(64) },
    ]
  ) {
    const isOpen = sodium.openSingle?.({ ...single, ...change });
    strictEqual(isOpen, false, "as long as may be, and forged");
  }
  for (const [change, message] of cases) {
    throws(() => sodium.openSingle?.({ ...single, ...change }), {
      name: "RangeError",
      message,
    });
  }
});
