import { deepStrictEqual } from "node:assert/strict";
import type {
  LinkMinuteColumns,
  MinuteColumns,
  Series,
} from "../../model/mod.ts";
import { type Line, linesOf } from "./line.ts";
import type { Observed } from "./observed.ts";
import { MINUTE_MS, START_MS, testAt, trackOf } from "./testing.ts";
import { testColumnsOf } from "../test_columns.ts";

const { series: ICMP } = trackOf("a", 0);

/** Minutes counted from the start; each figure tells its minute and column. */
function minutesOf(
  places: readonly number[],
  changes: Partial<Series> = {},
): MinuteColumns {
  const column = (first: number) =>
    Int32Array.from(places, (place) => first + place);
  const series = { ...ICMP, ...changes };
  return {
    series,
    length: places.length,
    atMs: Float64Array.from(places, (place) => START_MS + place * MINUTE_MS),
    ...{ sent: column(100), lost: column(200), unsent: column(300) },
    ...{ off: column(400), longestLossRun: column(500), p50Us: column(600) },
    ...(series.probe !== "echo" ? {} : {
      echo: {
        ...{ lostUp: column(700), lostDown: column(800) },
        ...{ queueUpP50Us: column(900), queueDownP50Us: column(1000) },
      },
    }),
  };
}

function observed(changes: Partial<Observed>): Observed {
  return {
    period: { fromMs: START_MS, toMs: START_MS + 3 * MINUTE_MS },
    ...{ minutes: [], links: [], tests: [], gaps: [], pathChanges: [] },
    samples: () => {
      throw new RangeError("Cannot read samples: nobody asks for them");
    },
    localOffsetMs: () => 0,
    ...changes,
  };
}

function lineOf(changes: Partial<Observed>): Line {
  const [line] = linesOf(observed({ minutes: [minutesOf([0])], ...changes }));
  if (line === undefined) throw new Error("no line");
  return line;
}

Deno.test("linesOf() sorts series by interface and version, and by where they lead", () => {
  const minutes = [
    minutesOf([0], { target: "router", role: "gateway" }),
    minutesOf([0], { target: "hop", role: "isp" }),
    minutesOf([0], { target: "public" }),
    minutesOf([0], { target: "own", role: "custom" }),
    minutesOf([0], { target: "server", role: "server", probe: "echo" }),
    minutesOf([0], { target: "name", probe: "dns" }),
    minutesOf([], { target: "never" }),
    minutesOf([0], { target: "six", family: 6 }),
    minutesOf([0], {
      target: "radio",
      interface: "wlan0",
      connectionType: "wifi",
    }),
    minutesOf([0], { target: "page", interface: "eth1", probe: "dns" }),
  ];
  const names = (tracks: Line["far"]) =>
    tracks.map(({ series }) => series.target);
  deepStrictEqual(
    linesOf(observed({ minutes })).map((line) => [
      ...[line.interface, line.connectionType, line.family],
      ...[names(line.gateway), names(line.isp), names(line.far)],
    ]),
    [
      ["eth0", "wired", 4, ["router"], ["hop"], ["public", "own", "server"]],
      ["eth0", "wired", 6, [], [], ["six"]],
      ["wlan0", "wifi", 4, [], [], ["radio"]],
    ],
  );
});

Deno.test("linesOf() has a place for each minute that the period touches", () => {
  const { startMs, length, measuredMs, far } = lineOf({
    period: { fromMs: START_MS + 90_000, toMs: START_MS + 250_000 },
    // One too early, one that is missing, one too late.
    minutes: [minutesOf([0, 1, 3, 4, 5], { probe: "echo" })],
  });
  deepStrictEqual([startMs, length], [START_MS + MINUTE_MS, 4]);
  deepStrictEqual([...measuredMs], [30_000, 60_000, 60_000, 10_000]);
  const [track] = far;
  deepStrictEqual(
    [
      ...[track?.sent, track?.lost, track?.unsent, track?.off],
      ...[track?.longestLossRun, track?.p50Us, track?.echo?.lostUp],
      ...[track?.echo?.lostDown, track?.echo?.queueUpP50Us],
      track?.echo?.queueDownP50Us,
    ].map((column) => [...column ?? []]),
    [
      [101, 0, 103, 104],
      [201, 0, 203, 204],
      [301, 0, 303, 304],
      [401, 0, 403, 404],
      [501, 0, 503, 504],
      [601, -1, 603, 604],
      [701, 0, 703, 704],
      [801, 0, 803, 804],
      [901, -1, 903, 904],
      [1001, -1, 1003, 1004],
    ],
  );
});

