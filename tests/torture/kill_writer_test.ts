import { deepStrictEqual, ok } from "node:assert/strict";
import { killTrial } from "./kill_writer.ts";

const TRIALS = 20;

Deno.test(`openRecorder() keeps every acknowledged row through ${TRIALS} times kill -9`, async () => {
  const folder = await Deno.makeTempDir({ prefix: "bufferbane-kill-" });
  try {
    for (let trial = 1; trial <= TRIALS; trial++) {
      const { ackedRows, ...found } = await killTrial(`${folder}/b.db`, trial, {
        lifeMs: 3 * trial,
      });
      ok(ackedRows > 0);
      deepStrictEqual([found.lostRows, found.isWhole], [0, true]);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
