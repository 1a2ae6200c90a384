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

Deno.test("LiveComparison keeps microseconds of what was measured, and IPDV apart", () => {
  const said = (wifiMs: number, ipdvMs: number | null) => {
    const live = new LiveComparison(seededRandom(1));
    for (let s = 0; s < 120; s++) {
      const ipdvNs = ipdvMs === null ? null : ipdvMs * 1e6;
      live.add(measured(WIFI, s, wifiMs), ipdvNs);
      live.add(measured(SERIES, s, 1_000), 0);
    }
    return live.step(120_000)[0];
  };
  strictEqual(
    said(2_000, 0),
    "Wi-Fi (wlan0) adds 1000 ms (1000 to 1000); wired (eth0) is clean." +
      " It is the Wi-Fi, not the provider.",
  );
  strictEqual(
    said(1_000, 40),
    "Wi-Fi (wlan0) varies by 40 ms against 0 ms; wired (eth0) is clean." +
      " It is the Wi-Fi, not the provider.",
  );
  match(said(1_000, null) ?? "", /^No difference .*: medians 1000 and 1000 ms/);
});

Deno.test("LiveComparison takes turns: each step compares the next interface", () => {
  const live = new LiveComparison(seededRandom(1));
  const others = ["wlan0", "wlan1", "wlan2"].map((name) => ({
    ...WIFI,
    interface: name,
  }));
  for (let s = 0; s < 60; s++) {
    live.add(measured(SERIES, s, 5), 0);
    for (const other of others) live.add(measured(other, s, 25), 0);
  }
  const names = [1, 2, 3, 4].map(() =>
    live.step(60_000).map((sentence) => /wlan\d/.exec(sentence)?.[0])
  );
  deepStrictEqual(names.map(({ length }) => length), [1, 2, 3, 3]);
  deepStrictEqual(names[2]?.toSorted(), ["wlan0", "wlan1", "wlan2"]);
});

Deno.test("LiveComparison keeps a series for two minutes after its newest probe", () => {
  const live = new LiveComparison(seededRandom(1));
  for (let s = 0; s < 60; s++) {
    live.add(measured(WIFI, s, 9), 0);
    live.add(measured(SERIES, s, 5), 0);
  }
  live.add(measured(SERIES, 179, 5), 0);
  strictEqual(live.step(179_000).length, 1, "59 s and 120 s");
  strictEqual(live.step(179_001).length, 0);
});
