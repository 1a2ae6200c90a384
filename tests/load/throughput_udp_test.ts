import { ok, strictEqual } from "node:assert/strict";
import type { Lab } from "../lab/mod.ts";
import { testInNamespaces } from "../support/skip.ts";
import { lineBps, openLine } from "./line.ts";

const ETHERNET_BYTES = 14;
const RATE_BPS = 20e6;

/** A datagram of a load in a frame, and what of it is an IP packet. */
const FRAME_SHARE = 1_242 / 1_228;

/** Bytes of IP packets that an interface, the client's, has sent or received. */
async function ipBytes(
  lab: Lab,
  way: "tx" | "rx",
  { namespace, device } = { namespace: lab.client, device: "c0" },
): Promise<number> {
  const folder = `/sys/class/net/${device}/statistics`;
  const text = await lab.exec(namespace, [
    ...["cat", `${folder}/${way}_bytes`, `${folder}/${way}_packets`],
  ]);
  const [bytes = 0, packets = 0] = text.trim().split("\n").map(Number);
  return bytes - ETHERNET_BYTES * packets;
}

testInNamespaces(
  "bufferbane throughput finds a line by trains, by a search and by TCP, and counts what that has cost within 2 %",
  async (test) => {
    await using line = await openLine({ rateBps: RATE_BPS, queueMs: 20 });
    const { lab } = line;
    // Runs would be counted as one packet, as they are not on a real card.
    await lab.exec(lab.client, [
      ...["ethtool", "-K", "c0", "tx-udp-segmentation", "off"],
    ]);
    const methods = [
      ["train", "both", "5s", FRAME_SHARE],
      ["search", "both", "3s", FRAME_SHARE],
      ["tcp", "up", "2s", lineBps(1)],
    ] as const;
    for (const [method, ways, duration, frameShare] of methods) {
      await test.step(method, async () => {
        const before = await ipBytes(lab, "tx") + await ipBytes(lab, "rx");
        const { results, sentBytes, receivedBytes } = await line.measure(
          ["--method", method, "--direction", ways, "--duration", duration],
        );
        for (const { direction, bps } of results) {
          const share = bps * frameShare / RATE_BPS;
          const isClose = share > 0.95 && share < 1.05;
          ok(isClose, `${direction}: ${share} of the line`);
        }
        const after = await ipBytes(lab, "tx") + await ipBytes(lab, "rx");
        const share = (sentBytes + receivedBytes) / (after - before);
        ok(share > 0.98 && share < 1.02, `${share} of what was carried`);
      });
    }
  },
  { tools: ["ethtool"] },
);

testInNamespaces(
  "bufferbane throughput by UDP and its server stop within a second of each other's end",
  async (test) => {
    const cases = [
      ["down", "client", "SIGKILL"],
      ["up", "server", "SIGKILL"],
    ] as const;
    for (const [direction, victim, signal] of cases) {
      await test.step(`${direction}, ${signal} to the ${victim}`, async () => {
        await using line = await openLine({ rateBps: RATE_BPS });
        const { lab, server } = line;
        const client = await line.start([
          ...["--method", "search", "--direction", direction],
          ...["--duration", "20s"],
        ]);
        // Where it is sent: behind that the line still empties its queue.
        const sender = direction === "down"
          ? { namespace: lab.server, device: "s0" }
          : { namespace: lab.client, device: "c0" };
        const halfSecondBytes = async () => {
          const before = await ipBytes(lab, "tx", sender);
          await new Promise((resolve) => setTimeout(resolve, 500));
          return await ipBytes(lab, "tx", sender) - before;
        };
        ok(await halfSecondBytes() > 200_000, "the line is loaded");
        await (victim === "client" ? client : server.process).stop(signal);
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        const bytes = await halfSecondBytes();
        ok(bytes < 10_000, `${bytes} bytes in half a second, 1 s later`);
        if (victim === "client") return;
        strictEqual(await client.ended, 1);
        ok(!/sustained/.test(client.stdout().join("\n")), "there is no result");
        ok(/^The server/.test(client.stderr().join("\n")), "it says why");
      });
    }
  },
);
