import { lasting, SCENARIO_NAMES } from "../analysis/scenarios/mod.ts";
import type { StoredEvent } from "../model/mod.ts";
import { type Block, heading, paragraph, subheading } from "./document.ts";
import type { ReportInput } from "./input.ts";
import type { Instants } from "./instants.ts";

/** So many of a finding's times are told. */
const TOLD_TIMES = 8;
/** So many incidents are told, the worst; `bufferbane events` has all. */
const TOLD_EVENTS = 40;
const WORST_FIRST = ["critical", "alert", "warning", "info"] as const;

/**
 * What was recognised, with its evidence.
 *
 * @param input What was measured.
 * @param instants Writes times.
 */
export function foundSection(
  { diagnosis, events }: ReportInput,
  instants: Instants,
): readonly Block[] {
  const { findings, looked } = diagnosis;
  const absent = looked.filter(({ kind }) => kind === "not_found");
  return [
    heading("What was found"),
    ...(findings.length === 0
      ? [paragraph("None of the seven known troubles was recognised.")]
      : []),
    ...findings.flatMap((finding, i): Block[] => [
      subheading(
        `${i + 1}. ${
          SCENARIO_NAMES[finding.scenario]
        } on ${finding.interface} (${
          Math.floor(100 * finding.confidence)
        } % sure)`,
      ),
      paragraph(finding.sentence),
      paragraph(
        `When: ${
          finding.times.length > TOLD_TIMES
            ? `${finding.times.length} times, lately `
            : ""
        }${
          finding.times.slice(-TOLD_TIMES).map((time) => instants.stretch(time))
            .join("; ")
        }.`,
      ),
      paragraph(
        `Evidence: ${
          Object.entries(finding.figures).map(([name, value]) =>
            `${figureName(name)} ${Number(value.toPrecision(4))}`
          ).join(", ")
        }.`,
      ),
      paragraph(`What to do: ${finding.advice}`),
    ]),
    ...(absent.length === 0 ? [] : [paragraph(
      `Looked for and not found: ${
        absent.map(({ scenario }) => SCENARIO_NAMES[scenario]).join(", ")
      }.`,
    )]),
    ...incidents(events, instants),
  ];
}

function incidents(
  events: readonly StoredEvent[],
  instants: Instants,
): readonly Block[] {
  const notes = events.filter(({ type }) => type === "note");
  const troubles = events.filter(({ severity }) => severity !== "info");
  const told = troubles
    .toSorted((a, b) =>
      WORST_FIRST.indexOf(a.severity) - WORST_FIRST.indexOf(b.severity) ||
      (b.durationMs ?? Infinity) - (a.durationMs ?? Infinity)
    )
    .slice(0, TOLD_EVENTS)
    .toSorted((a, b) => a.atMs - b.atMs);
  return [
    subheading(`Incidents: ${troubles.length}`),
    ...(troubles.length > told.length
      ? [paragraph(
        `The ${told.length} worst; \`bufferbane events\` lists all.`,
      )]
      : []),
    ...(told.length === 0 ? [] : [{
      kind: "table" as const,
      caption: "Incidents",
      columns: ["When", "For", "Severity", "What"],
      rows: told.map(({ atMs, durationMs, severity, description }) => [
        instants.at(atMs),
        durationMs === null ? "goes on" : lasting(durationMs),
        severity,
        description,
      ]),
    }]),
    ...(notes.length === 0 ? [] : [subheading("Notes"), {
      kind: "list" as const,
      items: notes.map(({ atMs, description }) =>
        `${instants.at(atMs)}: ${description}`
      ),
    }]),
  ];
}

const UNITS: Readonly<Record<string, string>> = {
  ms: "ms",
  us: "µs",
  ns: "ns",
  s: "s",
  pct: "%",
  bps: "bit/s",
};

/** `addedP95Ms` as people write it: "added P95 (ms)". */
function figureName(name: string): string {
  const words = name.replaceAll("_", " ")
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2").split(" ")
    .map((word) => /^P\d/.test(word) ? word : word.toLowerCase());
  const unit = UNITS[words.at(-1) ?? ""];
  return unit === undefined
    ? words.join(" ")
    : `${words.slice(0, -1).join(" ")} (${unit})`;
}
