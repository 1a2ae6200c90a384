import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import type {
  EchoFigures,
  Measurement,
  SampleColumns,
  Series,
  WallNs,
} from "../model/mod.ts";
import { directionColumns } from "./direction_columns.ts";
import { DirectionWindow } from "./directions.ts";
import { Rollup } from "./rollup.ts";
import { rolledWay } from "./rolled_way.ts";
import { StoredDirections } from "./stored_directions.ts";

const SERIES: Series = {
  probe: "echo",
  interface: "eth0",
  connectionType: "wired",
  target: "vps.example",
  role: "server",
  family: 4,
  variant: "",
  server: "vps",
};

/** Answered; lost up; lost down; lost somewhere; answered, no queues known. */
const COLUMNS: SampleColumns = {
  series: SERIES,
  length: 5,
  atMs: Float64Array.of(0, 1000, 2000, 3000, 4000),
  rttUs: Int32Array.of(16_000, -1, -1, -1, 20_000),
  ipdvUs: new Int32Array(5).fill(-1),
  status: Uint8Array.of(0, 2, 2, 2, 0),
  echo: {
    upUs: Int32Array.of(12_000, -1, -1, -1, 14_000),
    downUs: Int32Array.of(4_000, -1, -1, -1, 6_000),
    errorUs: Int32Array.of(8_000, -1, -1, -1, 9_000),
    queueUpUs: Int32Array.of(500, -1, -1, -1, -1),
    queueDownUs: Int32Array.of(0, -1, -1, -1, -1),
    lostOn: Uint8Array.of(0, 1, 2, 3, 0),
  },
};

Deno.test("StoredDirections sums up each direction of stored ECHOs", () => {
  const stored = new StoredDirections();
  stored.add(COLUMNS);
  const { up, down, errorNs, lostUnknown } = stored.finish();
  deepStrictEqual(up, {
    lastQueueNs: 500_000,
    queueP50Ns: 500_000,
    queueP95Ns: 500_000,
    queueP99Ns: 500_000,
    meanDelayNs: 13_000_000,
    lost: 1,
  });
  strictEqual(down.queueP99Ns, 0);
  strictEqual(down.meanDelayNs, 5_000_000);
  deepStrictEqual([down.lost, lostUnknown, errorNs], [1, 1, 9_000_000]);
});

Deno.test("StoredDirections tells the same of what was summed up", () => {
  const rollup = new Rollup("echo");
  rollup.add(COLUMNS, 0, COLUMNS.length);
  const summed = new StoredDirections();
  summed.addRollup(rollup);
  const stored = new StoredDirections();
  stored.add(COLUMNS);
  const { up, ...others } = stored.finish();
  deepStrictEqual(summed.finish(), {
    ...others,
    up: { ...up, lastQueueNs: NaN },
    down: { ...others.down, lastQueueNs: NaN },
  });
});

Deno.test("rolledWay() counts of a direction what directionColumns() counts", () => {
  const rollup = new Rollup("echo");
  rollup.add(COLUMNS, 0, COLUMNS.length);
  const way = { direction: "up", delay: "one-way" } as const;
  const { sent, lost, times, ...ipdv } = rolledWay(rollup, way);
  deepStrictEqual(ipdv, { ipdvCount: 0, ipdvSumUs: 0 }, "not known");
  deepStrictEqual([sent, lost, times.meanUs], [3, 1, 13_000]);
  const trips = rolledWay(rollup, null);
  deepStrictEqual([trips.sent, trips.lost, trips.times.maxUs], [5, 3, 20_000]);
  throws(() => rolledWay(new Rollup("icmp"), way), {
    name: "TypeError",
    message: "Cannot tell directions of what are no ECHOs",
  });
});

Deno.test("directionColumns() makes a series of one direction", () => {
  const up = directionColumns(COLUMNS, { direction: "up", delay: "one-way" });
  deepStrictEqual([...up.rttUs], [12_000, -1, -1, -1, 14_000]);
  strictEqual(up.series.variant, "up");
  deepStrictEqual(
    [...up.status],
    [0, 2, 5, 5, 0],
    "others' losses not counted",
  );
  deepStrictEqual([...up.ipdvUs], [-1, -1, -1, -1, -1], "not told");
  const down = directionColumns(COLUMNS, { direction: "down", delay: "queue" });
  deepStrictEqual([...down.rttUs], [0, -1, -1, -1, -1]);
  deepStrictEqual([...down.status], [0, 5, 2, 5, 0]);
  const { echo: _, ...ping } = COLUMNS;
  throws(
    () => directionColumns(ping, { direction: "up", delay: "queue" }),
    { message: "Cannot tell directions of echo samples" },
  );
});

