/**
 * How well packet trains of 100 KB tell a bottleneck's rate, the median of
 * five against the truth: `deno run -A tests/peers/train.ts [MBIT...]`. In the
 * lab, both ways, behind a token bucket of two frames. Needs root.
 *
 * @module
 */

import { openLine } from "../load/line.ts";

const RATES_MBIT = [1, 2, 5, 10, 20, 50, 100, 200];

/** Half of a train fits in; slow lines have deep queues. */
const QUEUE_BYTES = 50_000;
const MIN_QUEUE_MS = 20;

/** A datagram in a frame, and what of it is an IP packet. */
const FRAME_SHARE = 1_242 / 1_228;

async function measure(rateMbit: number): Promise<void> {
  const rateBps = rateMbit * 1e6;
  const queueMs = Math.max(MIN_QUEUE_MS, QUEUE_BYTES * 8e3 / rateBps);
  await using line = await openLine({ rateBps, queueMs });
  const { results } = await line.measure(["--method", "train"]);
  for (const result of results) {
    if (result.method !== "train") continue;
    const { direction, bps, lowBps, highBps, confidence } = result;
    const offPct = (value: number) => {
      const pct = 100 * (value * FRAME_SHARE / rateBps - 1);
      return `${pct < 0 ? "" : "+"}${pct.toFixed(1)} %`;
    };
    print(
      `${rateMbit} Mbit/s ${direction}: ${offPct(bps)} (trains ${
        offPct(lowBps)
      } to ${offPct(highBps)}, ${result.lostPackets} of ${
        result.lostPackets + result.receivedPackets
      } datagrams lost, confidence ${confidence})`,
    );
  }
}

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

if (import.meta.main) {
  const rates = Deno.args.map(Number);
  for (const rate of rates.length > 0 ? rates : RATES_MBIT) await measure(rate);
}
