import { deepStrictEqual } from "node:assert/strict";
import fc from "fast-check";
import {
  parseResolvConf,
  RESOLV_CONF,
  RESOLVED_CONF,
  systemResolvers,
} from "./resolv_conf.ts";

Deno.test("parseResolvConf() reads what glibc reads", () => {
  const cases: readonly [
    text: string,
    servers: readonly string[],
    why: string,
  ][] = [
    ["", [], "empty"],
    ["nameserver 10.0.0.1", ["10.0.0.1"], "no newline at the end"],
    ["nameserver\t10.0.0.1 \n", ["10.0.0.1"], "a tab, and a blank behind"],
    ["nameserver 10.0.0.1\r\n", ["10.0.0.1"], "from Windows"],
    ["nameserver 10.0.0.1 # home", ["10.0.0.1"], "text after it"],
    [" nameserver 10.0.0.1", [], "glibc wants it at the line's beginning"],
    ["#nameserver 10.0.0.1\n;nameserver 10.0.0.2", [], "comments"],
    ["nameserver10.0.0.1\nnameservers 10.0.0.1", [], "other words"],
    ["nameserver dns.example", [], "a name is no address"],
    ["nameserver 10.0.0.256", [], "no address either"],
    ["nameserver 10.0.0.1%eth0", [], "IPv4 has no scope"],
    ["nameserver fe80::1%eth0", ["fe80::1%eth0"], "IPv6 has"],
    ["nameserver fe80::1%", [], "an empty scope"],
    ["nameserver 2001:db8::53", ["2001:db8::53"], "IPv6"],
    [
      "search lan\noptions edns0\nnameserver 10.0.0.1\n",
      ["10.0.0.1"],
      "among other settings",
    ],
    [
      "nameserver 10.0.0.1\nnameserver 10.0.0.2\n" +
      "nameserver 10.0.0.3\nnameserver 10.0.0.4\n",
      ["10.0.0.1", "10.0.0.2", "10.0.0.3"],
      "no more than three",
    ],
  ];
  for (const [text, servers, why] of cases) {
    deepStrictEqual(parseResolvConf(text), servers, why);
  }
});

Deno.test("parseResolvConf() takes any text", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    parseResolvConf(text);
    parseResolvConf(`nameserver ${text}`);
  }));
});

Deno.test("systemResolvers() looks behind systemd-resolved's stub", () => {
  const upstream = "nameserver 192.168.1.1\nnameserver 2001:db8::1\n";
  const stub = "nameserver 127.0.0.53\n";
  const cases: readonly [
    files: Readonly<Record<string, string>>,
    asked: readonly string[],
    behindStub: readonly string[],
    why: string,
  ][] = [
    [
      { [RESOLV_CONF]: stub, [RESOLVED_CONF]: upstream },
      ["127.0.0.53"],
      ["192.168.1.1", "2001:db8::1"],
      "the stub",
    ],
    [{ [RESOLV_CONF]: stub }, ["127.0.0.53"], [], "its list is not there"],
    [
      { [RESOLV_CONF]: "nameserver 9.9.9.9\n", [RESOLVED_CONF]: upstream },
      ["9.9.9.9"],
      [],
      "resolved runs, but is not asked",
    ],
    [{}, ["127.0.0.1"], [], "no file: glibc asks this machine"],
  ];
  for (const [files, asked, behindStub, why] of cases) {
    const resolvers = systemResolvers((path) => files[path]);
    deepStrictEqual(resolvers, { asked, behindStub }, why);
  }
});
