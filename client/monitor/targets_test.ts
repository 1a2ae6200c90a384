import {
  deepStrictEqual,
  notStrictEqual,
  strictEqual,
} from "node:assert/strict";
import { familyOf } from "@bufferbane/ffi";
import type { Series } from "../model/mod.ts";
import type { Port } from "./ports.ts";
import {
  planEndpoints,
  planResolvers,
  planTargets,
  SeriesBook,
  unreachable,
} from "./targets.ts";

const ETH0: Port = {
  device: "",
  interface: "eth0",
  interfaceIndex: 0,
  connectionType: "wired",
  family: 4,
  gateway: "192.168.0.1",
};
const ETH0_6: Port = { ...ETH0, family: 6, gateway: "fe80::1%eth0" };

const WISHES = {
  gateway: "auto",
  ispGateway: "auto",
  publicDns: ["1.1.1.1", "8.8.8.8"],
  custom: ["example.org"],
};
const NOTHING_KNOWN = {
  firstHop: () => null,
  addresses: (host: string) => familyOf(host) === null ? [] : [host],
};

function plan(...args: Parameters<typeof planTargets>): readonly string[] {
  return planTargets(...args).map(({ port, role, target, address }) =>
    `${port.family} ${role} ${target} ${address}`
  );
}

Deno.test("planTargets() lists what is known, nearest first", () => {
  deepStrictEqual(plan([ETH0], WISHES, NOTHING_KNOWN), [
    "4 gateway 192.168.0.1 192.168.0.1",
    "4 public 1.1.1.1 1.1.1.1",
    "4 public 8.8.8.8 8.8.8.8",
  ]);
  const facts = {
    firstHop: () => "100.64.0.1",
    addresses: () => ["2001:db8::7", "192.0.2.7"],
  };
  deepStrictEqual(plan([ETH0, ETH0_6], WISHES, facts), [
    "4 gateway 192.168.0.1 192.168.0.1",
    "4 isp 100.64.0.1 100.64.0.1",
    "4 public 1.1.1.1 1.1.1.1",
    "4 public 8.8.8.8 8.8.8.8",
    "4 custom example.org 192.0.2.7",
    "6 gateway fe80::1%eth0 fe80::1%eth0",
    "6 public 2606:4700:4700::1111 2606:4700:4700::1111",
    "6 public 2001:4860:4860::8888 2001:4860:4860::8888",
    "6 custom example.org 2001:db8::7",
  ]);
});

Deno.test("planTargets() obeys the user", () => {
  const wishes = {
    gateway: "none",
    ispGateway: "203.0.113.9",
    publicDns: ["1.1.1.1", "2001:db8::53"],
    custom: ["1.1.1.1"],
  };
  deepStrictEqual(plan([ETH0, ETH0_6], wishes, NOTHING_KNOWN), [
    "4 isp 203.0.113.9 203.0.113.9",
    "4 public 1.1.1.1 1.1.1.1",
    "6 public 2001:db8::53 2001:db8::53",
  ]);
});

Deno.test("planResolvers() asks a resolver once, and one on this machine unbound", () => {
  const wishes = {
    resolvers: [],
    system: ["127.0.0.53", "192.168.0.1", "1.1.1.1"],
    publicDns: ["1.1.1.1", "8.8.8.8"],
  };
  const addresses = (port: Port) =>
    planResolvers([port], wishes).map(({ address }) => address);
  deepStrictEqual(addresses(ETH0), [
    "127.0.0.53",
    "192.168.0.1",
    "1.1.1.1",
    "8.8.8.8",
  ]);
  deepStrictEqual(addresses({ ...ETH0, device: "eth0" }), [
    "192.168.0.1",
    "1.1.1.1",
    "8.8.8.8",
  ]);
  deepStrictEqual(addresses(ETH0_6), [
    "2606:4700:4700::1111",
    "2001:4860:4860::8888",
  ]);
});

Deno.test("planEndpoints() takes hosts, IPv4 and bracketed IPv6 with a port", () => {
  const addresses = (host: string) =>
    host === "example.org"
      ? ["192.0.2.7"]
      : familyOf(host) === null
      ? []
      : [host];
  const endpoints = [
    "example.org:443",
    "1.1.1.1:853",
    "[2001:db8::1]:80",
    "unknown.example:1",
  ];
  deepStrictEqual(
    planEndpoints([ETH0, ETH0_6], endpoints, addresses).map((
      planned,
    ) => [planned.target, planned.address, planned.tcpPort]),
    [
      ["example.org", "192.0.2.7", 443],
      ["1.1.1.1", "1.1.1.1", 853],
      // Whoever has IPv6 sees both sides of a well-known server.
      ["2606:4700:4700::1111", "2606:4700:4700::1111", 853],
      ["2001:db8::1", "2001:db8::1", 80],
    ],
  );
});

Deno.test("planTargets() takes what a translator has of IPv4", () => {
  const wishes = {
    ...WISHES,
    publicDns: ["1.1.1.1", "208.67.222.222"],
    custom: ["192.0.2.7"],
  };
  const facts = {
    ...NOTHING_KNOWN,
    addresses: (host: string) => [host, `64:ff9b::${host}`],
  };
  deepStrictEqual(plan([ETH0_6], wishes, facts), [
    "6 gateway fe80::1%eth0 fe80::1%eth0",
    "6 public 2606:4700:4700::1111 2606:4700:4700::1111",
    "6 public 208.67.222.222 64:ff9b::208.67.222.222",
    "6 custom 192.0.2.7 64:ff9b::192.0.2.7",
  ]);
});

Deno.test("unreachable() are addresses of an IP version that is not there", () => {
  const wishes = {
    publicDns: ["1.1.1.1", "208.67.222.222", "2620:fe::fe"],
    custom: ["192.0.2.7", "2001:db8::7", "example.org", "8.8.8.8"],
  };
  const itself = (host: string) => familyOf(host) === null ? [] : [host];
  deepStrictEqual(
    unreachable([ETH0], wishes, itself),
    ["2620:fe::fe", "2001:db8::7"],
  );
  // Those of the public servers that have an IPv6 side are asked there.
  deepStrictEqual(unreachable([ETH0_6], wishes, itself), [
    "208.67.222.222",
    "192.0.2.7",
    "8.8.8.8",
  ]);
  deepStrictEqual(unreachable([ETH0, ETH0_6], wishes, itself), []);
  const translated = (host: string) =>
    host === "192.0.2.7" ? [host, "64:ff9b::c000:207"] : itself(host);
  deepStrictEqual(unreachable([ETH0_6], wishes, translated), [
    "208.67.222.222",
    "8.8.8.8",
  ]);
});

Deno.test("SeriesBook.of() gives the same object for the same fields", () => {
  const book = new SeriesBook();
  const series: Series = {
    probe: "icmp",
    interface: "eth0",
    connectionType: "wired",
    target: "1.1.1.1",
    role: "public",
    family: 4,
    variant: "",
    server: "",
  };
  strictEqual(book.of({ ...series }), book.of({ ...series }));
  notStrictEqual(book.of(series), book.of({ ...series, family: 6 }));
});
