import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { CapturedRtt } from "../support/captured_rtt.ts";
import { rttError } from "./rtt_error.ts";

function captured(...rttsNs: (number | undefined)[]): readonly CapturedRtt[] {
  return rttsNs.map((rttNs, seq) => ({
    target: "192.0.2.1",
    ident: 1,
    seq,
    sentNs: 0n,
    rttNs,
  }));
}

Deno.test("rttError() compares probe by probe, without the sign", () => {
  const reported = [
    { index: 0, rttNs: 110 },
    { index: 1, rttNs: 190 },
    { index: 3, rttNs: 404 },
  ];
  deepStrictEqual(rttError(reported, captured(100, 200, 300, 400)), {
    probes: 4,
    compared: 3,
    wireP50Ns: 200,
    p50Ns: 10,
    p99Ns: 10,
    maxNs: 10,
  });
});

Deno.test("rttError() leaves out replies that the wire never saw", () => {
  const { compared, maxNs } = rttError(
    [{ index: 0, rttNs: 1 }, { index: 9, rttNs: 1 }],
    captured(undefined),
  );
  strictEqual(compared, 0);
  strictEqual(maxNs, NaN);
});
