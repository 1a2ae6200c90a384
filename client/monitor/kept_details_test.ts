import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { keptDetails } from "./kept_details.ts";

/** As `bufferbane throughput` tells a train and TCP connections. */
const DETAILS = {
  server: "vps",
  address: "192.0.2.1",
  atMs: 1795191427309,
  results: [{
    method: "train",
    direction: "down",
    bps: 990358323.8642374,
    lowBps: 990358323.8642374,
    highBps: 990358323.8642374,
    trains: 1,
    isSenderLimited: true,
    confidence: "low",
    durationMs: 294.034331,
    bytes: 99468,
    receivedPackets: 81,
    lostPackets: 0,
    isCutShort: false,
  }, {
    method: "tcp",
    direction: "up",
    bps: 245758352.52830037,
    overallBps: 263732287.48218763,
    peakBps: 263732287.48218763,
    durationMs: 397.591061,
    bytes: 13107200,
    flows: 4,
    retransmittedBytes: 4752,
    isCutShort: false,
    bpsPer100Ms: [317654092, 254550724, 217179859],
  }],
  sentBytes: 101119,
  receivedBytes: 101063,
  packets: 176,
};
const SCHEDULED = { kind: "throughput", isScheduled: true } as const;

Deno.test("keptDetails() keeps of scheduled throughput tests how far to trust them", () => {
  const kept = keptDetails(DETAILS, SCHEDULED);
  deepStrictEqual(JSON.parse(kept), {
    results: [
      {
        direction: "down",
        isSenderLimited: true,
        confidence: "low",
        lostPackets: 0,
        isCutShort: false,
      },
      { direction: "up", retransmittedBytes: 4752, isCutShort: false },
    ],
  });
  ok(kept.length < JSON.stringify(DETAILS).length / 3, `${kept.length} bytes`);
});

const WHOLE = [
  { why: "a person's", kind: "throughput", isScheduled: false },
  { why: "a bufferbloat test's", kind: "bloat", isScheduled: true },
] as const;

for (const { why, ...of } of WHOLE) {
  Deno.test(`keptDetails() keeps all of ${why}`, () => {
    deepStrictEqual(JSON.parse(keptDetails(DETAILS, of)), DETAILS);
  });
}

Deno.test("keptDetails() keeps what a cut-off test has: nothing", () => {
  strictEqual(keptDetails({}, SCHEDULED), "{}");
});
