/** T27: what the path carries, over real links. @module */

import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { drop, type Lab, openLab } from "../lab/mod.ts";
import { testInNamespaces } from "../support/skip.ts";
import { ECHO_PORT, startLabClient, startLabServer } from "./echo_lab.ts";

/** By then three probes are judged: 3 s, and 6 s for where they were lost. */
const JUDGED = { rounds: 110, intervalMs: 100, settleMs: 200 } as const;

/** Counts what must not be: fragments on the access line, both ways. */
async function countFragments(lab: Lab): Promise<() => Promise<number>> {
  const nft = ["nft", "-f", "-"];
  await lab.exec(
    lab.router,
    nft,
    `table inet fragments {
      counter found {}
      chain seen {
        type filter hook prerouting priority -450;
        ip frag-off & 0x3fff != 0 counter name found
        exthdr frag exists counter name found
      }
    }`,
  );
  return async () => {
    const text = await lab.exec(lab.router, ["nft", "list", "counters"]);
    return Number(/packets (\d+)/.exec(text)?.[1]);
  };
}

/** What is told of the path, while every round is answered. */
async function findings(lab: Lab, address: string): Promise<readonly string[]> {
  await using client = await startLabClient(lab, { address });
  const { rows, news } = await client.run(JUDGED);
  ok(rows.every(({ status }) => status === "ok"), address);
  return news.filter((told) => told.startsWith("path_mtu"));
}

async function findBlackHoles(): Promise<void> {
  await using lab = await openLab();
  await using _ = await startLabServer(lab);
  const fragments = await countFragments(lab);
  const all = { kind: "all" } as const;
  await using up = await drop(lab.line.up, {
    ...all,
    match: "ip length > 1300",
  });
  await using down = await drop(lab.line.down, {
    ...all,
    match: "ip6 length > 1260",
  });
  const found = await Promise.all([
    findings(lab, lab.server4),
    findings(lab, lab.server6),
  ]);
  deepStrictEqual(found, [["path_mtu up: "], ["path_mtu down: "]]);
  strictEqual((await up.counters()).droppedPackets, 3);
  strictEqual((await down.counters()).droppedPackets, 3);
  strictEqual(await fragments(), 0);
}

async function findSmallLink(): Promise<void> {
  await using lab = await openLab({ routers: 3 });
  await using _ = await startLabServer(lab);
  const fragments = await countFragments(lab);
  const [, , cable] = lab.cables;
  ok(cable !== undefined);
  for (const { namespace, device } of [cable.near, cable.far]) {
    await lab.exec(namespace, ["ip", "link", "set", device, "mtu", "1280"]);
  }
  const [ipv4, ipv6] = await Promise.all([
    findings(lab, lab.server4),
    findings(lab, lab.server6),
  ]);
  match(ipv4?.[0] ?? "", /^path_mtu up: fragmentation needed, says /);
  match(ipv6?.[0] ?? "", /^path_mtu up: packet too big, says /);
  strictEqual(await fragments(), 0);
}

async function ignoreForgery(): Promise<void> {
  await using lab = await openLab({ ipv6: false });
  await using _ = await startLabServer(lab);
  const script = new URL("too_big.py", import.meta.url).pathname;
  const forger = await lab.spawn(
    lab.server,
    ["python3", script, "s0", `${ECHO_PORT}`, "60"],
    { ready: /sniffing/ },
  );
  deepStrictEqual(await findings(lab, lab.server4), []);
  await forger.ended;
  strictEqual(forger.stdout().at(-1), "forged");
}

// At once, as each takes ten seconds of waiting.
testInNamespaces(
  "PathMtu settles by three probes over black holes and small links, sends no fragment, believes no forger",
  async () => {
    await Promise.all([findBlackHoles(), findSmallLink(), ignoreForgery()]);
  },
);