function echoAt(s: number, figures: Partial<EchoFigures>): Measurement {
  return {
    series: SERIES,
    sentAt: BigInt(s * 1e9) as WallNs,
    outcome: { kind: "timeout", detail: "" },
    echo: { exchange: null, delay: null, lostOn: null, ...figures },
  };
}

function delayed(queueUpNs: number): Partial<EchoFigures> {
  const delay = {
    upNs: 12e6,
    downNs: 4e6,
    errorNs: 8e6,
    queueUpNs,
    queueDownNs: 0,
  };
  return { delay };
}

Deno.test("DirectionWindow looks back so far, and takes corrections", () => {
  const window = new DirectionWindow(60);
  window.add(echoAt(1, delayed(1e6)));
  window.add(echoAt(30, { lostOn: "down" }));
  window.add(echoAt(31, { lostOn: "up" }));
  window.add(echoAt(32, {}));
  window.add(echoAt(30, {}));
  window.add(echoAt(32, delayed(3e6)));
  const now = (s: number) => BigInt(s * 1e9) as WallNs;
  const all = window.summary(now(60));
  deepStrictEqual([all.up.lost, all.down.lost], [1, 0], "30 came late");
  strictEqual(all.up.lastQueueNs, 3e6);
  strictEqual(all.up.queueP50Ns, 1e6);
  deepStrictEqual([all.up.meanDelayNs, all.down.meanDelayNs], [12e6, 4e6]);
  const almost = (now(61) - 1n) as WallNs;
  strictEqual(window.summary(almost).up.queueP50Ns, 1e6);
  strictEqual(window.summary(now(61)).up.queueP50Ns, 3e6);
  const none = window.summary(now(200));
  strictEqual(none.up.lost, 0);
  strictEqual(none.up.meanDelayNs, NaN);
  deepStrictEqual(window.summary(now(60)), none, "what is past is forgotten");
});

Deno.test("DirectionWindow counts no queue where that of one way is unknown", () => {
  const window = new DirectionWindow(60);
  const { delay } = delayed(1e6);
  if (!delay) throw new Error("Cannot test without a delay");
  window.add(echoAt(1, { delay: { ...delay, queueUpNs: null } }));
  window.add(echoAt(2, { delay: { ...delay, queueDownNs: null } }));
  const { up, down } = window.summary(BigInt(3e9) as WallNs);
  deepStrictEqual([up.lastQueueNs, up.queueP50Ns], [NaN, NaN]);
  deepStrictEqual([down.lastQueueNs, down.queueP50Ns], [NaN, NaN]);
  deepStrictEqual([up.meanDelayNs, down.meanDelayNs], [12e6, 4e6]);
});

Deno.test("DirectionWindow tells each way's queues by nearest rank, and the widest bound", () => {
  const window = new DirectionWindow(200);
  for (let s = 1; s <= 100; s++) {
    window.add(echoAt(s, {
      delay: {
        upNs: 12e6 + s,
        downNs: 4e6 - s,
        errorNs: s === 50 ? 9e6 : 8e6,
        queueUpNs: s * 1e6,
        queueDownNs: s * 2e6,
      },
    }));
  }
  window.add(echoAt(101, { lostOn: "unknown" }));
  deepStrictEqual(window.summary(BigInt(101e9) as WallNs), {
    up: {
      lastQueueNs: 100e6,
      queueP50Ns: 50e6,
      queueP95Ns: 95e6,
      queueP99Ns: 99e6,
      meanDelayNs: 12e6 + 50.5,
      lost: 0,
    },
    down: {
      lastQueueNs: 200e6,
      queueP50Ns: 100e6,
      queueP95Ns: 190e6,
      queueP99Ns: 198e6,
      meanDelayNs: 4e6 - 50.5,
      lost: 0,
    },
    errorNs: 9e6,
    lostUnknown: 1,
  });
});
