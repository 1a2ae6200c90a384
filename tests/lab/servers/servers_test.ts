import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { capturedRtts } from "../../support/captured_rtt.ts";
import { readPcap } from "../../support/pcap.ts";
import { testInNamespaces } from "../../support/skip.ts";
import { capture } from "../capture.ts";
import { openLab } from "../lab.ts";
import { ANSWER_IPV4, CACHED_NAME, startDnsmasq } from "./dnsmasq.ts";
import { startOddDns } from "./odd_dns.ts";
import { startTcp } from "./tcp.ts";

/** Runs a few lines of Deno in the client's namespace; returns its stdout. */
const EVAL = [Deno.execPath(), "eval", "--quiet"] as const;

const RESOLVE = `
import { Resolver } from "node:dns/promises";
const [server, name] = Deno.args;
const resolver = new Resolver({ timeout: 500, tries: 1 });
if (server !== "") resolver.setServers([server]);
console.log(await resolver.resolve4(name).catch(({ code }) => code));
`;

const CONNECT = `
const [hostname, port] = Deno.args;
const connection = await Deno.connect({ hostname, port: Number(port) });
await connection.write(new TextEncoder().encode("hello"));
const bytes = new Uint8Array(8);
console.log(await connection.read(bytes).then(
  (size) => size === null ? "closed" : new TextDecoder().decode(bytes.subarray(0, size)),
  (error) => error.name,
));
`;

testInNamespaces("DNS servers answer, refuse and stay silent", async () => {
  await using lab = await openLab({
    serverAddresses: ["9.9.9.9", "192.0.2.1", "192.0.2.2"],
  });
  await startDnsmasq(lab, [lab.server4, "9.9.9.9"]);
  await startOddDns(lab, { "192.0.2.1": "truncated", "192.0.2.2": "silent" });
  const rows: readonly [server: string, name: string, says: string][] = [
    ["", CACHED_NAME, ANSWER_IPV4],
    ["9.9.9.9", CACHED_NAME, ANSWER_IPV4],
    ["9.9.9.9", "x1.example.com", "ENOTFOUND"],
    ["192.0.2.1", "any.test", ANSWER_IPV4],
    ["192.0.2.2", "any.test", "ETIMEOUT"],
  ];
  for (const [server, name, says] of rows) {
    const text = await lab.exec(lab.client, [...EVAL, RESOLVE, server, name]);
    ok(text.includes(says), `${name} by ${server}: ${text}`);
  }
}, { tools: ["dnsmasq"] });

testInNamespaces("TCP servers echo, close and reset", async () => {
  await using lab = await openLab();
  await startTcp(lab, {
    7: { kind: "echo" },
    444: { kind: "reset", afterMs: 50 },
    445: { kind: "close", afterMs: 50 },
  });
  const rows: readonly [host: string, port: string, says: string][] = [
    [lab.server4, "7", "hello"],
    [lab.server6, "7", "hello"],
    [lab.server4, "444", "ConnectionReset"],
    [lab.server4, "445", "closed"],
  ];
  for (const [host, port, says] of rows) {
    const text = await lab.exec(lab.client, [...EVAL, CONNECT, host, port]);
    strictEqual(text.trim(), says, `${host}:${port}`);
  }
});

testInNamespaces("capture() sees every echo pass", async () => {
  await using lab = await openLab();
  const file = await Deno.makeTempFile({ suffix: ".pcap" });
  const seen = await capture(lab, {
    namespace: lab.client,
    device: "c0",
    file,
    filter: "icmp",
  });
  await lab.exec(lab.client, ["ping", "-c20", "-i0.01", lab.server4]);
  await seen.stop();
  const rtts = capturedRtts(readPcap(await Deno.readFile(file)));
  await Deno.remove(file);
  deepStrictEqual(
    rtts.map(({ seq }) => seq),
    Array.from({ length: 20 }, (_, index) => index + 1),
  );
  ok(rtts.every(({ rttNs }) => rttNs !== undefined && rttNs > 0));
}, { tools: ["tcpdump"] });
