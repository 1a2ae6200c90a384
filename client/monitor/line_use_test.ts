import { deepStrictEqual } from "node:assert/strict";
import type { LinkSecond } from "../model/mod.ts";
import { LineUse } from "./line_use.ts";
import { linkSecond } from "./testing.ts";

/** A second in which so many Mbit were received. */
function received(mbit: number): LinkSecond {
  return linkSecond({ receivedBytes: mbit * 125_000, sentBytes: 1_000 });
}

Deno.test("LineUse.add() tells a line in use from one that may be full", () => {
  const rows:
    readonly (readonly [readonly number[], readonly string[], string])[] = [
      [[0, 0.1, 0.2], ["idle", "idle", "idle"], "an idle machine's chatter"],
      [
        [50, 50, 3, 3],
        ["used", "full", "used", "used"],
        "a call on a line that carries 50 Mbit/s",
      ],
      [
        [3, 3, 3],
        ["used", "full", "full"],
        "3 Mbit/s may be all that it carries: nothing else is known",
      ],
      [
        [50, 50, 0, 0, 0],
        ["used", "full", "used", "used", "idle"],
        "calm after three seconds",
      ],
    ];
  for (const [mbits, expected, why] of rows) {
    const line = new LineUse();
    deepStrictEqual(
      mbits.map((mbit) => line.add(received(mbit))),
      expected,
      why,
    );
  }
});
