/**
 * What does it cost to compare two interfaces over a day? Four targets a
 * second on each, 345,600 pairs, drawn and not measured.
 *
 * ```sh
 * deno run -A tests/peers/compare_cost.ts
 * ```
 *
 * @module
 */

import { compare, type Match } from "../../client/analysis/compare/mod.ts";
import { columnsOf, type Row } from "../../client/analysis/testing.ts";
import { seededRandom } from "../support/random.ts";
import { figure } from "./figure.ts";

const SECONDS = 86_400;
const TARGETS = 4;

const random = seededRandom(1);
const side = (medianUs: number) =>
  columnsOf(Array.from(
    { length: SECONDS },
    (_, second): Row => [
      second * 1000,
      random() < 0.001 ? "timeout" : Math.round(medianUs + 3000 * random()),
    ],
  ));
const matches = Array.from(
  { length: TARGETS },
  (): Match => ({ a: side(12_000), b: side(10_000) }),
);
const startMs = performance.now();
compare({
  a: { name: "wlan0", label: "Wi-Fi (wlan0)" },
  b: { name: "eth0", label: "wired (eth0)" },
  matches,
}, { isPaired: true, random });
const seconds = (performance.now() - startMs) / 1000;
figure({
  what: `a day of ${TARGETS} targets on two interfaces compared`,
  reached: `${seconds.toFixed(1)} s`,
});
