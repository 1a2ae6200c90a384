import { strictEqual } from "node:assert/strict";
import {
  adviceFor,
  planText,
  progressLine,
  secondLine,
  summaryText,
} from "./text.ts";
import { counted, planned } from "./testing.ts";

Deno.test("planText() says how much, where to and how", () => {
  strictEqual(
    planText(planned({ bandwidthBps: null, durationMs: null, connections: 1 })),
    "Sending random data until stopped to http://192.0.2.1/ as fast as it goes, in requests of 1 kB on 1 connection",
  );
  strictEqual(
    planText(planned({ totalBytes: 5e6, durationMs: null })),
    "Sending up to 5 MB to http://192.0.2.1/ at 10 Mbit/s, in requests of 1 kB on 10 connections",
  );
});

Deno.test("secondLine() says a second in a line", () => {
  const second = counted({
    requests: 1_250,
    errors: 3,
    errorKinds: { reset: 2, "http 503": 1 },
  });
  strictEqual(
    secondLine(second, 7_001),
    "    7 s     10 Mbit/s 1,250 requests  1.00 / 2.00 / 12.5 ms (P50 / P95 / P99)  3 errors: reset 2, http 503 1",
  );
});

Deno.test("progressLine() goes by the limit that is nearer", () => {
  const total = counted({ lastedMs: 15_000, bytes: 5e6 });
  strictEqual(
    progressLine(planned({ totalBytes: 10e6 }), total, total),
    "[############------------]  50 %  15 s  10 Mbit/s  answers 1.00 ms",
  );
  strictEqual(
    progressLine(planned({ durationMs: null }), total, total),
    "until Ctrl-C  15 s  10 Mbit/s  answers 1.00 ms",
  );
});

Deno.test("summaryText() says what came of it", () => {
  strictEqual(
    summaryText(planned(), counted()),
    "Sent 75 MB in 75,000 requests and 60.0 s: 10 Mbit/s (wanted: 10 Mbit/s)\n" +
      "Answers took 1.00 / 2.00 / 12.5 ms (P50 / P95 / P99)\n" +
      "No errors\n",
  );
});

Deno.test("summaryText() says so when nothing answers", () => {
  const nothing = counted({
    requests: 0,
    bytes: 0,
    rateBps: 0,
    latencyMs: null,
    errors: 7,
    errorKinds: { refused: 7 },
  });
  strictEqual(
    summaryText(planned(), nothing),
    "Sent 0 B in 0 requests and 60.0 s: 0 bit/s (wanted: 10 Mbit/s)\n" +
      "No answer\n" +
      "7 errors: refused 7\n\n" +
      "Nothing has answered at http://192.0.2.1/: is a server running there, and does a firewall let it through?\n",
  );
});

const missed = counted({ requests: 37_500, bytes: 37.5e6, rateBps: 5e6 });

const ADVICE = [
  {
    why: "the rate is held",
    plan: planned(),
    total: counted({ rateBps: 9.8e6 }),
    says: undefined,
  },
  {
    why: "there is no rate to hold",
    plan: planned({ bandwidthBps: null }),
    total: missed,
    says: undefined,
  },
  {
    why: "the server fails",
    plan: planned(),
    total: { ...missed, errors: 5_000 },
    says:
      "The server fails too often: lower --bandwidth or --connections, or look at the server.",
  },
  {
    why: "the certificate is nobody's here",
    plan: planned(),
    total: {
      ...missed,
      requests: 0,
      errors: 9,
      errorKinds: { certificate: 9 },
    },
    says:
      "This machine does not trust the server's certificate: if it is your own, name the one that signed it by DENO_CERT=FILE.pem.",
  },
  {
    why: "the pauses take the time",
    plan: planned({ latencyMs: 500 }),
    total: missed,
    says:
      "Each connection pauses 500 ms before each request: lower --latency, or raise --connections (10) or --request-size (1 kB).",
  },
  {
    why: "the answers take the time",
    plan: planned(),
    total: { ...missed, latencyMs: { p50: 16, p95: 20, p99: 30 } },
    says:
      "Every connection waits for its answers: raise --request-size (1 kB) or --connections (10); if that does not help, the line or the server carries no more.",
  },
  {
    why: "this machine takes the time",
    plan: planned(),
    total: missed,
    says:
      "This machine cannot make more requests per second: raise --request-size (1 kB).",
  },
  {
    why: "the run is shorter than a request at that rate",
    plan: planned({ bandwidthBps: 100e3, requestBytes: 1e6 }),
    total: counted({ rateBps: 0, requests: 1, bytes: 10e3 }),
    says:
      "The rate is missed by less than one request: lower --request-size (1 MB), or run it longer.",
  },
];

for (const { why, plan, total, says } of ADVICE) {
  Deno.test(`adviceFor() names the setting to change when ${why}`, () => {
    strictEqual(adviceFor(plan, total), says);
  });
}
