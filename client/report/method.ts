import { lasting, totalMs } from "../analysis/scenarios/mod.ts";
import { type Block, heading, paragraph } from "./document.ts";
import type { ReportInput } from "./input.ts";
import type { Instants } from "./instants.ts";
import { msText } from "./words.ts";

/** So many gaps are told, the longest. */
const TOLD_GAPS = 12;

/**
 * How all this was measured, and when it was not.
 *
 * @param input What was measured.
 * @param instants Writes times.
 */
export function methodSection(
  input: ReportInput,
  instants: Instants,
): readonly Block[] {
  const { series, rounds, gaps, version, timeZone, intervalMs } = input;
  const isSummed = series.some(({ statistics }) =>
    statistics.percentileErrorPct > 0
  );
  const hasEchoes = series.some(({ series }) => series.probe === "echo");
  return [
    heading("How it was measured"),
    {
      kind: "list",
      items: [
        `By bufferbane ${version}: each target is sent an ICMP echo request (ping) every ${
          lasting(intervalMs)
        }, on every interface in the same moment. Times are taken by the kernel as packets leave and come in, not by the program (RFC 2681, RFC 4443).`,
        "Lost is what was not answered in time (`timeout_ms`, a second unless set), nor within 10 s: what comes late counts as late, not as lost. What this computer itself dropped is not counted.",
        "The own router, the provider's first router and targets beyond are asked in the same second: where the first answers and the next does not, the fault lies between them.",
        "Jitter is the mean absolute difference of consecutive round trips (IPDV, RFC 3393). Percentiles are by nearest rank (RFC 2330)" +
        (isSummed ? ", right to 1 %." : "."),
        ...(hasEchoes
          ? [
            "With the own server every direction is timed apart. The offset of its clock is estimated, and the bound of what that can be wrong by is given.",
          ]
          : []),
        `Rounds of probes began at most ${
          msText(rounds.lateP99Us)
        } ms late (P99 of ${rounds.count} rounds, the last ${
          lasting(rounds.period.toMs - rounds.period.fromMs)
        }). ${rounds.spoilt} of them were spoilt by this computer itself and are left out of all judgements; ${rounds.missed} were missed.`,
        `All times are local time (${timeZone}).`,
      ],
    },
    heading("When nothing was measured"),
    ...(gaps.length === 0
      ? [paragraph("bufferbane was measuring all the time.")]
      : [
        paragraph(
          `bufferbane was not running, or the computer was off or asleep, for ${
            lasting(totalMs(gaps))
          } in ${gaps.length} ${
            gaps.length === 1 ? "stretch" : "stretches"
          }. That says nothing about the line, and counts neither way.${
            gaps.length > TOLD_GAPS ? ` The longest ${TOLD_GAPS}:` : ""
          }`,
        ),
        {
          kind: "list" as const,
          items: gaps.toSorted((a, b) =>
            (b.toMs - b.fromMs) - (a.toMs - a.fromMs)
          ).slice(0, TOLD_GAPS).toSorted((a, b) => a.fromMs - b.fromMs)
            .map((gap) => instants.stretch(gap)),
        },
      ]),
  ];
}
