/**
 * Draws nonces while the clock is stepped about at random:
 *
 *     deno run -A tests/fuzz/nonces.ts --draws 10000000 [--seed 1]
 *
 * Exits 1 if one does not exceed the one before.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { NonceSource, type WallNs } from "../../protocol/mod.ts";
import { seededRandom } from "../support/random.ts";

/** How far a step goes at most, either way: ten years. */
const MAX_STEP_S = 3.2e8;

const { values } = parseArgs({
  options: {
    draws: { type: "string", default: "10000000" },
    seed: { type: "string", default: "1" },
  },
});
const draws = Number(values.draws);
const random = seededRandom(Number(values.seed));
const nonces = new NonceSource();
let wall = 1_760_000_000_000_000_000n;
let last = -1n;
let report = `${draws} nonces, each above the one before`;

for (let i = 0; i < draws; i++) {
  const chance = random();
  if (chance < 0.0001) {
    wall += BigInt(Math.round((random() - 0.5) * MAX_STEP_S)) * 1_000_000_000n;
  } else if (chance < 0.5) {
    wall += BigInt(Math.round(random() * 2_000)); // else it stands still
  }
  const nonce = nonces.next(wall as WallNs);
  if (nonce <= last) {
    report = `draw ${i}: ${nonce} after ${last}`;
    break;
  }
  last = nonce;
}
Deno.stdout.writeSync(new TextEncoder().encode(`${report}\n`));
Deno.exitCode = report.startsWith("draw") ? 1 : 0;
