import { percentileOfSorted } from "../analysis/mod.ts";
import { seriesLabels } from "../charts/mod.ts";
import type { Direction, ProbeKind, TestResult } from "../model/mod.ts";
import { type Block, heading, paragraph, type Table } from "./document.ts";
import type { ReportInput, SeriesFigures } from "./input.ts";
import type { Instants } from "./instants.ts";
import { usualFor } from "./technology.ts";
import { mbpsText, msText, pctText } from "./words.ts";

const NS_PER_US = 1000;
const HOURS_A_ROW = 3;
const WAYS = [["down", "Download"], ["up", "Upload"]] as const;

const PROBES: readonly (readonly [ProbeKind, string])[] = [
  ["icmp", "Round trips (ms)"],
  ["echo", "Round trips to the own server (ms)"],
  ["dns", "Looking up names (ms)"],
  ["tcp", "Connecting by TCP (ms)"],
];

/**
 * Figures of every series, and of each direction where it is known.
 *
 * @param input What was measured.
 */
export function figuresSection(
  { series, line }: ReportInput,
): readonly Block[] {
  const usual = usualFor(line.technology);
  return [
    heading("Figures"),
    ...(usual === "" ? [] : [paragraph(usual)]),
    ...PROBES.flatMap(([probe, caption]): Table[] => {
      const own = series.filter(({ series }) => series.probe === probe);
      return own.length === 0 ? [] : [seriesTable(own, caption)];
    }),
    ...directionTable(series),
  ];
}

function seriesTable(own: readonly SeriesFigures[], caption: string): Table {
  const labels = seriesLabels(own.map(({ series }) => series));
  return {
    kind: "table",
    caption,
    columns: [
      "Target",
      "Sent",
      "Lost",
      "Mean",
      "P50",
      "P95",
      "P99",
      "Max",
      "Jitter",
      "Longest loss",
    ],
    rows: own.map(({ statistics }, i) => [
      labels[i] ?? "",
      String(statistics.sent),
      pctText(statistics.lossPct),
      msText(statistics.meanUs),
      msText(statistics.p50Us),
      msText(statistics.p95Us),
      msText(statistics.p99Us),
      msText(statistics.maxUs),
      msText(statistics.meanIpdvUs),
      statistics.longestLossRun === null
        ? "-"
        : `${statistics.longestLossRun.probes} in a row`,
    ]),
  };
}

function directionTable(series: readonly SeriesFigures[]): readonly Table[] {
  const rows = series.flatMap(({ series, directions }) =>
    directions === undefined ? [] : (["up", "down"] as const).map((way) => {
      const of = directions[way];
      return [
        `${series.server}, ${series.interface}, ${way}`,
        msText(of.queueP50Ns / NS_PER_US),
        msText(of.queueP95Ns / NS_PER_US),
        msText(of.queueP99Ns / NS_PER_US),
        String(of.lost),
        msText(of.meanDelayNs / NS_PER_US),
        msText(directions.errorNs / NS_PER_US),
      ];
    })
  );
  return rows.length === 0 ? [] : [{
    kind: "table",
    caption: "Each direction (ms)",
    columns: [
      "Server",
      "Queue P50",
      "Queue P95",
      "Queue P99",
      "Lost",
      "One-way delay",
      "Its error at most",
    ],
    rows,
  }];
}

/**
 * What was promised against what was measured, and what load does.
 *
 * @param input What was measured.
 */
