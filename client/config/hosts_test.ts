import { strictEqual } from "node:assert/strict";
import { isAddress, isEndpoint, isHost, isInterface } from "./hosts.ts";

type Row = readonly [text: string, accepted: boolean, why: string];

function check(grammar: (text: string) => boolean, rows: readonly Row[]) {
  for (const [text, accepted, why] of rows) {
    strictEqual(grammar(text), accepted, `${JSON.stringify(text)}: ${why}`);
  }
}

Deno.test("isAddress() takes IPv4 and IPv6 and nothing near them", () => {
  check(isAddress, [
    ["1.1.1.1", true, "IPv4"],
    ["255.255.255.255", true, "highest"],
    ["1.1.1", false, "three parts"],
    ["1.1.1.256", false, "part too large"],
    ["1.1.1.01", false, "octal to some programs"],
    ["1.1.1.1 ", false, "space"],
    ["0x7f.1.1.1", false, "hexadecimal"],
    ["2606:4700:4700::1111", true, "IPv6"],
    ["::", true, "shortest IPv6"],
    ["::ffff:1.2.3.4", true, "IPv4-mapped"],
    ["1::2::3", false, "two gaps"],
    ["12345::", false, "group too long"],
    ["[::1]", false, "brackets are for URLs"],
    ["fe80::1%eth0", true, "link-local needs its interface"],
    ["fe80::1%", false, "zone is empty"],
    ["2606::1%eth0", false, "zone on a global address"],
    ["", false, "empty"],
  ]);
});

Deno.test("isHost() takes names as RFC 1123 has them, and addresses", () => {
  check(isHost, [
    ["example.com", true, "name"],
    ["example.com.", true, "fully qualified"],
    ["router", true, "one label"],
    ["3com.com", true, "digit first (RFC 1123)"],
    ["::1", true, "address"],
    ["1.2.3.400", false, "mistyped address, no name ends in a number"],
    ["-a.com", false, "hyphen first"],
    ["a-.com", false, "hyphen last"],
    ["a..com", false, "empty label"],
    ["a_b.com", false, "underscore"],
    ["a b", false, "space"],
    ["münchen.de", false, "must be written xn--mnchen-3ya.de"],
    [`${"a".repeat(64)}.com`, false, "label over 63"],
    [`${"a.".repeat(126)}aa`, false, "over 253"],
    ["http://example.com", false, "URL"],
    ["", false, "empty"],
  ]);
});

Deno.test("isEndpoint() takes host:port, IPv6 in brackets", () => {
  check(isEndpoint, [
    ["1.1.1.1:443", true, "IPv4"],
    ["example.com:65535", true, "name, highest port"],
    ["[2606:4700::1111]:443", true, "IPv6"],
    ["2606:4700::1111:443", false, "IPv6 without brackets"],
    ["[1.1.1.1]:443", false, "IPv4 in brackets"],
    ["1.1.1.1", false, "no port"],
    ["1.1.1.1:0", false, "port 0"],
    ["1.1.1.1:65536", false, "port too large"],
    ["1.1.1.1:http", false, "port by name"],
    [":443", false, "no host"],
    ["", false, "empty"],
  ]);
});

Deno.test("isInterface() takes what the kernel takes", () => {
  check(isInterface, [
    ["eth0", true, "ordinary"],
    ["enp0s31f6.100", true, "VLAN"],
    ["abcdefghijklmno", true, "15 bytes"],
    ["abcdefghijklmnop", false, "16 bytes"],
    ["äöüäöüäö", false, "16 bytes in UTF-8"],
    ["eth0:1", false, "alias"],
    ["a/b", false, "slash"],
    ["a b", false, "space"],
    [".", false, "folder"],
    ["..", false, "folder"],
    ["", false, "empty"],
  ]);
});
