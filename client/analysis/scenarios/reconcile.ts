/** Several findings of one cause become one. @module */

import type { Period } from "../../model/mod.ts";
import type { Finding, Scenario } from "./finding.ts";
import { isRecurring } from "./recurrence.ts";
import { totalMs } from "./words.ts";

/**
 * What may be nothing but a sign of something else, if it happens in the same
 * times: a crowded evening also slows the upload, and a disturbed upstream
 * also loses packets one way.
 */
const SIGN_OF: ReadonlyMap<Scenario, readonly Scenario[]> = new Map([
  [
    "asymmetric_trouble",
    ["peak_hour_degradation", "intermittent_upload_degradation"],
  ],
  ["intermittent_upload_degradation", ["peak_hour_degradation"]],
  ["isp_routing_trouble", ["peak_hour_degradation"]],
]);

/** So much of its time must lie in the other's ... */
const INSIDE_SHARE = 0.75;
/** ... or so close to it: some see the time in steps of ten minutes, ms. */
const CLOSE_MS = 600_000;
/** A time of which so much lies outside is a time of its own. */
const OUTSIDE_SHARE = 0.5;

/**
 * Leaves out what is a sign of another finding, and puts together what both IP
 * versions saw.
 *
 * @param findings Of all lines.
 * @returns The surest first.
 */
export function reconcile(findings: readonly Finding[]): Finding[] {
  const causes = findings.filter((finding) =>
    !findings.some((other) =>
      other.interface === finding.interface &&
      (SIGN_OF.get(finding.scenario) ?? []).includes(other.scenario) &&
      (isSameUpload(finding, other) ||
        isExplained(finding.times, other.times))
    )
  );
  const together = Map.groupBy(
    causes,
    (finding) => `${finding.interface} ${finding.scenario}`,
  );
  return [...together.values()].flatMap((same) => {
    const [surest] = same.toSorted((a, b) => b.confidence - a.confidence);
    if (surest === undefined) return [];
    const families = ([4, 6] as const).filter((family) =>
      same.some((one) => one.families.includes(family))
    );
    const targets = [...new Set(same.flatMap(({ targets }) => targets))];
    return [{ ...surest, families, targets }];
  }).toSorted((a, b) => b.confidence - a.confidence);
}

/** An upload in trouble is slow in the tests, and lossy between them. */
function isSameUpload(finding: Finding, other: Finding): boolean {
  return finding.direction === "up" &&
    other.scenario === "intermittent_upload_degradation";
}

/** Whether what is left without another's times would be no finding. */
function isExplained(
  times: readonly Period[],
  others: readonly Period[],
): boolean {
  const outside = times.filter((time) =>
    insideMs([time], others) < OUTSIDE_SHARE * totalMs([time])
  );
  return insideMs(times, others) >= INSIDE_SHARE * totalMs(times) &&
    !isRecurring(outside);
}

/** How much of some times lies within others, ms. */
function insideMs(times: readonly Period[], others: readonly Period[]): number {
  return times.reduce(
    (sum, { fromMs, toMs }) =>
      sum + others.reduce((inside, other) =>
        inside + Math.max(
          0,
          Math.min(toMs, other.toMs + CLOSE_MS) -
            Math.max(fromMs, other.fromMs - CLOSE_MS),
        ), 0),
    0,
  );
}
