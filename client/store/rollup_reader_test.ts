import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { LinkSecond, TrafficCount } from "../model/mod.ts";
import { linkEntry, trafficEntry } from "./journal.ts";
import { openReader } from "./reader.ts";
import {
  committing,
  seriesOf,
  START_MS,
  temporaryFolder,
  tickAt,
  wallNs,
  writeProbes,
} from "./testing.ts";

const SERIES = seriesOf();

/** Sixty times as much. */
function perMinuteOf(count: TrafficCount): TrafficCount {
  return {
    receivedBytes: 60 * count.receivedBytes,
    sentBytes: 60 * count.sentBytes,
    receivedPackets: 60 * count.receivedPackets,
    sentPackets: 60 * count.sentPackets,
  };
}

Deno.test("RollupReader adds up interfaces and traffic", () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const { writer, commit } = committing(path);
  const none = {
    receivedBytes: 0,
    sentBytes: 0,
    receivedPackets: 0,
    sentPackets: 0,
  };
  const some = {
    receivedBytes: 7,
    sentBytes: 5,
    receivedPackets: 3,
    sentPackets: 1,
  };
  for (let s = 0; s < 3800; s += 50) {
    commit((batch) => {
      for (let i = s; i < s + 50; i++) {
        const atMs = START_MS + 1000 * i + 60;
        batch.tick(tickAt(wallNs(atMs)));
        const second: LinkSecond = {
          atMs,
          interface: "wlan0",
          connectionType: "wifi",
          spanMs: 1000,
          receivedBytes: i % 60 === 7 ? 1_000_000 : 500,
          sentBytes: 250,
          receivedPackets: 2,
          sentPackets: 1,
          errors: 0,
          drops: i % 60 === 9 ? 4 : 0,
          collisions: 0,
          hasCarrier: i % 60 !== 11,
          ownLoadBytes: i % 60 === 7 ? 999 : 0,
          wifi: null,
        };
        batch.entry(linkEntry(second));
        const counts = {
          all: some,
          tcp: some,
          udp: none,
          icmp: none,
          http: none,
          https: some,
          quic: none,
          dns: none,
        };
        batch.entry(trafficEntry({ atMs, interface: "wlan0", counts }));
      }
    });
  }
  using reader = openReader(path);
  const { rollups } = reader;
  const always = { fromMs: 0, toMs: Infinity };
  const minutes = rollups.linkMinutes("wlan0", always);
  strictEqual(minutes.length, 64, "the last three from their seconds");
  strictEqual(minutes.downSeconds[62], 1);
  const perMinute = 59 * 500 + 1_000_000;
  deepStrictEqual(
    [
      minutes.receivedBps[3],
      minutes.sentBps[3],
      minutes.peakReceivedBps[3],
      minutes.peakSentBps[3],
      minutes.downSeconds[3],
      minutes.ownLoadSeconds[3],
    ],
    [8 * perMinute / 60, 2000, 8_000_000, 2000, 1, 1],
  );
  const traffic = [...rollups.trafficMinutes("wlan0", always)];
  deepStrictEqual([traffic.length, traffic[3]], [61, {
    atMs: START_MS + 180_000,
    interface: "wlan0",
    counts: {
      ...{ icmp: none, udp: none, http: none, quic: none, dns: none },
      ...{ all: perMinuteOf(some), tcp: perMinuteOf(some) },
      https: perMinuteOf(some),
    },
  }]);
  const received = Array.from(
    { length: 3800 },
    (_, i) => i % 60 === 7 ? 1e6 : 500,
  );
  const sum = (from: number, to: number) =>
    received.slice(from, to).reduce((a, b) => a + b, 0);
  const [total] = rollups.linkTotals(always);
  deepStrictEqual([total?.interface, total?.receivedBytes, total?.seconds], [
    "wlan0",
    sum(0, 3800),
    3800,
  ]);
  const odd = { fromMs: START_MS + 7_060, toMs: START_MS + 3_700_000 };
  strictEqual(rollups.linkTotals(odd)[0]?.receivedBytes, sum(7, 3700));
  writer.close();
});

Deno.test("RollupReader.summed() tells the same of any period, wherever it reads it", () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  const { writer, commit } = committing(path);
  writeProbes(
    commit,
    { fromMs: 0, toMs: 3 * 3600 },
    (i) => i % 9 === 0 ? null : 1000 + i,
  );
  using reader = openReader(path);
  for (
    const [fromS, toS] of [[0, 10_800], [17, 10_777], [3_599, 3_601], [
      59,
      7_300,
    ]] as const
  ) {
    const period = {
      fromMs: START_MS + 1000 * fromS,
      toMs: START_MS + 1000 * toS,
    };
    for (const exactBelowMs of [0, Infinity]) {
      let [sent, lost, sumUs] = [0, 0, 0];
      for (
        const part of reader.rollups.summed(SERIES, period, { exactBelowMs })
      ) {
        if (part.kind === "rollup") {
          sent += part.rollup.sent;
          lost += part.rollup.lost;
          sumUs += part.rollup.rtt.sumUs;
          continue;
        }
        for (const us of part.columns.rttUs) {
          sent++;
          if (us < 0) lost++;
          else sumUs += us;
        }
      }
      const seconds = Array.from({ length: toS - fromS }, (_, i) => fromS + i);
      const isLost = (i: number) => i % 9 === 0;
      deepStrictEqual([sent, lost, sumUs], [
        seconds.length,
        seconds.filter(isLost).length,
        seconds.reduce((sum, i) => sum + (isLost(i) ? 0 : 1000 + i), 0),
      ], `${fromS} to ${toS}, exact below ${exactBelowMs} ms`);
    }
  }
  writer.close();
});
