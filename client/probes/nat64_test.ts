import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { nat64PrefixOf, throughNat64 } from "./nat64.ts";

/** RFC 6052 section 2.4, tables 2 and 3: 192.0.2.33 under each prefix. */
const DOCUMENTED = [
  ["2001:db8::", 32, "2001:db8:c000:221::"],
  ["2001:db8:100::", 40, "2001:db8:1c0:2:21::"],
  ["2001:db8:122::", 48, "2001:db8:122:c000:2:2100::"],
  ["2001:db8:122:300::", 56, "2001:db8:122:3c0:0:221::"],
  ["2001:db8:122:344::", 64, "2001:db8:122:344:c0:2:2100:0"],
  ["2001:db8:122:344::", 96, "2001:db8:122:344::c000:221"],
  ["64:ff9b::", 96, "64:ff9b::c000:221"],
] as const;

Deno.test("throughNat64() puts an address where RFC 6052 has it", () => {
  for (const [address, length, expected] of DOCUMENTED) {
    strictEqual(throughNat64({ address, length }, "192.0.2.33"), expected);
  }
});

Deno.test("nat64PrefixOf() finds each length of prefix", () => {
  for (const [address, length] of DOCUMENTED) {
    const prefix = { address, length };
    for (const known of ["192.0.0.170", "192.0.0.171"]) {
      deepStrictEqual(nat64PrefixOf(throughNat64(prefix, known)), prefix);
    }
  }
});

Deno.test("nat64PrefixOf() finds none in what somebody else says", () => {
  for (const address of ["2001:db8::1", "::", "::ffff:192.0.2.170"]) {
    strictEqual(nat64PrefixOf(address), undefined, address);
  }
});
