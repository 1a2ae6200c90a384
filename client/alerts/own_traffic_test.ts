import { deepStrictEqual, strictEqual } from "node:assert/strict";
import {
  TRAFFIC_CLASSES,
  type TrafficClass,
  type TrafficSecond,
} from "../model/mod.ts";
import { ownTraffic, ownTrafficText } from "./own_traffic.ts";

/** A second with so many bytes received of each class. */
function second(bytes: Partial<Record<TrafficClass, number>>): TrafficSecond {
  const counts = TRAFFIC_CLASSES.map((kind) => [kind, {
    receivedBytes: bytes[kind] ?? 0,
    sentBytes: 0,
    receivedPackets: 1,
    sentPackets: 0,
  }]);
  return {
    atMs: 0,
    interface: "eth0",
    // fromEntries() forgets the keys' type.
    counts: Object.fromEntries(counts) as TrafficSecond["counts"],
  };
}

const ROWS: readonly (readonly [
  Partial<Record<TrafficClass, number>>,
  string | undefined,
  string | undefined,
])[] = [
  [{ tcp: 950_000, https: 900_000 }, "https", "HTTPS"],
  [{ tcp: 950_000, https: 100_000 }, "tcp", "TCP other than the web"],
  [{ udp: 800_000, quic: 700_000 }, "quic", "QUIC (web and video)"],
  [{ udp: 800_000, dns: 100_000 }, "udp", "UDP other than the web"],
  [{ icmp: 600_000 }, "icmp", "pings"],
  [{ tcp: 400_000, udp: 400_000 }, undefined, undefined],
  [{ tcp: 600_000, https: 300_000 }, undefined, undefined],
  [{ tcp: 500_000 }, undefined, undefined],
  [{ tcp: 500_001 }, "tcp", "TCP other than the web"],
];

for (const [bytes, kind, text] of ROWS) {
  Deno.test(`ownTraffic() names ${kind ?? "nothing"} as most of the traffic`, () => {
    const metrics = ownTraffic(second({ all: 1_000_000, ...bytes }));
    deepStrictEqual(metrics, {
      "own_traffic_mbps": 8,
      ...(kind === undefined ? {} : { "own_traffic": kind }),
    });
    strictEqual(ownTrafficText(metrics), text);
  });
}

Deno.test("ownTraffic() adds up both ways", () => {
  const { counts, ...others } = second({ all: 1_000_000, quic: 300_000 });
  const sent = (kind: TrafficClass, sentBytes: number) => ({
    [kind]: { ...counts[kind], sentBytes },
  });
  deepStrictEqual(
    ownTraffic({
      ...others,
      counts: { ...counts, ...sent("all", 250_000), ...sent("quic", 400_000) },
    }),
    { "own_traffic_mbps": 10, "own_traffic": "quic" },
  );
});

Deno.test("ownTraffic() rounds to a tenth of a Mbit/s", () => {
  // 8 bits a byte: the first is 100.05 Mbit/s, the other a byte less.
  const mbps = (all: number) => ownTraffic(second({ all }))["own_traffic_mbps"];
  deepStrictEqual([12_506_250, 12_506_249].map(mbps), [100.1, 100]);
});
