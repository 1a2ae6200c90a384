import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { seededRandom } from "../../../tests/support/random.ts";
import type { Measurement, Series, WallNs } from "../../model/mod.ts";
import { SERIES } from "../testing.ts";
import { LiveComparison } from "./live.ts";

const WIFI: Series = {
  ...SERIES,
  interface: "wlan0",
  connectionType: "wifi",
};

function measured(series: Series, second: number, ms: number | null) {
  return {
    series,
    sentAt: BigInt(second) * 1_000_000_000n as WallNs,
    outcome: ms === null ? { kind: "timeout", detail: "" } : {
      kind: "ok",
      rttNs: ms * 1e6,
      localQueueNs: 0,
      stamps: "kernel",
      duplicates: 0,
      detail: "",
    },
  } satisfies Measurement;
}

Deno.test("LiveComparison says nothing with one interface", () => {
  const live = new LiveComparison(seededRandom(1));
  for (let s = 0; s < 60; s++) live.add(measured(SERIES, s, 5), 0);
  deepStrictEqual(live.step(60_000), []);
});

Deno.test("LiveComparison says of the newest two minutes what differs", () => {
  const live = new LiveComparison(seededRandom(1));
  for (let s = 0; s < 400; s++) {
    // Slow long ago, and lossy later.
    live.add(measured(WIFI, s, s < 200 ? 90 : s % 4 === 0 ? null : 5), 0);
    live.add(measured(SERIES, s, 5), 0);
  }
  const [sentence = ""] = live.step(400_000);
  match(sentence, /^Wi-Fi \(wlan0\) loses 25 % against 0 %/);
});

Deno.test("LiveComparison counts a late answer as an answer", () => {
  const live = new LiveComparison(seededRandom(1));
  for (let s = 0; s < 60; s++) {
    live.add(measured(WIFI, s, null), null);
    live.add(measured(SERIES, s, 5), 0);
    if (s > 2) live.add(measured(WIFI, s - 2, 5), null);
  }
  match(live.step(60_000)[0] ?? "", /^No difference/);
});

Deno.test("LiveComparison forgets an interface that is not measured any more", () => {
  const live = new LiveComparison(seededRandom(1));
  for (let s = 0; s < 60; s++) {
    live.add(measured(WIFI, s, 9), 0);
    live.add(measured(SERIES, s, 5), 0);
  }
  strictEqual(live.step(60_000).length, 1);
  for (let s = 60; s < 300; s++) live.add(measured(SERIES, s, 5), 0);
  strictEqual(live.step(300_000).length, 0);
});