const GAPS = [
  { gap: [0, 0], left: [60, 60, 60], why: "none" },
  { gap: [15, 45], left: [30, 60, 60], why: "within a minute" },
  { gap: [45, 130], left: [45, 0, 50], why: "over three minutes" },
  { gap: [60, 120], left: [60, 0, 60], why: "a whole minute" },
  { gap: [-90, 30], left: [30, 60, 60], why: "from before it on" },
  { gap: [170, 500], left: [60, 60, 50], why: "beyond its end" },
] as const;

for (const { gap: [from, to], left, why } of GAPS) {
  Deno.test(`linesOf() leaves out a gap: ${why}`, () => {
    const gaps = [{
      fromMs: START_MS + 1000 * from,
      toMs: START_MS + 1000 * to,
    }];
    deepStrictEqual(
      [...lineOf({ gaps }).measuredMs].map((ms) => ms / 1000),
      left,
    );
  });
}

/** Rates tell their minute and column. */
function linkOf(
  places: readonly number[],
  seconds: Partial<Pick<LinkMinuteColumns, "downSeconds" | "ownLoadSeconds">>,
  name = "eth0",
): LinkMinuteColumns {
  const column = (first: number) =>
    Float64Array.from(places, (place) => first + place);
  return {
    interface: name,
    length: places.length,
    atMs: Float64Array.from(places, (place) => START_MS + place * MINUTE_MS),
    ...{ sentBps: column(1e6), receivedBps: column(2e6) },
    ...{ peakSentBps: column(3e6), peakReceivedBps: column(4e6) },
    downSeconds: new Uint8Array(places.length),
    ownLoadSeconds: new Uint8Array(places.length),
    ...seconds,
  };
}

Deno.test("linesOf() tells what the interface carried, and when it was loaded by tests or down", () => {
  const links = [
    linkOf([0, 1, 2], { downSeconds: Uint8Array.of(9, 9, 9) }, "eth1"),
    linkOf([-1, 0, 1, 2, 3, 5, 6], {
      downSeconds: Uint8Array.of(60, 0, 0, 1, 0, 60, 60),
      ownLoadSeconds: Uint8Array.of(60, 19, 20, 0, 21, 60, 60),
    }),
  ];
  const { load, isDisturbed, downSeconds } = lineOf({
    period: { fromMs: START_MS, toMs: START_MS + 5 * MINUTE_MS },
    links,
  });
  deepStrictEqual({ load, isDisturbed, downSeconds }, {
    load: {
      peakSentBps: Float64Array.of(3e6, 3e6 + 1, 3e6 + 2, 3e6 + 3, NaN),
      peakReceivedBps: Float64Array.of(4e6, 4e6 + 1, 4e6 + 2, 4e6 + 3, NaN),
      sentBps: Float64Array.of(1e6, 1e6 + 1, 1e6 + 2, 1e6 + 3, NaN),
      receivedBps: Float64Array.of(2e6, 2e6 + 1, 2e6 + 2, 2e6 + 3, NaN),
    },
    isDisturbed: Uint8Array.of(0, 1, 1, 1, 0),
    downSeconds: Uint8Array.of(0, 0, 1, 0, 0),
  });
});

Deno.test("linesOf() knows of no load where nobody counted", () => {
  const { load, isDisturbed, downSeconds } = lineOf({
    links: [linkOf([0], {}, "eth1")],
  });
  deepStrictEqual({ load, isDisturbed, downSeconds }, {
    load: null,
    isDisturbed: new Uint8Array(3),
    downSeconds: new Uint8Array(3),
  });
});

Deno.test("linesOf() has the load tests over its interface", () => {
  const tests = testColumnsOf([
    testAt(0, { interface: "eth0", uploadBps: 1e6 }),
    testAt(1, { interface: "wlan0", uploadBps: 2e6 }),
  ]);
  deepStrictEqual(lineOf({ tests }).tests, tests.slice(0, 1));
});
