import { lasting } from "../analysis/scenarios/mod.ts";
import { comparisonSection } from "./comparison.ts";
import { heading, type ReportDocument } from "./document.ts";
import { contractSection, figuresSection, timesSection } from "./figures.ts";
import { foundSection } from "./found.ts";
import type { ReportInput } from "./input.ts";
import { Instants } from "./instants.ts";
import { methodSection } from "./method.ts";
import { availability, verdictOf } from "./verdict.ts";

/**
 * What a report says: the verdict first, the evidence after it, and at the
 * end how it was measured.
 *
 * @param input What was measured.
 */
export function reportOf(input: ReportInput): ReportDocument {
  const { host, period, writtenMs, timeZone, line } = input;
  const instants = new Instants(timeZone);
  const { headline, tone, blocks } = verdictOf(input);
  const of = [line.provider, line.technology].filter(Boolean).join(", ");
  return {
    title: `Internet line of ${host}${of === "" ? "" : ` (${of})`}`,
    subtitle: `${instants.full(period.fromMs)} to ${
      instants.full(period.toMs)
    } (${lasting(period.toMs - period.fromMs)}), written ${
      instants.full(writtenMs)
    }, ${timeZone}`,
    headline,
    tone,
    blocks: [
      ...blocks,
      ...availability(input),
      ...foundSection(input, instants),
      ...timesSection(input, instants),
      ...contractSection(input),
      ...comparisonSection(input),
      ...figuresSection(input),
      heading("Pictures"),
      { kind: "pictures" },
      ...methodSection(input, instants),
    ],
  };
}
