import { KNOWN_FRAMES } from "../../client/traffic/testing/frames.ts";
import { testInNamespaces } from "../support/skip.ts";
import { checkRows, countKnownFrames } from "./known_frames.ts";

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
