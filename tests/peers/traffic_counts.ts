// deno-lint-ignore-file no-console -- a script talks to whoever runs it
/**
 * Every packet counted? Sends frames of all kinds through a cable and compares
 * the sampler with the truth, `ip -s link` and nft:
 * `deno run -A tests/peers/traffic_counts.ts [MODE] [MILLIONS]`, where MODE is
 * tcx, xdp or xdp-generic. 10 million by TCX unless told otherwise. Needs root.
 *
 * @module
 */

import { KNOWN_FRAMES } from "../../client/traffic/testing/frames.ts";
import { checkRows, countKnownFrames } from "../traffic/known_frames.ts";

/** By XDP in the driver, the cable's own counters leave out this header. */
const ETHERNET_BYTES = 14;

const [choice = "tcx", millions = "10"] = Deno.args;
const mode = (["tcx", "xdp", "xdp-generic"] as const)
  .find((one) => one === choice);
if (mode === undefined) throw new RangeError(`Cannot count by ${choice}`);
const rounds = Math.ceil(Number(millions) * 1e6 / KNOWN_FRAMES.length);

const started = performance.now();
const rows = await countKnownFrames({ mode, rounds });
for (const { name, truth, counted, kernel } of rows) {
  const kernelText = kernel === null ? "" : `, the kernel ${kernel}`;
  console.log(`${name}: sent ${truth}, counted ${counted}${kernelText}`);
}
const kernelBytesLess = mode === "xdp" ? ETHERNET_BYTES : 0;
checkRows(rows, { kernelBytesLess });
const tookS = (performance.now() - started) / 1000;
console.log(
  `All equal: ${KNOWN_FRAMES.length} kinds of frame, ${mode}, ${
    tookS.toFixed(1)
  } s`,
);
