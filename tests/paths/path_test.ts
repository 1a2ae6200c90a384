import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { FoundPath } from "../../client/probes/path.ts";
import { drop, type Lab, openLab } from "../lab/mod.ts";
import { testInNamespaces } from "../support/skip.ts";

async function trace(
  lab: Lab,
  ...args: readonly string[]
): Promise<FoundPath> {
  const script = await lab.deno(lab.client, "tests/paths/trace_main.ts", {
    args,
  });
  strictEqual(await script.ended, 0);
  return JSON.parse(script.stdout().join("\n"));
}

function addressesOf({ hops }: FoundPath): readonly (string | null)[] {
  return hops.map(({ address }) => address);
}

testInNamespaces(
  "PathTracer finds every router, by ICMP and UDP, over IPv4 and IPv6",
  async () => {
    await using lab = await openLab({ routers: 6 });
    const [four, six] = (["ipv4", "ipv6"] as const).map((family) =>
      lab.hops.map((hop) => hop[family])
    );
    const found = await Promise.all([
      trace(lab, lab.server4, "icmp"),
      trace(lab, lab.server4, "udp"),
      trace(lab, lab.server6, "icmp"),
      trace(lab, lab.server6, "udp"),
    ]);
    deepStrictEqual(found.map(addressesOf), [
      [...four ?? [], lab.server4],
      [...four ?? [], lab.server4],
      [...six ?? [], lab.server6],
      [...six ?? [], lab.server6],
    ]);
    for (const { hops, isReached } of found) {
      ok(isReached);
      for (const { rttNs, sent, lost } of hops) {
        deepStrictEqual([sent, lost], [3, 0]);
        ok(rttNs !== null && rttNs > 0 && rttNs < 1e9);
      }
    }
  },
);

testInNamespaces(
  "PathTracer goes past a silent router, and stops where all is silent",
  async () => {
    await using lab = await openLab({ routers: 4, ipv6: false });
    await using _silent = await drop(lab.line.down, {
      kind: "all",
      match: `ip saddr ${lab.hops[2]?.ipv4}`,
    });
    const found = await trace(lab, lab.server4);
    deepStrictEqual(addressesOf(found), [
      lab.hops[0]?.ipv4,
      lab.hops[1]?.ipv4,
      null,
      lab.hops[3]?.ipv4,
      lab.server4,
    ]);
    await using _cut = await drop(lab.line.up, { kind: "all" });
    const cut = await trace(lab, lab.server4);
    deepStrictEqual([addressesOf(cut), cut.isReached], [
      [lab.hops[0]?.ipv4],
      false,
    ]);
  },
);

testInNamespaces(
  "PathTracer finds the same by unprivileged ping sockets",
  async () => {
    await using lab = await openLab({ routers: 3 });
    await lab.exec(lab.client, [
      ...["sysctl", "-qw", "net.ipv4.ping_group_range=0 2147483647"],
    ]);
    const found = await Promise.all([
      trace(lab, lab.server4, "icmp"),
      trace(lab, lab.server6, "icmp"),
    ]);
    deepStrictEqual(found.map(addressesOf), [
      [...lab.hops.map(({ ipv4 }) => ipv4), lab.server4],
      [...lab.hops.map(({ ipv6 }) => ipv6), lab.server6],
    ]);
  },
);
