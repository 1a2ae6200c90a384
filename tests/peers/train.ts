/**
 * How well packet trains of 100 KB tell a bottleneck's rate, the median of
 * five against the truth: `deno run -A tests/peers/train.ts [MBIT...]`. In the
 * lab, both ways, behind a token bucket of two frames. Needs root.
 *
 * @module
 */

import { openLine } from "../load/line.ts";
import { figure } from "./figure.ts";

/** How far off the median may be. */
const WITHIN_PCT = 15;
const RATES_MBIT = [1, 2, 5, 10, 20, 50, 100, 200];

/** Half of a train fits in; slow lines have deep queues. */
const QUEUE_BYTES = 50_000;
const MIN_QUEUE_MS = 20;

/** A datagram in a frame, and what of it is an IP packet. */
const FRAME_SHARE = 1_242 / 1_228;

/** How far the median of five trains was off, each way, %. */
async function measure(rateMbit: number): Promise<readonly number[]> {
  const rateBps = rateMbit * 1e6;
  const queueMs = Math.max(MIN_QUEUE_MS, QUEUE_BYTES * 8e3 / rateBps);
  await using line = await openLine({ rateBps, queueMs });
  const { results } = await line.measure(["--method", "train"]);
  return results.flatMap((result) =>
    result.method === "train"
      ? [100 * (result.bps * FRAME_SHARE / rateBps - 1)]
      : []
  );
}

if (import.meta.main) {
  const asked = Deno.args.map(Number);
  const rates = asked.length > 0 ? asked : RATES_MBIT;
  const errors: number[] = [];
  for (const rate of rates) errors.push(...await measure(rate));
  const [least, most] = [Math.min(...errors), Math.max(...errors)];
  figure({
    what: `packet trains of 100 KB, the median of five, at ${
      rates.join(", ")
    } Mbit/s, both ways, against the bottleneck`,
    asked: `within ${WITHIN_PCT} %`,
    reached: `${least.toFixed(1)} to ${most.toFixed(1)} %`,
    isReached: errors.length === 2 * rates.length &&
      errors.every((error) => Math.abs(error) <= WITHIN_PCT),
  });
}
