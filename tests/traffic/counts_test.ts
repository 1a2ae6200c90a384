import { KNOWN_FRAMES } from "../../client/traffic/testing/frames.ts";
import { checkRows, countKnownFrames } from "./known_frames.ts";

const FRAMES = 100_000;
const rounds = Math.ceil(FRAMES / KNOWN_FRAMES.length);

/** Namespaces and BPF are for root. */
const ignore = Deno.uid() !== 0;

for (
  const [mode, kernelBytesLess] of [
    ["tcx", 0],
    ["xdp-generic", 0],
    // The kernel counts these without their Ethernet header.
    ["xdp", 14],
  ] as const
) {
  Deno.test({
    name:
      `openTrafficSource() by ${mode} counts 100,000 frames of all kinds as the kernel does, packet for packet`,
    ignore,
    async fn() {
      const rows = await countKnownFrames({ mode, rounds });
      checkRows(rows, { kernelBytesLess });
    },
  });
}
