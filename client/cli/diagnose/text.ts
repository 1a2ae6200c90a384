/** A diagnosis as people read it. Pure. @module */

import { localMinute } from "../../analysis/local_text.ts";
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
  type ServerWay,
  short,
  type TracedTrouble,
} from "../../analysis/scenarios/mod.ts";
import type { Period } from "../../model/mod.ts";
import { wrap } from "../bloat/wrap.ts";
import { printable, span } from "../console/format.ts";
import { placeText } from "../../alerts/words.ts";

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
  const { period, missingMs, findings, looked, outages, serverWays } =
    diagnosis;
  const flow = (text: string, indent = "") =>
    wrap(printable(text), { width, indent });
  const missing = missingMs >= 60_000
    ? `, ${span(missingMs / 1000)} of it not measured`
    : "";
  return [
    ...flow(
      `${host}, ${localMinute(period.fromMs)} to ${
        localMinute(period.toMs)
      }${missing}`,
    ),
    ...diagnosis.ladders.flatMap((ladder) => [
      "",
      ...flow(
        `Where trouble began, ${placeText(ladder)} over IPv${ladder.family} (${
          lasting(ladder.measuredMs)
        } measured)`,
      ),
      ...(ladder.measuredMs + ladder.offMs === 0
        ? flow("Nothing beyond the router was measured.", INDENT)
        : [
          ...rungLines(ladder, width),
          ...outages.filter(isOf(ladder))
            .flatMap(({ times }) => flow(outageText(times), INDENT)),
          ...serverWays.filter(isOf(ladder))
            .flatMap((way) => flow(serverWayText(way), INDENT)),
          ...traced.filter(isOf(ladder)).slice(0, TOLD_TIMES)
            .flatMap((one) => flow(tracedText(one), INDENT)),
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

/** What is of the same interface and IP version as a ladder. */
function isOf(
  ladder: Ladder,
): (one: Pick<Ladder, "interface" | "family">) => boolean {
  return (one) =>
    one.interface === ladder.interface && one.family === ladder.family;
}

function rungLines(
  { rungs, offMs }: Ladder,
  width: number,
): readonly string[] {
  const names = rungs.map(({ name }) => RUNG_WORDS[name]);
  const widest = Math.max(0, ...names.map(({ length }) => length));
  return rungs.flatMap((rung, at) => {
    const name = `${INDENT}${(names[at] ?? "").padEnd(widest)}  `;
    const text = rung.name === "machine" && offMs > 0
      ? [`switched off or gone for ${lasting(offMs)}`, ...rungText(rung)]
      : rungText(rung);
    const [first = "", ...more] = wrap(printable(text.join("; ") || "fine"), {
      width: width - name.length,
    });
    return [
      name + first,
      ...more.map((line) => " ".repeat(name.length) + line),
    ];
  });
}

/** What was wrong at a step; nothing where it was fine. */
function rungText({ badMs, worstAtMs, targets }: Rung): readonly string[] {
  if (badMs === 0 || worstAtMs === null) return [];
  const others = targets.length - TOLD_TARGETS;
  const told = targets.slice(0, TOLD_TARGETS).join(", ");
  const of = targets.length === 0
    ? ""
    : ` (${told}${others > 0 ? ` and ${others} more` : ""})`;
  return [`${lasting(badMs)} bad, worst at ${localMinute(worstAtMs)}${of}`];
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

/** What an own server saw of both directions. */
function serverWayText(way: ServerWay): string {
  const { server, sent, lost, lostUp, lostDown } = way;
  const name = server === "server" ? "" : ` ${server}`;
  const of = `Of ${sent} packets to the own server${name} and back`;
  if (lost === 0) return `${of}, none was lost.`;
  const share = (count: number) => {
    const pct = 100 * count / sent;
    const told = pct < 0.1 ? "less than 0.1" : short(pct);
    return count === 0 ? "none" : `${count} (${told} %)`;
  };
  const unknown = lost - lostUp - lostDown;
  if (unknown === lost) {
    return `${of}, ${share(lost)} ${
      lost === 1 ? "was" : "were"
    } lost; nobody knows on which way.`;
  }
  return `${of}, ${share(lostUp)} ${
    lostUp <= 1 ? "was" : "were"
  } lost on the way up and ${share(lostDown)} on the way down${
    unknown > 0 ? `; of ${share(unknown)} more nobody knows which way` : ""
  }.`;
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
    localMinute(lastAtMs)
  }: on the way to ${listed(targets)} ${what} from ${where}: ${whose}.`;
}

function familyText(one: FamilyComparison): string {
  const { only4DownMs: four, only6DownMs: six } = one;
  const where = `On ${one.interface}`;
  const told = [
    ...(six > 0
      ? [`IPv6 was down for ${lasting(six)} while IPv4 was fine`]
      : []),
    ...(four > 0
      ? [`IPv4 was down for ${lasting(four)} while IPv6 was fine`]
      : []),
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
  return `${localMinute(fromMs)} (${lasting(toMs - fromMs)})`;
}
