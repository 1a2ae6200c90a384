/**
 * Every packet counted? Sends frames of all kinds through a cable and compares
 * the sampler with the truth, `ip -s link` and nft:
 * `deno run -A tests/peers/traffic_counts.ts [MODE] [MILLIONS]`, where MODE is
 * tcx, xdp or xdp-generic. 10 million by TCX unless told otherwise. Needs root.
 *
 * @module
 */

import { KNOWN_FRAMES } from "../../client/traffic/testing/frames.ts";
import { figure } from "./figure.ts";
import { checkRows, countKnownFrames } from "../traffic/known_frames.ts";

/** By XDP in the driver, the cable's own counters leave out this header. */
const ETHERNET_BYTES = 14;

const [choice = "tcx", millions = "10"] = Deno.args;
const mode = (["tcx", "xdp", "xdp-generic"] as const)
  .find((one) => one === choice);
if (mode === undefined) throw new RangeError(`Cannot count by ${choice}`);
const rounds = Math.ceil(Number(millions) * 1e6 / KNOWN_FRAMES.length);

const rows = await countKnownFrames({ mode, rounds });
const kernelBytesLess = mode === "xdp" ? ETHERNET_BYTES : 0;
// Throws at the first that is not equal.
checkRows(rows, { kernelBytesLess });
figure({
  what: `${
    (rounds * KNOWN_FRAMES.length / 1e6).toFixed(1)
  } million frames of ${KNOWN_FRAMES.length} kinds (IPv4, IPv6, VLAN, fragments, cut, malformed) by ${mode}, against what was sent, \`ip -s link\`, and nft by its own rules`,
  asked: "equal, all passed on",
  reached: `${rows.length} counts equal, packet for packet and byte for byte`,
  isReached: true,
});
