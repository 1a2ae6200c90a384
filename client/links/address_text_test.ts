import { strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { openLibc } from "@bufferbane/ffi";
import { addressText } from "./address_text.ts";

Deno.test("addressText() writes addresses as RFC 5952 wants them", () => {
  const cases: readonly [hex: string, text: string | undefined, why: string][] =
    [
      ["c0000201", "192.0.2.1", "IPv4"],
      ["00000000", "0.0.0.0", "IPv4, unspecified"],
      ["20010db8000000000000000000000001", "2001:db8::1", "zeros shortened"],
      [
        "20010db8000000010001000100010001",
        "2001:db8:0:1:1:1:1:1",
        "one is not",
      ],
      [
        "20010db8000000000001000000000001",
        "2001:db8::1:0:0:1",
        "the first run",
      ],
      ["20010000000000010000000000000001", "2001:0:0:1::1", "the longest run"],
      ["fe800000000000000000000000000000", "fe80::", "zeros at the end"],
      ["00000000000000000000000000000000", "::", "unspecified"],
      ["00000000000000000000000000000001", "::1", "loopback"],
      ["00000000000000000000ffffc0000201", "::ffff:192.0.2.1", "IPv4-mapped"],
      ["c00002", undefined, "three bytes"],
      ["", undefined, "none"],
    ];
  for (const [hex, text, why] of cases) {
    strictEqual(addressText(Uint8Array.fromHex(hex)), text, why);
  }
});

Deno.test("addressText() agrees with inet_ntop(3) on every address", () => {
  using libc = openLibc();
  // Few byte values, so that runs of zeros and the special prefixes occur.
  const byte = fc.constantFrom(0, 0, 0, 1, 0xff, 0xab);
  const bytes = fc.oneof(
    fc.uint8Array({ minLength: 16, maxLength: 16 }),
    fc.array(byte, { minLength: 16, maxLength: 16 }),
  );
  fc.assert(
    fc.property(bytes, (bytes) => {
      const native = new Uint8Array(28);
      native[0] = 10; // AF_INET6
      native.set(bytes, 8);
      strictEqual(
        addressText(Uint8Array.from(bytes)),
        libc.decodeAddress(native)?.address,
      );
    }),
    { numRuns: 2_000 },
  );
});
