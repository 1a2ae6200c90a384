import { ok, strictEqual } from "node:assert/strict";
import type { TrafficTotals } from "../../client/traffic/mod.ts";
import { KNOWN_FRAMES } from "../../client/traffic/testing/frames.ts";
import { run } from "../lab/command.ts";
import { within } from "../lab/lab.ts";
import { spawn } from "../lab/spawned.ts";
import { openCable, SERVER_ADDRESS } from "../peers/cable.ts";
import { testInNamespaces } from "../support/skip.ts";
import { linkCounts } from "./kernel_counts.ts";
import { checkRows, countKnownFrames, spawnCounter } from "./known_frames.ts";

const FRAMES = 100_000;
const rounds = Math.ceil(FRAMES / KNOWN_FRAMES.length);

for (
  const [mode, kernelBytesLess] of [
    ["tcx", 0],
    ["xdp-generic", 0],
    // The kernel counts these without their Ethernet header.
    ["xdp", 14],
  ] as const
) {
  testInNamespaces(
    `openTrafficSource() by ${mode} counts 100,000 frames of all kinds as the kernel does, packet for packet`,
    async () => {
      const rows = await countKnownFrames({ mode, rounds });
      checkRows(rows, { kernelBytesLess });
    },
  );
}

testInNamespaces(
  "openTrafficSource() by tcx counts TCP in large pieces as the interface does",
  async () => {
    await using cable = await openCable();
    await using _server = await spawn(
      within(cable.server, ["iperf3", "-s", "--forceflush"]),
      { ready: /listening/ },
    );
    await using counter = await spawnCounter(cable.client, {
      device: "c0",
      mode: "tcx",
    });
    const before = await linkCounts(cable.client, "c0");
    const counted = JSON.parse(await counter.ask(""));
    for (const way of [[], ["-R"]]) {
      await run(within(cable.client, [
        ...["iperf3", "-c", SERVER_ADDRESS, "-n", "200M", ...way],
      ]));
    }
    const after = await linkCounts(cable.client, "c0");
    const now: TrafficTotals = JSON.parse(await counter.ask(""));
    for (const way of ["received", "sent"] as const) {
      for (const what of ["packets", "bytes"] as const) {
        strictEqual(
          now[way].all[what] - counted[way].all[what],
          after[way][what] - before[way][what],
          `${what} ${way}`,
        );
      }
      // Next to it there are only ARP and IPv6's neighbour discovery.
      ok((now[way].tcp?.bytes ?? 0) > 0.999 * now[way].all.bytes);
    }
  },
  { tools: ["iperf3"] },
);
