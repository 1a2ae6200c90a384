import type { Comparison, Difference } from "../analysis/compare/mod.ts";
import { type Block, heading, paragraph, subheading } from "./document.ts";
import type { ReportInput } from "./input.ts";
import { mbpsText, msText, pctText } from "./words.ts";

/**
 * Interfaces, servers or targets side by side.
 *
 * @param input What was measured.
 */
export function comparisonSection(
  { comparison: { by, connections, targets }, tested }: ReportInput,
): readonly Block[] {
  if (by === "target" || connections.length < 2) return [];
  return [
    heading(by === "interface" ? "Interfaces compared" : "Servers compared"),
    paragraph(
      targets.length === 0
        ? "Over the whole period."
        : `Over the whole period, to the same targets: ${targets.join(", ")}.`,
    ),
    {
      kind: "table",
      caption: "Side by side",
      columns: [
        by === "interface" ? "Interface" : "Server",
        "P50 (ms)",
        "P95 (ms)",
        "Jitter (ms)",
        "Lost",
        "Download (Mbit/s)",
        "Upload (Mbit/s)",
      ],
      rows: connections.map((one) => [
        one.name,
        ...[one.p50Ms, one.p95Ms, one.jitterMs].map((ms) => msText(1000 * ms)),
        pctText(one.lossPct),
        ...[one.downloadMbps, one.uploadMbps].map((mbps) =>
          mbpsText(Number.isNaN(mbps) ? null : 1e6 * mbps)
        ),
      ]),
    },
    ...tested.flatMap(testedBlocks),
  ];
}

const TESTED = [
  ["Round trip, median (ms)", "medianMs"],
  ["Slowest 5 % (P95, ms)", "p95Ms"],
  ["Jitter (ms)", "jitterMs"],
  ["Lost (%)", "lossPct"],
  ["To its own router (ms)", "gatewayMs"],
  ["Download (Mbit/s)", "downloadMbps"],
  ["Upload (Mbit/s)", "uploadMbps"],
] as const;

/** Two of them in the same seconds, and how sure a difference is. */
function testedBlocks(comparison: Comparison): readonly Block[] {
  const { a, b, verdict } = comparison;
  const rows = TESTED.flatMap(([title, name]) => {
    const one = comparison[name];
    return one === null || Number.isNaN(one.difference)
      ? []
      : [[title, ...differenceCells(one)]];
  });
  return [
    subheading(`${a.label} against ${b.label}`),
    paragraph(verdict.sentence),
    ...(rows.length === 0 ? [] : [{
      kind: "table" as const,
      caption: "In the same seconds",
      columns: ["Figure", a.name, b.name, "Difference", "95 % sure"],
      rows,
    }]),
  ];
}

function differenceCells(
  { a, b, difference, low, high }: Difference,
): readonly string[] {
  const [first, second] = [a, b].map((value) => value.toFixed(2));
  const signed = (value: number) =>
    `${value < 0 ? "" : "+"}${value.toFixed(2)}`;
  return [
    first ?? "",
    second ?? "",
    signed(difference),
    `${signed(low)} to ${signed(high)}`,
  ];
}

/** What differs for certain, for the verdict. */
export function surelyDifferent({ tested }: ReportInput): readonly string[] {
  return tested.filter(({ verdict }) => verdict.claimed.length > 0)
    .map(({ verdict }) => verdict.sentence);
}
