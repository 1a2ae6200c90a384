import type { Direction, TestResult } from "../model/mod.ts";
import type { Figure, LookOptions, Point, Timeline } from "./figure.ts";
import { timeCaptions } from "./hover.ts";
import { colorOf, lookOf } from "./look.ts";
import { duration, periodText } from "./subtitle.ts";
import { type TestDot, testDots } from "./test_dots.ts";
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
 * Throughput over time: each test a dot, or where there are many the median of
 * some; download above and upload below, a colour an interface and kind of test,
 * and what the contract promises as a dashed line, what it guarantees as a
 * dotted one.
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
  const { edges, sharedMs, byName } = testDots(tests, { period, nameOf });
  const kinds = [...byName].map(([name, stretches]) => ({
    name,
    stretches,
    dots: stretches.filter((dot) => dot !== undefined),
  }));
  const widthPx = fontPx / 8;
  const lines = kinds.map(({ name, dots }, i): readonly Line[] =>
    WAYS.map(([way], panel) => ({
      ...lineThrough(pointsOf(dots, way), {
        color: colorOf(theme, i),
        label: panel === 0 ? name : "",
        widthPx,
      }),
      spanGaps: true,
      pointRadius: fontPx / 4,
      yAxisID: panel === 0 ? "y" : "y2",
    }))
  );
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
  const isGuaranteed = guaranteedPct > 0 && guaranteedPct < 100;
  const promised = [
    ...level(1, "contract", [1 / 2, 1 / 3]),
    ...(isGuaranteed
      ? level(guaranteedPct / 100, "guaranteed", [1 / 8, 1 / 4])
      : []),
  ];
  const axisOf = (way: Direction, name: string) => {
    const rates = kinds.flatMap(({ dots }) =>
      dots.map((dot) => rateOf(dot, way) ?? 0)
    );
    const highestBps = Math.max(contractBps[way] ?? 0, ...rates);
    return {
      title: `${name} (Mbit/s)`,
      max: roundUp(1.1 * highestBps / BPS_PER_MBIT || 1),
    };
  };
  const dotText = sharedMs === 0
    ? "Each dot is a test."
    : `Each dot is the median of the tests of ${duration(sharedMs)}.`;
  const promiseText = promised.length === 0
    ? "What the contract promises is not known ([line] in the configuration)."
    : `Dashed: what the contract promises${
      isGuaranteed ? "; dotted: what it guarantees" : ""
    }.`;
  return timeChart(input, look, {
    title: `Throughput from ${host}`,
    subtitle: [
      `${periodText(input)}, ${tests.length} tests`,
      `${dotText} ${promiseText}`,
    ],
    axes: WAYS.map(([way, name]) => axisOf(way, name)),
    lines: promised.length === 0 ? lines : [...lines, promised],
    hover: {
      edges,
      captions: timeCaptions(edges, input),
      columns: ["Download (Mbit/s)", "Upload (Mbit/s)", "Grade"],
      rows: kinds.map(({ name, stretches }) => ({
        label: name,
        cells: stretches.map((dot) =>
          dot === undefined ? ["no test"] : [
            rateText(dot.downBps),
            rateText(dot.upBps),
            dot.grade ?? "-",
          ]
        ),
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

function rateOf({ upBps, downBps }: TestDot, way: Direction): number | null {
  return way === "up" ? upBps : downBps;
}

function rateText(bps: number | null): string {
  return bps === null ? "-" : (bps / BPS_PER_MBIT).toPrecision(3);
}

function pointsOf(dots: readonly TestDot[], way: Direction): Point[] {
  return dots.flatMap((dot) => {
    const bps = rateOf(dot, way);
    return bps === null
      ? []
      : [{ x: dot.atMs, y: Math.round(bps / 1000) / 1000 }];
  });
}
