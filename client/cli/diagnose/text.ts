/** A diagnosis as people read it. Pure. @module */

import {
  type Diagnosis,
  type FamilyComparison,
  type Finding,
  type Ladder,
  lasting,
  listed,
  type Looked,
  type Rung,
  RUNG_WORDS,
  SCENARIO_NAMES,
  type TracedTrouble,
} from "../../analysis/scenarios/mod.ts";
import type { Period } from "../../model/mod.ts";
import { wrap } from "../bloat/wrap.ts";
import { printable, span } from "../console/format.ts";

/** So many of a finding's times are told, and of a step's targets; --json has all. */
const TOLD_TIMES = 3;
const TOLD_TARGETS = 3;
const INDENT = "   ";

/** How wide lines may be, and how instants are written. */
export interface TextOptions {
  /** The machine that measured. */
  readonly host: string;
  /** Columns. */
  readonly width: number;
  /** The hops that traces have named. */
  readonly traced: readonly TracedTrouble[];
  /** What the same seconds over several interfaces say; none with one. */
  readonly verdicts: readonly string[];
}

/**
 * The whole diagnosis.
 *
 * @param diagnosis What was recognised.
 * @param options How it is written.
 * @returns Lines without their ends.
 */
export function diagnosisLines(
  diagnosis: Diagnosis,
  { host, width, traced, verdicts }: TextOptions,
): readonly string[] {
  const { period, missingMs, findings, looked, outages } = diagnosis;
  const flow = (text: string, indent = "") =>
    wrap(printable(text), { width, indent });
  const missing = missingMs >= 60_000
    ? `, ${span(missingMs / 1000)} of it not measured`
    : "";
  return [
    ...flow(
      `${host}, ${localTime(period.fromMs)} to ${
        localTime(period.toMs)
      }${missing}`,
    ),
    ...diagnosis.ladders.flatMap((ladder) => [
      "",
      ...flow(
        `Where trouble began, on ${ladder.interface} over IPv${ladder.family} (${
          lasting(ladder.measuredMinutes * 60_000)
        } measured)`,
      ),
      ...(ladder.measuredMinutes === 0
        ? flow("Nothing beyond the router was measured.", INDENT)
        : [
          ...rungLines(ladder, width),
          ...outages.filter((one) =>
            one.interface === ladder.interface && one.family === ladder.family
          ).flatMap(({ times }) => flow(outageText(times), INDENT)),
          ...traced.filter((one) =>
            one.interface === ladder.interface && one.family === ladder.family
          ).slice(0, TOLD_TIMES).flatMap((one) =>
            flow(tracedText(one), INDENT)
          ),
        ]),
    ]),
    ...diagnosis.families.flatMap((one) => flow(familyText(one), INDENT)),
    ...(verdicts.length === 0 ? [] : [
      "",
      "The same seconds over each interface (`bufferbane compare interfaces`)",
      ...verdicts.flatMap((verdict) => flow(verdict, INDENT)),
    ]),
    "",
    findings.length === 0
      ? "None of the seven known troubles was recognised."
      : "What was recognised",
    ...findings.flatMap((finding, at) => [
      "",
      ...findingLines(finding, at + 1, flow),
    ]),
    "",
    ...lookedLines(looked, flow),
  ];
}

function rungLines({ rungs }: Ladder, width: number): readonly string[] {
  const names = rungs.map(({ name }) => RUNG_WORDS[name]);
  const widest = Math.max(0, ...names.map(({ length }) => length));
  return rungs.flatMap((rung, at) => {
    const name = `${INDENT}${(names[at] ?? "").padEnd(widest)}  `;
    const [first = "", ...more] = wrap(printable(rungText(rung)), {
      width: width - name.length,
    });
    return [
      name + first,
      ...more.map((line) => " ".repeat(name.length) + line),
    ];
  });
}

