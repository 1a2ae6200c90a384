import {
  type Finding,
  lasting,
  listed,
  RUNG_WORDS,
  type RungName,
  SCENARIO_NAMES,
  totalMs,
} from "../analysis/scenarios/mod.ts";
import {
  type Block,
  heading,
  paragraph,
  type ReportDocument,
} from "./document.ts";
import { surelyDifferent } from "./comparison.ts";
import type { ReportInput } from "./input.ts";

/** Less than this cannot be judged, ms. */
const FEWEST_MS = 3_600_000;

/**
 * The answer, first in one sentence, then in a few.
 *
 * @param input What was measured.
 */
export function verdictOf(
  input: ReportInput,
): Pick<ReportDocument, "headline" | "tone" | "blocks"> {
  const { diagnosis } = input;
  const { findings, outages, period, missingMs } = diagnosis;
  const measuredMs = period.toMs - period.fromMs - missingMs;
  const [worst] = outages.map(({ interface: name, times }) => ({
    name,
    downMs: totalMs(times),
  })).toSorted((a, b) => b.downMs - a.downMs);
  const downMs = worst?.downMs ?? 0;
  if (measuredMs < FEWEST_MS) {
    return {
      headline: `Too little was measured to judge this line: ${
        lasting(Math.max(0, measuredMs))
      }.`,
      tone: "unknown",
      blocks: [paragraph("Let bufferbane run for a day, better for a week.")],
    };
  }
  const incidents = input.events.filter(({ severity }) => severity !== "info");
  if (findings.length === 0 && downMs === 0 && incidents.length > 0) {
    return {
      headline: `No lasting trouble was recognised in ${
        lasting(measuredMs)
      } of measurements, but ${
        incidents.length === 1
          ? "one incident happened"
          : `${incidents.length} incidents happened`
      }.`,
      tone: "unknown",
      blocks: [...whereIt(input), ...compared(input), ...notLooked(input)],
    };
  }
  if (findings.length === 0 && downMs === 0) {
    return {
      headline: `Nothing was found to be wrong with this line in ${
        lasting(measuredMs)
      } of measurements.`,
      tone: "good",
      blocks: [...compared(input), ...notLooked(input)],
    };
  }
  const names = [
    ...new Set(findings.map(({ scenario }) => SCENARIO_NAMES[scenario])),
  ].map((name) => name.toLowerCase().replace(/^isp /, "ISP "));
  const troubles = [
    ...(downMs > 0
      ? [`it was down for ${lasting(downMs)} in all (${worst?.name})`]
      : []),
    ...(names.length > 0
      ? [`${listed(names)} ${names.length === 1 ? "was" : "were"} recognised`]
      : []),
  ];
  return {
    headline: `Something is wrong with this line: ${troubles.join("; ")}.`,
    tone: "bad",
    blocks: [
      ...whereIt(input),
      ...(findings.length === 0 ? [] : [{
        kind: "list" as const,
        items: sentencesOf(findings),
      }]),
      ...compared(input),
      ...notLooked(input),
    ],
  };
}

/** The Wi-Fi or the line? */
function compared(input: ReportInput): readonly Block[] {
  return surelyDifferent(input).map(paragraph);
}

/** What is said of several interfaces alike is said once. */
function sentencesOf(findings: readonly Finding[]): readonly string[] {
  const sentences = [...new Set(findings.map(({ sentence }) => sentence))];
  return sentences.map((sentence) => {
    const names = findings.filter((finding) => finding.sentence === sentence)
      .map((finding) => finding.interface);
    return `${listed([...new Set(names)])}: ${sentence}`;
  });
}

/** Where most of the bad minutes began. */
function whereIt({ diagnosis }: ReportInput): readonly Block[] {
  return diagnosis.ladders.flatMap((ladder): Block[] => {
    const { interface: name, family, measuredMs, rungs } = ladder;
    const [worst] = rungs.toSorted((a, b) => b.badMs - a.badMs);
    if (worst === undefined || worst.badMs === 0) return [];
    const badMs = rungs.reduce((sum, rung) => sum + rung.badMs, 0);
    const isFirst = rungs.indexOf(worst) === 0;
    return [paragraph(
      `On ${name} over IPv${family}, ${lasting(badMs)} of ${
        lasting(measuredMs)
      } were bad. Most of it (${lasting(worst.badMs)}) began at ${
        RUNG_WORDS[worst.name]
      }${
        isFirst ? "" : ": the steps before it answered well in the same minutes"
      }.`,
    )];
  });
}

/** What nobody could have found with what was measured. */
function notLooked({ diagnosis }: ReportInput): readonly Block[] {
  const unknown = diagnosis.looked.filter(({ kind }) =>
    kind === "not_enough_data"
  );
  if (unknown.length === 0) return [];
  return [
    paragraph("Not to be told from what was measured:"),
    {
      kind: "list",
      items: unknown.map(({ scenario, missing }) =>
        `${SCENARIO_NAMES[scenario]}: it needs ${missing}.`
      ),
    },
  ];
}

/** The section of the ladder and availability. */
export function availability({ diagnosis }: ReportInput): readonly Block[] {
  const rows = diagnosis.ladders.map((ladder) => {
    const times = diagnosis.outages.find((one) =>
      one.interface === ladder.interface && one.family === ladder.family
    )?.times ?? [];
    const downMs = totalMs(times);
    const { measuredMs } = ladder;
    const longest = Math.max(
      0,
      ...times.map((one) =>
        one.toMs - one.fromMs
      ),
    );
    return [
      `${ladder.interface}, IPv${ladder.family}`,
      lasting(measuredMs),
      measuredMs === 0
        ? "-"
        : `${(100 * (1 - Math.min(1, downMs / measuredMs))).toFixed(3)} %`,
      String(times.length),
      downMs === 0 ? "-" : lasting(downMs),
      longest === 0 ? "-" : lasting(longest),
    ];
  });
  return [
    heading("Availability"),
    paragraph(
      "The line counts as down where no target beyond the own router answered for a minute or longer. Time in which bufferbane itself was not measuring, or the interface was switched off, counts neither way.",
    ),
    {
      kind: "table",
      caption: "Availability",
      columns: [
        "Interface",
        "Measured",
        "Available",
        "Outages",
        "Down in all",
        "Longest",
      ],
      rows,
    },
    {
      kind: "table",
      caption: "Where trouble began, in bad minutes",
      columns: [
        "Step",
        ...diagnosis.ladders.map((ladder) =>
          `${ladder.interface}, IPv${ladder.family}`
        ),
      ],
      rows: stepsOf(diagnosis).map((name) => [
        RUNG_WORDS[name],
        ...diagnosis.ladders.map(({ rungs }) => {
          const rung = rungs.find((rung) => rung.name === name);
          return rung === undefined ? "-" : minutes(rung.badMs);
        }),
      ]),
    },
  ];
}

function minutes(ms: number): string {
  return String(Number((ms / 60_000).toFixed(1)));
}

/** The steps that some ladder has, nearest first. */
function stepsOf({ ladders }: ReportInput["diagnosis"]): readonly RungName[] {
  const order = Object.keys(RUNG_WORDS);
  const names = ladders.flatMap(({ rungs }) => rungs.map(({ name }) => name));
  return [...new Set(names)].toSorted((a, b) =>
    order.indexOf(a) - order.indexOf(b)
  );
}
