import { deepStrictEqual } from "node:assert/strict";
import type { LinkTotal } from "../store/rollup_reader.ts";
import { totalLines } from "./interface_totals.ts";

const ETH0: LinkTotal = {
  interface: "eth0",
  seconds: 43_200,
  spanMs: 43_200_000,
  receivedBytes: 412_300_000_000,
  sentBytes: 56_700_000_000,
  receivedPackets: 1,
  sentPackets: 1,
  errors: 0,
  drops: 0,
  collisions: 0,
  ownLoadBytes: 0,
  peakReceivedBps: 940_000_000,
  peakSentBps: 48_500_000,
  downSeconds: 0,
  ownLoadSeconds: 0,
  signalSeconds: 0,
  signalSumDbm: 0,
};

Deno.test("totalLines() says what went over, how much is known, and what was wrong", () => {
  const wlan0: LinkTotal = {
    ...ETH0,
    interface: "wlan0",
    spanMs: 86_400_000,
    errors: 3,
    drops: 20,
    ownLoadBytes: 1_500_000_000,
    downSeconds: 125,
    signalSeconds: 2,
    signalSumDbm: -130,
  };
  deepStrictEqual(totalLines([ETH0, wlan0], { periodS: 86_400, columns: 80 }), [
    "INTERFACE  RECEIVED     SENT    BOTH  BUSIEST IN  BUSIEST OUT",
    "eth0       412.3 GB  56.7 GB  469 GB  940 Mbit/s  48.5 Mbit/s",
    "    measured 12 h 0 min (50 % of the period)",
    "wlan0      412.3 GB  56.7 GB  469 GB  940 Mbit/s  48.5 Mbit/s",
    "    measured 1 d 0 h (100 % of the period)",
    "    1.5 GB of it by bufferbane's own load tests  no link for 2 min  3 errors",
    "    20 dropped  mean signal -65 dBm",
  ]);
});
