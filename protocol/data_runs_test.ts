import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { DataRuns } from "./data_runs.ts";
import { makeFiller } from "./filler.ts";
import { instant, testSession } from "./testing.ts";

const DATAGRAM_BYTES = 1_222;

function runsOf() {
  const { client } = testSession();
  const runs = new DataRuns({
    kind: "throughputData",
    testId: 7,
    datagramBytes: DATAGRAM_BYTES,
    session: client,
  });
  /** Where in the ring the next run lies, and how long it is, in datagrams. */
  const next = (count: number, seconds = 1) => {
    const run = runs.next(count, { now: instant(seconds), rateIndex: 0 });
    return [run.byteOffset / DATAGRAM_BYTES, run.length / DATAGRAM_BYTES];
  };
  return { runs, next };
}

Deno.test("DataRuns.places are the whole datagrams of the filler", () => {
  const fillerBytes = makeFiller(7).length;
  strictEqual(runsOf().runs.places, Math.floor(fillerBytes / DATAGRAM_BYTES));
});

Deno.test("DataRuns.next() goes round the ring, place by place, and ends a run with it", () => {
  const { runs, next } = runsOf();
  const { places } = runs;
  deepStrictEqual(next(3), [0, 3]);
  deepStrictEqual(next(0), [3, 0]);
  deepStrictEqual(next(5), [3, 5]);
  deepStrictEqual(next(places), [8, places - 8]);
  deepStrictEqual(next(2), [0, 2]);
  deepStrictEqual(next(1), [2, 1]);
});

Deno.test("DataRuns.next() makes nothing once the session is over", () => {
  const { next } = runsOf();
  deepStrictEqual(next(2, 299), [0, 2]);
  deepStrictEqual(next(2, 301), [2, 0]);
});
