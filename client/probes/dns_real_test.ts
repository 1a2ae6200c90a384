import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { type Libc, openLibc } from "@bufferbane/ffi";
import { testInNamespaces } from "../../tests/support/skip.ts";
import type { WallNs } from "../model/mod.ts";
import { DnsProbe, type DnsSubject } from "./dns.ts";
import { ProbeBench, seriesOf } from "./testing.ts";

/** More than 1232 bytes of addresses. */
const MANY = Array.from({ length: 120 }, (_, index) => `10.9.0.${index + 1}`);

/** A port of `127.0.0.1` and `::1` that nobody used a moment ago. */
function freePort(libc: Libc): number {
  const fd = libc.socket("inet6", "datagram", 0);
  try {
    const any = libc.encodeAddress("::", 0);
    ok(any !== undefined);
    libc.bind(fd, any);
    return libc.decodeAddress(libc.localAddress(fd))?.port ?? 0;
  } finally {
    libc.close(fd);
  }
}

/** A dnsmasq that knows `small.test` and `big.test`, and refuses the rest. */
async function openDnsmasq(port: number): Promise<AsyncDisposable> {
  const hosts = await Deno.makeTempFile({ prefix: "bufferbane-hosts-" });
  await Deno.writeTextFile(
    hosts,
    [
      "10.9.0.1 small.test",
      ...MANY.map((address) => `${address} big.test`),
    ].join("\n"),
  );
  await Deno.chmod(hosts, 0o644);
  const child = new Deno.Command("dnsmasq", {
    args: [
      "--keep-in-foreground",
      "--conf-file=/dev/null",
      "--pid-file=",
      "--no-resolv",
      "--no-hosts",
      `--addn-hosts=${hosts}`,
      "--local=/zone.test/",
      "--listen-address=127.0.0.1,::1",
      "--bind-interfaces",
      `--port=${port}`,
      "--log-facility=-",
    ],
    stderr: "piped",
  }).spawn();
  // Once it says "started" it listens; what it says later is not of interest.
  const reader = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
  for (let said = ""; !said.includes("started");) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`Cannot start dnsmasq as it says: ${said}`);
    said += value;
  }
  return {
    async [Symbol.asyncDispose]() {
      await reader.cancel();
      child.kill();
      await child.status;
      await Deno.remove(hosts);
    },
  };
}

/** A port that is free for UDP may be taken for TCP: then another. */
async function openAnywhere(libc: Libc) {
  for (let attempt = 1;; attempt++) {
    const port = freePort(libc);
    try {
      return { port, dnsmasq: await openDnsmasq(port) };
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
}

async function ask(
  libc: Libc,
  subject: DnsSubject,
  at: { readonly address: string; readonly port: number },
) {
  using bench = new ProbeBench(libc);
  using probe = new DnsProbe(bench.context, {
    subject,
    type: "A",
    device: "lo",
    timeoutNs: 4_000_000_000n,
    lateNs: 4_000_000_000n,
    fillRandom: (bytes) => void crypto.getRandomValues(bytes),
  });
  const family = at.address.includes(":") ? 6 : 4;
  probe.setTargets([{ ...at, series: seriesOf({ probe: "dns", family }) }]);
  probe.send(1n as WallNs);
  await bench.reported(1);
  const [outcome] = bench.outcomes;
  ok(outcome !== undefined);
  return outcome;
}

testInNamespaces(
  "DnsProbe measures dnsmasq over IPv4 and IPv6",
  async () => {
    using libc = openLibc();
    const { port, dnsmasq } = await openAnywhere(libc);
    await using _dnsmasq = dnsmasq;
    const cached = (name: string) => ({ kind: "cached", name }) as const;
    const random = { kind: "random", zone: "zone.test" } as const;
    const cases: readonly [
      subject: DnsSubject,
      address: string,
      kind: string,
      detail: string,
    ][] = [
      [cached("small.test"), "127.0.0.1", "ok", ""],
      [cached("Small.Test"), "::1", "ok", ""],
      [random, "127.0.0.1", "ok", ""],
      [cached("no.zone.test"), "127.0.0.1", "rcode", "NXDOMAIN"],
      [cached("elsewhere.example"), "127.0.0.1", "rcode", "REFUSED"],
      [cached("big.test"), "127.0.0.1", "ok", "truncated, over TCP"],
      [cached("big.test"), "::1", "ok", "truncated, over TCP"],
    ];
    for (const [subject, address, kind, detail] of cases) {
      const outcome = await ask(libc, subject, { address, port });
      deepStrictEqual([outcome.kind, outcome.detail], [kind, detail]);
      ok("rttNs" in outcome && outcome.rttNs > 0);
      strictEqual(outcome.stamps, detail.includes("TCP") ? "user" : "kernel");
    }
  },
  { tools: ["dnsmasq"] },
);

Deno.test("DnsProbe reports a closed port as refused, and who said so", async () => {
  using libc = openLibc();
  for (const address of ["127.0.0.1", "::1"]) {
    const subject = { kind: "cached", name: "small.test" } as const;
    const at = { address, port: freePort(libc) };
    deepStrictEqual(await ask(libc, subject, at), {
      kind: "refused",
      detail: `port unreachable, says ${address}`,
    });
  }
});