function rungText({ badMinutes, worstAtMs, targets }: Rung): string {
  if (badMinutes === 0 || worstAtMs === null) return "fine";
  const others = targets.length - TOLD_TARGETS;
  const told = targets.slice(0, TOLD_TARGETS).join(", ");
  const of = targets.length === 0
    ? ""
    : ` (${told}${others > 0 ? ` and ${others} more` : ""})`;
  return `${lasting(badMinutes * 60_000)} bad, worst at ${
    localTime(worstAtMs)
  }${of}`;
}

function outageText(times: readonly Period[]): string {
  if (times.length === 0) return "Never down for a minute or longer.";
  const longest = times.toSorted((a, b) =>
    (b.toMs - b.fromMs) - (a.toMs - a.fromMs)
  ).slice(0, TOLD_TIMES).map(timeText);
  return `Down for a minute or longer ${
    times.length === 1 ? "once" : `${times.length} times`
  }: ${longest.join("; ")}${times.length > TOLD_TIMES ? "; ..." : ""}.`;
}

function tracedText(one: TracedTrouble): string {
  const { kind, hop, address, before, targets, times, lastAtMs, rung } = one;
  const what = kind === "loss" ? "packets are lost" : "packets are delayed";
  const where = `hop ${hop} on (${address === "" ? "silent" : address}${
    before === "" ? "" : `, behind ${before}`
  })`;
  const whose = rung === null
    ? "beyond the provider's first router"
    : RUNG_WORDS[rung];
  return `Traced${times === 1 ? "" : ` ${times} times, last`} at ${
    localTime(lastAtMs)
  }: on the way to ${listed(targets)} ${what} from ${where}: ${whose}.`;
}

function familyText(one: FamilyComparison): string {
  const { only4DownMinutes: four, only6DownMinutes: six } = one;
  const where = `On ${one.interface}`;
  const told = [
    ...(six > 0 ? [`IPv6 was down for ${six} min while IPv4 was fine`] : []),
    ...(four > 0 ? [`IPv4 was down for ${four} min while IPv6 was fine`] : []),
  ];
  return told.length === 0
    ? `${where}, neither of IPv4 and IPv6 was down while the other was fine.`
    : `${where}, ${told.join(", and ")}.`;
}

function findingLines(
  finding: Finding,
  number: number,
  flow: (text: string, indent?: string) => readonly string[],
): readonly string[] {
  const { times, confidence, families } = finding;
  const versions = families.map((family) => `IPv${family}`).join(" and ");
  return [
    ...flow(
      `${number}. ${
        SCENARIO_NAMES[finding.scenario]
      } on ${finding.interface}, ${versions} (${
        Math.floor(100 * confidence)
      } % sure)`,
    ),
    ...flow(finding.sentence, INDENT),
    ...flow(
      `When: ${
        times.length > TOLD_TIMES ? `${times.length} times, lately ` : ""
      }${times.slice(-TOLD_TIMES).map(timeText).join("; ")}.`,
      INDENT,
    ),
    ...flow(`What to do: ${finding.advice}`, INDENT),
  ];
}

function lookedLines(
  looked: readonly Looked[],
  flow: (text: string, indent?: string) => readonly string[],
): readonly string[] {
  const absent = looked.filter(({ kind }) => kind === "not_found");
  const unknown = looked.filter(({ kind }) => kind === "not_enough_data");
  return [
    ...(absent.length === 0 ? [] : flow(
      `Looked for and not found: ${
        absent.map(({ scenario }) => SCENARIO_NAMES[scenario]).join(", ")
      }.`,
    )),
    ...(unknown.length === 0 ? [] : ["Not enough data for:"]),
    ...unknown.flatMap(({ scenario, missing }) =>
      flow(`${SCENARIO_NAMES[scenario]}: it needs ${missing}.`, INDENT)
    ),
  ];
}

function timeText({ fromMs, toMs }: Period): string {
  return `${localTime(fromMs)} (${lasting(toMs - fromMs)})`;
}

/** To the minute. */
function localTime(atMs: number): string {
  return new Date(atMs).toLocaleString("sv").slice(0, 16);
}