export function contractSection(
  { loads, line }: ReportInput,
): readonly Block[] {
  const { promisedBps, guaranteedPct } = line;
  const rows = loads.flatMap(({ interface: name, throughput }) =>
    WAYS.flatMap(([way, word]) => {
      const rates = throughput[way];
      if (rates === null) return [];
      return [[
        `${word}, ${name}`,
        mbpsText(promisedBps[way]),
        mbpsText(rates.medianBps),
        mbpsText(rates.minBps),
        mbpsText(rates.maxBps),
        String(rates.tests),
        rates.belowContractPct === null
          ? "-"
          : `${rates.belowContractPct.toFixed(0)} %`,
      ]];
    })
  );
  const sentences = loads.flatMap((load) =>
    load.sentences.map((sentence) => `${load.interface}: ${sentence}`)
  );
  if (rows.length === 0 && sentences.length === 0) return [];
  const promise = promisedBps.down === null && promisedBps.up === null
    ? "What the contract promises is not known ([line] in the configuration)."
    : guaranteedPct === 0
    ? "Below: tests slower than the contract promises."
    : `Below: tests slower than the ${guaranteedPct} % of the contract that are guaranteed.`;
  return [
    heading("Speed and load"),
    ...(rows.length === 0 ? [] : [
      paragraph(promise),
      {
        kind: "table" as const,
        caption: "Throughput (Mbit/s)",
        columns: [
          "Direction",
          "Contract",
          "Median",
          "Lowest",
          "Highest",
          "Tests",
          "Below",
        ],
        rows,
      },
    ]),
    ...(sentences.length === 0
      ? []
      : [{ kind: "list" as const, items: sentences }]),
  ];
}

/**
 * How the line does at which time of day.
 *
 * @param input What was measured.
 * @param instants Knows local hours.
 */
export function timesSection(
  { hours, tests, line }: ReportInput,
  instants: Instants,
): readonly Block[] {
  const [first] = hours;
  if (first === undefined) return [];
  const label = seriesLabels([first.series])[0] ?? "";
  const rowOf = (atMs: number) => Math.floor(instants.hour(atMs) / HOURS_A_ROW);
  const segmentsByRow = Map.groupBy(
    first.segments.filter(({ sent }) => sent > 0),
    ({ fromMs }) => rowOf(fromMs),
  );
  const testsByRow = Map.groupBy(
    tests.filter((test) =>
      test.interface === first.series.interface && test.kind === "throughput"
    ),
    ({ atMs }) => rowOf(atMs),
  );
  const rows = Array.from({ length: 24 / HOURS_A_ROW }, (_, row) => {
    const fromHour = row * HOURS_A_ROW;
    const own = segmentsByRow.get(row) ?? [];
    const ownTests = testsByRow.get(row) ?? [];
    const sum = (of: "sent" | "lost") =>
      own.reduce((sum, segment) => sum + segment[of], 0);
    const p95s = own.map(({ p95Us }) => p95Us).filter(Number.isFinite)
      .sort((a, b) => a - b);
    return [
      `${twoDigits(fromHour)}:00 to ${twoDigits(fromHour + HOURS_A_ROW)}:00`,
      msText(percentileOfSorted(p95s, 50)),
      pctText(100 * sum("lost") / sum("sent")),
      ...WAYS.map(([way]) => medianText(ownTests, way, line.promisedBps[way])),
    ];
  });
  return [
    heading("Times of day"),
    {
      kind: "table",
      caption: `By local time, round trips of ${label}`,
      columns: [
        "Time",
        "P95 of an hour, median (ms)",
        "Lost",
        "Download (Mbit/s)",
        "Upload (Mbit/s)",
      ],
      rows,
    },
  ];
}

function medianText(
  tests: readonly TestResult[],
  way: Direction,
  promisedBps: number | null,
): string {
  const rates = tests.flatMap((test) =>
    (way === "up" ? test.uploadBps : test.downloadBps) ?? []
  ).sort((a, b) => a - b);
  if (rates.length === 0) return "-";
  const bps = percentileOfSorted(rates, 50);
  return promisedBps === null
    ? mbpsText(bps)
    : `${mbpsText(bps)} (${
      (100 * bps / promisedBps).toFixed(0)
    } % of contract)`;
}

function twoDigits(hour: number): string {
  return String(hour).padStart(2, "0");
}
