import { deepStrictEqual } from "node:assert/strict";
import type { SampleColumns } from "../model/mod.ts";
import { Rollup } from "./rollup.ts";
import { StoredDirections } from "./stored_directions.ts";
import { SERIES } from "./testing.ts";

/** ECHOs that took so long up, waited so long up, and as long again down, µs. */
function echoesOf(
  rows: readonly (readonly [upUs: number, queueUs: number])[],
): SampleColumns {
  const column = (of: (row: readonly [number, number]) => number) =>
    Int32Array.from(rows, of);
  return {
    series: { ...SERIES, probe: "echo" },
    length: rows.length,
    atMs: Float64Array.from(rows, (_, s) => 1000 * s),
    rttUs: column(([upUs]) => 2 * upUs),
    ipdvUs: column(() => -1),
    status: new Uint8Array(rows.length),
    echo: {
      upUs: column(([upUs]) => upUs),
      downUs: column(([upUs]) => 2 * upUs),
      errorUs: column(([upUs]) => upUs + 5),
      queueUpUs: column(([, queueUs]) => queueUs),
      queueDownUs: column(([, queueUs]) => 2 * queueUs),
      lostOn: new Uint8Array(rows.length),
    },
  };
}

function stored(columns: SampleColumns) {
  const directions = new StoredDirections();
  directions.add(columns);
  return directions.finish();
}

Deno.test("StoredDirections.finish() tells the 50th, 95th and 99th of 100 waits, and the newest", () => {
  const rows = Array.from({ length: 100 }, (_, i) => [7, 100 - i] as const);
  const { up, down } = stored(echoesOf(rows));
  const queues = { queueP50Ns: 50e3, queueP95Ns: 95e3, queueP99Ns: 99e3 };
  deepStrictEqual(up, {
    ...queues,
    lastQueueNs: 1e3,
    meanDelayNs: 7e3,
    lost: 0,
  });
  deepStrictEqual(down, {
    queueP50Ns: 100e3,
    queueP95Ns: 190e3,
    queueP99Ns: 198e3,
    lastQueueNs: 2e3,
    meanDelayNs: 14e3,
    lost: 0,
  });
});

Deno.test("StoredDirections takes what took no time, and waited none", () => {
  const { up, errorNs } = stored(echoesOf([[0, 0], [8, 4], [-1, -1]]));
  deepStrictEqual(
    [up.meanDelayNs, up.queueP50Ns, up.lastQueueNs, errorNs],
    [4e3, 0, 4e3, 13e3],
  );
});

Deno.test("StoredDirections.addRollup() knows an error from one ECHO on", () => {
  const errorOf = (columns: SampleColumns) => {
    const rollup = new Rollup("echo");
    rollup.add(columns, 0, columns.length);
    const directions = new StoredDirections();
    directions.addRollup(rollup);
    return directions.finish().errorNs;
  };
  deepStrictEqual(errorOf(echoesOf([])), NaN);
  deepStrictEqual(errorOf(echoesOf([[-1, -1]])), NaN);
  deepStrictEqual(errorOf(echoesOf([[6, -1]])), 11e3);
});
