import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { LinkSecond, Series } from "../model/mod.ts";
import type { LineSecond } from "./passive_bloat.ts";
import { latencyOf, PassiveFeed, passiveRank } from "./passive_feed.ts";
import { linkSecond, measurementOf } from "./testing.ts";

const START_MS = 1_800_000_000_050;

function second(atMs: number, more: Partial<LinkSecond> = {}): LinkSecond {
  const carried = { receivedBytes: 4000, sentBytes: 2000 };
  return linkSecond({ atMs, ...carried, ...more });
}

function sampleOf(rttMs: number | null) {
  return {
    rttNs: rttMs === null ? null : rttMs * 1e6,
    queueUpNs: null,
    queueDownNs: null,
  };
}

function fed() {
  const seconds: LineSecond[] = [];
  const feed = new PassiveFeed({ add: (line) => void seconds.push(line) });
  return { feed, seconds };
}

Deno.test("PassiveFeed puts a second's bytes and its probe together, in order", () => {
  const { feed, seconds } = fed();
  feed.sample(START_MS + 1000, sampleOf(21));
  feed.link(second(START_MS));
  feed.sample(START_MS, sampleOf(20));
  feed.link(second(START_MS + 1000));
  feed.finish();
  deepStrictEqual(
    seconds.map(({ atMs, upBytes, downBytes, rttNs }) => [
      atMs - START_MS,
      upBytes,
      downBytes,
      rttNs,
    ]),
    [[0, 2000, 4000, 20e6], [1000, 2000, 4000, 21e6]],
  );
});

Deno.test("PassiveFeed waits 12 s for the last word on a probe", () => {
  const { feed, seconds } = fed();
  feed.link(second(START_MS));
  feed.sample(START_MS, sampleOf(null));
  feed.link(second(START_MS + 11_999));
  strictEqual(seconds.length, 0);
  feed.sample(START_MS, sampleOf(1500));
  feed.link(second(START_MS + 12_000));
  deepStrictEqual(seconds.map(({ rttNs }) => rttNs), [1500e6]);
});

Deno.test("PassiveFeed scales a second that was longer, and knows of no probe", () => {
  const { feed, seconds } = fed();
  feed.link(second(START_MS, { spanMs: 1250 }));
  feed.finish();
  deepStrictEqual(seconds, [{
    atMs: START_MS,
    upBytes: 1600,
    downBytes: 3200,
    ...sampleOf(null),
  }]);
});

Deno.test("PassiveFeed goes on after the clock was set back, and keeps little until then", () => {
  const { feed, seconds } = fed();
  feed.link(second(START_MS));
  for (let i = 0; i < 1000; i++) feed.link(second(i * 1000));
  strictEqual(seconds.at(-1)?.atMs, 987_000);
  const before = seconds.length;
  feed.finish();
  strictEqual(seconds.length - before, 12);
});

Deno.test("PassiveFeed remembers 401 samples whose seconds do not come", () => {
  for (const [samples, rttNs] of [[401, 20e6], [402, null]] as const) {
    const { feed, seconds } = fed();
    for (let i = 0; i < samples; i++) {
      feed.sample(START_MS + 1000 * i, sampleOf(20));
    }
    feed.link(second(START_MS));
    feed.finish();
    deepStrictEqual(seconds.map((one) => one.rttNs), [rttNs]);
  }
});

Deno.test("PassiveFeed lets 401 seconds wait behind one that lies ahead", () => {
  for (const [links, count] of [[401, 401], [402, 1]] as const) {
    const { feed, seconds } = fed();
    feed.link(second(START_MS));
    for (let i = 1; i < links; i++) feed.link(second(i * 1000));
    feed.finish();
    strictEqual(seconds.length, count);
  }
});

Deno.test("PassiveFeed forgets after 12 s a sample whose second did not come", () => {
  for (const [waitedMs, rttNs] of [[11_999, 20e6], [12_000, null]] as const) {
    const { feed, seconds } = fed();
    feed.sample(START_MS, sampleOf(20));
    feed.link(second(START_MS + waitedMs));
    feed.link(second(START_MS));
    feed.finish();
    strictEqual(seconds.find(({ atMs }) => atMs === START_MS)?.rttNs, rttNs);
  }
});

Deno.test("latencyOf() takes the round trip and the queues that are known", () => {
  const answered = measurementOf(START_MS, 20e6);
  deepStrictEqual(latencyOf(answered), {
    atMs: START_MS,
    sample: sampleOf(20),
  });
  const lost = measurementOf(START_MS, "timeout");
  deepStrictEqual(latencyOf(lost).sample, sampleOf(null));
  const delay = {
    upNs: 12e6,
    downNs: 8e6,
    errorNs: 5e6,
    queueUpNs: 3e6,
    queueDownNs: 1e6,
  };
  const echo = { exchange: null, delay, lostOn: null };
  deepStrictEqual(latencyOf({ ...answered, echo }).sample, {
    rttNs: 20e6,
    queueUpNs: 3e6,
    queueDownNs: 1e6,
  });
});

Deno.test("passiveRank() prefers what is beyond the access line and knows directions", () => {
  const series = (more: Partial<Series>): Series => ({
    probe: "icmp",
    interface: "eth0",
    connectionType: "wired",
    target: "1.1.1.1",
    role: "public",
    family: 4,
    variant: "",
    server: "",
    ...more,
  });
  const all = [
    series({ role: "isp" }),
    series({}),
    series({ family: 6 }),
    series({ probe: "echo", role: "server" }),
  ];
  const rank = (one: Series) => passiveRank(one) ?? Infinity;
  deepStrictEqual(
    all.sort((a, b) => rank(a) - rank(b)).map(({ role, family }) =>
      `${role} ${family}`
    ),
    ["server 4", "public 4", "public 6", "isp 4"],
  );
  strictEqual(passiveRank(series({ role: "gateway" })), null);
  strictEqual(passiveRank(series({ probe: "dns", role: "resolver" })), null);
});
