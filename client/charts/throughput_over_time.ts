import type { Direction, TestResult } from "../model/mod.ts";
import type { Figure, LookOptions, Point, Timeline } from "./figure.ts";
import { timeCaptions } from "./hover.ts";
import { colorOf, lookOf } from "./look.ts";
import { periodText } from "./subtitle.ts";
import { type Line, lineThrough, timeChart } from "./time_chart.ts";
import { roundUp } from "./y_limit.ts";

/** What {@linkcode throughputOverTime} draws. */
export interface ThroughputInput extends Timeline {
  /** Load tests, oldest first; those without a rate are left out. */
  readonly tests: readonly TestResult[];
  /** What the contract promises, bit/s; `null`: nobody has said. */
  readonly contractBps: Readonly<Record<Direction, number | null>>;
  /** The share of it that is guaranteed, percent; 0: not known. */
  readonly guaranteedPct: number;
}

const BPS_PER_MBIT = 1e6;
const WAYS = [["down", "Download"], ["up", "Upload"]] as const;

/**
 * Throughput over time: each test a dot, download above and upload below, a
 * colour an interface and kind of test, and what the contract promises as a
 * dashed line, what it guarantees as a dotted one.
 *
 * @param input What was tested.
 * @param options The picture's size and theme.
 */
export function throughputOverTime(
  input: ThroughputInput,
  options: LookOptions = {},
): Figure {
  const look = lookOf(options);
  const { theme, fontPx } = look;
  const { host, contractBps, guaranteedPct, period } = input;
  const tests = input.tests.filter((test) =>
    test.isComplete && (test.uploadBps !== null || test.downloadBps !== null)
  );
  const names = [...new Set(tests.map(nameOf))];
  const widthPx = fontPx / 8;
  const lines = names.map((name, i): readonly Line[] => {
    const own = tests.filter((test) => nameOf(test) === name);
    return WAYS.map(([way], panel) => ({
      ...lineThrough(pointsOf(own, way), {
        color: colorOf(theme, i),
        label: panel === 0 ? name : "",
        widthPx,
      }),
      spanGaps: true,
      pointRadius: fontPx / 4,
      yAxisID: panel === 0 ? "y" : "y2",
    }));
  });
  const level = (share: number, label: string, dash: readonly number[]) =>
    WAYS.flatMap(([way], panel): readonly Line[] => {
      const bps = contractBps[way];
      if (bps === null) return [];
      const y = share * bps / BPS_PER_MBIT;
      const isNamed = panel === 0 || contractBps.down === null;
      return [{
        ...lineThrough([{ x: period.fromMs, y }, { x: period.toMs, y }], {
          color: theme.quiet,
          label: isNamed ? label : "",
          widthPx,
        }),
        borderDash: dash.map((part) => part * fontPx),
        pointRadius: 0,
        yAxisID: panel === 0 ? "y" : "y2",
      }];
    });
  const promised = [
    ...level(1, "contract", [1 / 2, 1 / 3]),
    ...(guaranteedPct > 0 && guaranteedPct < 100
      ? level(guaranteedPct / 100, "guaranteed", [1 / 8, 1 / 4])
      : []),
  ];
  const axisOf = (way: Direction, name: string) => ({
    title: `${name} (Mbit/s)`,
    max: roundUp(
      1.1 * Math.max(
            ...tests.map((test) => rateOf(test, way) ?? 0),
            contractBps[way] ?? 0,
          ) /
          BPS_PER_MBIT || 1,
    ),
  });
  const edges = edgesOf(tests, input);
  return timeChart(input, look, {
    title: `Throughput from ${host}`,
    subtitle: [
      `${periodText(input)}, ${tests.length} tests`,
      contractBps.down === null && contractBps.up === null
        ? "Each dot is a test. What the contract promises is not known ([line] in the configuration)."
        : "Each dot is a test. Dashed: what the contract promises.",
    ],
    axes: WAYS.map(([way, name]) => axisOf(way, name)),
    lines: promised.length === 0 ? lines : [...lines, promised],
    hover: {
      edges,
      captions: timeCaptions(edges, input),
      columns: ["Download (Mbit/s)", "Upload (Mbit/s)", "Grade"],
      rows: names.map((label) => ({
        label,
        cells: edges.slice(0, -1).map((fromMs, i) => {
          const test = tests.findLast((test) =>
            nameOf(test) === label && test.atMs >= fromMs &&
            test.atMs < (edges[i + 1] ?? Infinity)
          );
          return test === undefined ? ["no test"] : [
            rateText(test.downloadBps),
            rateText(test.uploadBps),
            test.grade ?? "-",
          ];
        }),
      })),
    },
  });
}

const METHOD_WORDS = {
  train: "packet trains",
  search: "UDP",
  tcp: "TCP",
  http: "web",
} as const;

function nameOf({ interface: name, kind, method, server }: TestResult): string {
  const what = kind === "bloat" ? "bufferbloat test" : METHOD_WORDS[method];
  return `${name}, ${what}, ${server}`;
}

function rateOf(test: TestResult, way: Direction): number | null {
  return way === "up" ? test.uploadBps : test.downloadBps;
}

function rateText(bps: number | null): string {
  return bps === null ? "-" : (bps / BPS_PER_MBIT).toPrecision(3);
}

function pointsOf(tests: readonly TestResult[], way: Direction): Point[] {
  return tests.flatMap((test) => {
    const bps = rateOf(test, way);
    return bps === null
      ? []
      : [{ x: test.atMs, y: Math.round(bps / 1000) / 1000 }];
  });
}

/** A stretch a test, halfway to its neighbours. */
function edgesOf(
  tests: readonly TestResult[],
  { period }: Timeline,
): readonly number[] {
  const times = [...new Set(tests.map(({ atMs }) => atMs))];
  const between = times.slice(1).map((atMs, i) =>
    Math.round((atMs + (times[i] ?? atMs)) / 2)
  );
  return [period.fromMs, ...between, period.toMs];
}
