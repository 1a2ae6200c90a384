/** What is wrong with the line, from everything known of a period. @module */

import type { Period } from "../../model/mod.ts";
import { asymmetricTrouble } from "./asymmetric_trouble.ts";
import { bufferbloat } from "./bufferbloat.ts";
import { compareFamilies, type FamilyComparison } from "./families.ts";
import {
  type Finding,
  type Judgement,
  type Scenario,
  SCENARIOS,
} from "./finding.ts";
import { intermittentUploadDegradation } from "./intermittent_upload_degradation.ts";
import { ispRoutingTrouble } from "./isp_routing_trouble.ts";
import { type Ladder, ladderOf } from "./ladder.ts";
import { type Line, linesOf, MINUTE_MS } from "./line.ts";
import { type LossEvents, lossEventsOf } from "./loss_events.ts";
import { microDisconnections } from "./micro_disconnections.ts";
import type { Observed } from "./observed.ts";
import { packetLossBursts } from "./packet_loss_bursts.ts";
import { peakHourDegradation } from "./peak_hour_degradation.ts";
import { reconcile } from "./reconcile.ts";
import { type ServerWay, serverWaysOf } from "./server_ways.ts";
import { type TenLine, tensOf } from "./tens.ts";
import { lasting, totalMs } from "./words.ts";

/** Less than that says nothing either way, minutes. */
const FEWEST_MINUTES = 60;
/** A cut of some seconds does not make an hour less. */
const NEARLY = 0.99;

/** What became of looking for a scenario. */
export interface Looked {
  /** For what. */
  readonly scenario: Scenario;
  /** Whether there was enough to look at. */
  readonly kind: Judgement["kind"];
  /** What is missing where there was not; else empty. */
  readonly missing: string;
}

/** A minute and longer without any answer from beyond the gateway. */
export interface Outages {
  /** The interface. */
  readonly interface: string;
  /** The IP version. */
  readonly family: 4 | 6;
  /** When, oldest first; to the second while seconds are kept. */
  readonly times: readonly Period[];
}

/** What is wrong with the line. */
export interface Diagnosis {
  /** What was judged. */
  readonly period: Period;
  /** Of it, not measured, ms. */
  readonly missingMs: number;
  /** Where trouble begins, a ladder for each interface and IP version. */
  readonly ladders: readonly Ladder[];
  /** IPv4 against IPv6, for each interface with both. */
  readonly families: readonly FamilyComparison[];
  /** When the line was down for a minute and more. */
  readonly outages: readonly Outages[];
  /** What was lost in each direction, an entry an own server and line. */
  readonly serverWays: readonly ServerWay[];
  /** What was recognised, the surest first. */
  readonly findings: readonly Finding[];
  /** What was looked for, in the order of {@linkcode SCENARIOS}. */
  readonly looked: readonly Looked[];
}

/**
 * Recognises what is wrong.
 *
 * @example Usage
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 *
 * const { findings } = diagnose({
 *   period: { fromMs: 0, toMs: 86_400_000 },
 *   minutes: [],
 *   links: [],
 *   tests: [],
 *   gaps: [],
 *   pathChanges: [],
 *   samples: () => {
 *     throw new RangeError("Cannot read samples of no series");
 *   },
 *   localOffsetMs: () => 0,
 * });
 * deepStrictEqual(findings, []);
 * ```
 *
 * @param observed What is known.
 * @returns The diagnosis.
 */
export function diagnose(observed: Observed): Diagnosis {
  const lines = linesOf(observed);
  const judged = lines.map((line) => {
    const losses = lossEventsOf(line, observed.samples);
    const tens = tensOf(line);
    const judgements = judge(line, { losses, tens, observed });
    return { line, losses, judgements, ladder: ladderOf(line, tens) };
  });
  const findings = reconcile(
    judged.flatMap(({ judgements }) =>
      SCENARIOS.flatMap((scenario) => {
        const judgement = judgements[scenario];
        return judgement.kind === "found" ? [judgement.finding] : [];
      })
    ),
  );
  const ladders = judged.map(({ ladder }) => ladder);
  const measuredMs = Math.max(0, ...ladders.map((one) => one.measuredMs));
  return {
    period: observed.period,
    missingMs: totalMs(observed.gaps),
    ladders,
    families: compareFamilies(lines),
    outages: judged.map(({ line, losses }) => ({
      interface: line.interface,
      family: line.family,
      times: losses.outages,
    })),
    serverWays: lines.flatMap(serverWaysOf),
    findings,
    looked: SCENARIOS.map((scenario) => {
      const isFound = findings.some((finding) => finding.scenario === scenario);
      if (isFound) return { scenario, kind: "found", missing: "" };
      return lookedFor(scenario, {
        judgements: judged.map(({ judgements }) => judgements[scenario]),
        measuredMs,
      });
    }),
  };
}

function judge(line: Line, { losses, tens, observed }: {
  readonly losses: LossEvents;
  readonly tens: TenLine;
  readonly observed: Observed;
}): Readonly<Record<Scenario, Judgement>> {
  const interruptions = [
    ...losses.outages,
    ...losses.events.filter(({ kind }) => kind === "broken_off"),
  ];
  return {
    micro_disconnections: microDisconnections(line, losses),
    packet_loss_bursts: packetLossBursts(line, losses, observed),
    bufferbloat: bufferbloat(line),
    peak_hour_degradation: peakHourDegradation(line, observed),
    isp_routing_trouble: ispRoutingTrouble(line, {
      tens,
      pathChanges: observed.pathChanges,
    }),
    asymmetric_trouble: asymmetricTrouble(line, interruptions),
    intermittent_upload_degradation: intermittentUploadDegradation(line),
  };
}

/** What to say of a scenario that was not found. */
function lookedFor(scenario: Scenario, { judgements, measuredMs }: {
  readonly judgements: readonly Judgement[];
  readonly measuredMs: number;
}): Looked {
  const lacking = judgements.flatMap((judgement) =>
    judgement.kind === "not_enough_data" ? [judgement.missing] : []
  );
  const [missing] = lacking;
  // What one line lacks, another may have: IPv6 beside a server of IPv4.
  if (missing !== undefined && lacking.length === judgements.length) {
    return { scenario, kind: "not_enough_data", missing };
  }
  return measuredMs >= NEARLY * FEWEST_MINUTES * MINUTE_MS
    ? { scenario, kind: "not_found", missing: "" }
    : {
      scenario,
      kind: "not_enough_data",
      missing: `an hour of measurements (so far ${lasting(measuredMs)})`,
    };
}
