import { strictEqual } from "node:assert/strict";
import { Origin } from "@bufferbane/ffi";
import { icmpReason, isPortUnreachable } from "./icmp_reason.ts";

const { icmp4, icmp6 } = Origin;

Deno.test("icmpReason() puts type and code into words", () => {
  const cases: readonly [
    origin: number,
    type: number,
    code: number,
    expected: string,
    why: string,
  ][] = [
    [icmp4, 3, 0, "network unreachable", "RFC 792"],
    [icmp4, 3, 1, "host unreachable", "RFC 792"],
    [icmp4, 3, 3, "port unreachable", "RFC 792"],
    [icmp4, 3, 10, "host administratively prohibited", "RFC 1122"],
    [icmp4, 3, 13, "administratively prohibited", "RFC 1812"],
    [icmp4, 3, 15, "precedence cutoff", "the last code of the type"],
    [icmp4, 3, 16, "ICMP type 3 code 16", "a code without a name"],
    [icmp4, 11, 0, "time exceeded in transit", "what traceroute lives on"],
    [icmp4, 99, 7, "ICMP type 99 code 7", "a type without a name"],
    [icmp6, 1, 0, "no route to destination", "RFC 4443"],
    [icmp6, 1, 4, "port unreachable", "RFC 4443, not the number of ICMP"],
    [icmp6, 2, 0, "packet too big", "RFC 4443"],
    [icmp6, 3, 0, "time exceeded in transit", "RFC 4443, not ICMP's 11"],
    [icmp6, 4, 10, "option too big", "RFC 8883"],
    [icmp6, 11, 0, "ICMPv6 type 11 code 0", "ICMP's number means nothing here"],
  ];
  for (const [origin, type, code, expected, why] of cases) {
    strictEqual(icmpReason(origin, type, code), expected, why);
  }
});

Deno.test("isPortUnreachable() knows each protocol's own numbers", () => {
  const cases: readonly [
    origin: number,
    type: number,
    code: number,
    expected: boolean,
    why: string,
  ][] = [
    [icmp4, 3, 3, true, "RFC 792"],
    [icmp4, 3, 1, false, "the host, not the port"],
    [icmp4, 1, 4, false, "ICMPv6's numbers"],
    [icmp6, 1, 4, true, "RFC 4443"],
    [icmp6, 3, 3, false, "ICMP's numbers"],
  ];
  for (const [origin, type, code, expected, why] of cases) {
    strictEqual(isPortUnreachable(origin, type, code), expected, why);
  }
});
