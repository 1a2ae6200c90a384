import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { BurstGap, type BurstGapFigures, GMIN } from "./burst_gap.ts";

/** `.` was received, `x` was lost. */
function figuresOf(packets: string): BurstGapFigures {
  const losses = new BurstGap();
  for (const packet of packets) {
    if (packet === "x") losses.addLost();
    else losses.addReceived(1);
  }
  return losses.figures();
}

const GOOD = ".".repeat(GMIN);

Deno.test("BurstGap counts nothing as no burst", () => {
  deepStrictEqual(figuresOf(""), {
    burstDensityPct: 0,
    gapDensityPct: 0,
    meanBurstPackets: 0,
    meanGapPackets: 0,
    bursts: 0,
    toBurst: 0,
    fromBurst: 0,
  });
});

Deno.test("BurstGap leaves a loss on its own in the gap", () => {
  const { bursts, gapDensityPct } = figuresOf(`${GOOD}x${GOOD}x${GOOD}`);
  strictEqual(bursts, 0);
  strictEqual(gapDensityPct, 100 * 2 / 50);
});

Deno.test("BurstGap ends a burst after 16 packets received in a row, not after 15", () => {
  strictEqual(figuresOf(`xx${".".repeat(GMIN - 1)}xx`).bursts, 1);
  strictEqual(figuresOf(`xx${GOOD}xx`).bursts, 2);
});

Deno.test("BurstGap reports lengths, densities and the chances of the two states", () => {
  // A burst of 4 packets with 3 lost in 36 packets of gap.
  deepStrictEqual(figuresOf(`${GOOD}..xx.x..${GOOD}`), {
    burstDensityPct: 75,
    gapDensityPct: 0,
    meanBurstPackets: 4,
    meanGapPackets: 18,
    bursts: 1,
    toBurst: 1 / 36,
    fromBurst: 1 / 4,
  });
});

Deno.test("BurstGap adds up its bursts, the last one included", () => {
  // 3 packets with 2 lost, and 5 with 4 lost; 32 in the three gaps.
  deepStrictEqual(figuresOf(`x.x${GOOD}xx.xx${GOOD}`), {
    burstDensityPct: 75,
    gapDensityPct: 0,
    meanBurstPackets: 4,
    meanGapPackets: 32 / 3,
    bursts: 2,
    toBurst: 2 / 32,
    fromBurst: 2 / 8,
  });
});

Deno.test("BurstGap.figures() can be asked in the middle of a burst, and again", () => {
  const losses = new BurstGap();
  losses.addLost();
  losses.addLost();
  deepStrictEqual(losses.figures(), losses.figures());
  losses.addReceived(GMIN);
  losses.addLost();
  strictEqual(losses.figures().bursts, 1);
});
