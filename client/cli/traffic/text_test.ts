import { deepStrictEqual } from "node:assert/strict";
import type { TrafficContext, TrafficSample } from "../../traffic/mod.ts";
import { trafficLines } from "./text.ts";

const CONTEXT: TrafficContext = {
  interface: "eth0",
  mode: "xdp",
  notes: [],
  startedMs: 0,
};

const none = { packets: 0, bytes: 0 };

/** Two seconds: a download, and the names it asked for. */
const SAMPLE: TrafficSample = {
  atMs: 2_000,
  spanMs: 2_000,
  growth: {
    received: {
      all: { packets: 3_000, bytes: 2_500_000 },
      udp: { packets: 100, bytes: 10_000 },
      dns: { packets: 100, bytes: 10_000 },
      tcp: { packets: 2_900, bytes: 2_490_000 },
    },
    sent: { all: none, udp: none, dns: none, tcp: none },
  },
  totals: {
    received: {
      all: { packets: 9_000, bytes: 7_500_000 },
      udp: { packets: 300, bytes: 75_000 },
      dns: { packets: 300, bytes: 75_000 },
      tcp: { packets: 8_700, bytes: 7_425_000 },
    },
    sent: { all: none, udp: none, dns: none, tcp: none },
  },
  topFlows: null,
};

Deno.test("trafficLines() gives each kind's rates, and a mark where it is not told apart", () => {
  deepStrictEqual(trafficLines(SAMPLE, CONTEXT), [
    "eth0, counted by xdp",
    "                  received     sent  packets/s  in all  share",
    "everything       10 Mbit/s  0 bit/s       1500  7.5 MB  100 %",
    "TCP            10.0 Mbit/s  0 bit/s       1450  7.4 MB   99 %",
    "  HTTPS (443)            ?        ?          ?       ?",
    "  HTTP (80)              ?        ?          ?       ?",
    "UDP              40 kbit/s  0 bit/s         50   75 kB    1 %",
    "  QUIC (443)             ?        ?          ?       ?",
    "DNS (53)         40 kbit/s  0 bit/s         50   75 kB    1 %",
    "ICMP (ping)              ?        ?          ?       ?",
  ]);
});

Deno.test("trafficLines() names the flows that move most", () => {
  const lines = trafficLines({
    ...SAMPLE,
    topFlows: [{
      direction: "received",
      protocol: "TCP",
      from: "192.0.2.1:443",
      to: "10.0.0.2:50000",
      growth: { packets: 2_900, bytes: 2_490_000 },
    }],
  }, CONTEXT);
  deepStrictEqual(lines.slice(10), [
    "",
    "who talks most",
    "TCP 192.0.2.1:443 > 10.0.0.2:50000  10.0 Mbit/s",
  ]);
});

Deno.test("trafficLines() of silence divides by nothing", () => {
  const silent = { received: { all: none }, sent: { all: none } };
  const [, , all = ""] = trafficLines(
    { ...SAMPLE, growth: silent, totals: silent },
    CONTEXT,
  );
  deepStrictEqual(all.trim().split(/ {2,}/), [
    "everything",
    "0 bit/s",
    "0 bit/s",
    "0",
    "0 B",
  ]);
});
