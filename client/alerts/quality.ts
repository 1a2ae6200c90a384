import type { Severity } from "../model/mod.ts";
import type { Cause, Finding, IncidentType, Metrics } from "./incident.ts";
import type { Incidents } from "./incidents.ts";
import {
  causeOf,
  type IsAffected,
  isFar,
  isWithin,
  type Scope,
  scopeOf,
} from "./ladder.ts";
import type { JudgeOptions } from "./options.ts";
import type { Rule } from "./rule.ts";
import type { SeriesJudge } from "./series_judge.ts";

const NS_PER_MS = 1e6;
/** Loss of a minute above this is more than a warning, percent. */
const HIGH_LOSS_PCT = 20;

/** Where series are judged together. */
export interface Where {
  /** The interface. */
  readonly name: string;
  /** What was wrong before. */
  readonly incidents: Incidents;
  /** When something counts as trouble. */
  readonly options: JudgeOptions;
  /** Whether this machine's own traffic may fill the line now. */
  readonly isFull: boolean;
  /** What that traffic is, as evidence; empty where it is not counted. */
  readonly traffic: Metrics;
}

/**
 * What is wrong with the quality of a line that is not down: loss, delay and
 * jitter of the targets on the internet, one finding for all that share it.
 * Routers on the way only tell whose fault it is: they answer pings when they
 * have nothing better to do, and what passes them well is well.
 *
 * @param judges The series that are measured now.
 * @param where On which interface.
 */
export function qualityFindings(
  judges: readonly SeriesJudge[],
  where: Where,
): readonly Finding[] {
  if (!judges.some(({ isRaised }) => isRaised)) return [];
  const answering = judges.filter(({ hasAnswered }) => hasAnswered);
  const allFar = answering.filter(isFar);
  const far = allFar.length > 0 ? allFar : answering;
  const troubles = new Map<string, Trouble>();
  for (const kind of KINDS) {
    const raised = far.filter((judge) => isRaised(judge, kind));
    if (raised.length === 0) continue;
    const shared = sharedScope(far, raised, { where, kind });
    for (const judge of raised) {
      const isShared = shared !== "target" && isWithin(judge, shared);
      const scope = isShared ? shared : "target";
      const name = scope === "target" ? judge.name : scope;
      const trouble = troubles.get(name) ??
        { name, scope, judges: new Set<SeriesJudge>(), kinds: [] };
      trouble.judges.add(judge);
      if (!trouble.kinds.includes(kind)) trouble.kinds.push(kind);
      troubles.set(name, trouble);
    }
  }
  return [...troubles.values()].map((trouble) =>
    finding(trouble, answering, where)
  );
}

/** Conditions that one cause brings about together. */
interface Kind {
  /** What says more comes first, where several begin together. */
  readonly conditions: readonly Condition[];
  /** Whether a series may have it, so that it shares that of another. */
  readonly isSuspected: IsAffected;
}

interface Condition {
  readonly type: IncidentType;
  readonly of: (judge: SeriesJudge) => Rule;
}

/** What is wrong with the line, or with one target. */
interface Trouble {
  readonly name: string;
  readonly scope: Scope;
  readonly judges: Set<SeriesJudge>;
  readonly kinds: Kind[];
}

const KINDS: readonly Kind[] = [
  {
    conditions: [
      { type: "loss_burst", of: ({ burst }) => burst },
      { type: "packet_loss", of: ({ loss }) => loss },
    ],
    isSuspected: ({ isSuspectOfLoss }) => isSuspectOfLoss,
  },
  {
    conditions: [
      { type: "latency_spike", of: ({ spike }) => spike },
      { type: "high_jitter", of: ({ jitter }) => jitter },
    ],
    isSuspected: ({ isSuspectOfDelay }) => isSuspectOfDelay,
  },
];

function isRaised(judge: SeriesJudge, { conditions }: Kind): boolean {
  return conditions.some(({ of }) => of(judge).isRaised);
}

/** A trouble that was the line's ends as the line's, target by target. */
function sharedScope(
  far: readonly SeriesJudge[],
  raised: readonly SeriesJudge[],
  { where: { name, incidents }, kind }: {
    readonly where: Where;
    readonly kind: Kind;
  },
): Scope {
  const scope = scopeOf(far, kind.isSuspected);
  if (scope !== "target") return scope;
  for (const known of ["line", "ipv4", "ipv6"] as const) {
    const open = incidents.openIn(`${name} quality ${known}`);
    const isOfKind = kind.conditions.some(({ type }) =>
      open?.conditions.includes(type)
    );
    const isOpen = raised.some(({ series }) =>
      open?.targets.includes(series.target)
    );
    if (isOfKind && isOpen) return known;
  }
  return "target";
}

function finding(
  { name: subject, scope, judges: own, kinds }: Trouble,
  ladder: readonly SeriesJudge[],
  where: Where,
): Finding {
  const { name, options } = where;
  const slot = `${name} quality ${subject}`;
  const judges = [...own];
  const conditions = kinds.flatMap(({ conditions }) => conditions)
    .filter(({ of }) => judges.some((judge) => of(judge).isRaised));
  // Every second while something is wrong, so without arrays of arrays.
  let [sinceMs, untilMs] = [Infinity, -Infinity];
  for (const { of } of conditions) {
    for (const judge of judges) {
      const rule = of(judge);
      if (!rule.isRaised) continue;
      sinceMs = Math.min(sinceMs, rule.sinceMs);
      untilMs = Math.max(untilMs, rule.lastBadMs + options.intervalMs);
    }
  }
  const [first] = conditions
    .toSorted((a, b) => earliest(judges, a) - earliest(judges, b));
  const kind = kinds.find(({ conditions }) =>
    conditions.some((condition) => condition === first)
  );
  const named = judges.filter((judge) => kind && isRaised(judge, kind));
  const [single] = scope === "target" ? judges : [];
  return {
    slot,
    type: first?.type ?? "packet_loss",
    severity: severityOf(judges, options),
    interface: name,
    target: single?.series.target ?? "",
    server: single?.series.server ?? "",
    sinceMs,
    untilMs,
    cause: causeOfQuality(conditions, scope, {
      ladder,
      isAffected: (judge) => kinds.some((kind) => kind.isSuspected(judge)),
      isFull: where.isFull,
    }),
    conditions: conditions.map(({ type }) => type),
    targets: [...new Set(named.map(({ series }) => series.target))],
    metrics: where.isFull
      ? { ...metricsOf(judges), ...where.traffic }
      : metricsOf(judges),
    // What goes on already has taken them.
    adopts: scope === "target" || where.incidents.openIn(slot) !== undefined
      ? []
      : lesserSlots(ladder, kinds, where),
  };
}

/** Where targets have the same kind of trouble by themselves. */
function lesserSlots(
  ladder: readonly SeriesJudge[],
  kinds: readonly Kind[],
  { name, incidents }: Where,
): readonly string[] {
  const types = kinds.flatMap(({ conditions }) =>
    conditions.map(({ type }) => type)
  );
  return ladder.map((judge) => `${name} quality ${judge.name}`)
    .filter((slot) =>
      incidents.openIn(slot)?.conditions.some((type) => types.includes(type))
    );
}

/** A line that is slow, and nothing else, while it is full: a queue. */
function causeOfQuality(
  conditions: readonly Condition[],
  scope: Scope,
  { ladder, isAffected, isFull }: {
    readonly ladder: readonly SeriesJudge[];
    readonly isAffected: IsAffected;
    readonly isFull: boolean;
  },
): Cause {
  const cause = causeOf(ladder, scope, isAffected);
  const isOnlySlow = conditions.every(({ type }) =>
    type === "latency_spike" || type === "high_jitter"
  );
  const isNear = cause === "wifi" || cause === "own_router";
  return isFull && isOnlySlow && !isNear && scope !== "target"
    ? "own_traffic"
    : cause;
}

function earliest(judges: readonly SeriesJudge[], { of }: Condition): number {
  return Math.min(
    ...judges.map(of).filter(({ isRaised }) => isRaised)
      .map(({ sinceMs }) => sinceMs),
  );
}

function severityOf(
  judges: readonly SeriesJudge[],
  { thresholds }: JudgeOptions,
): Severity {
  const isLong = judges.some(({ longestRun }) =>
    longestRun >= thresholds.lossBurstCritical
  );
  if (isLong) return "critical";
  return judges.some(({ peakLossPct }) => peakLossPct >= HIGH_LOSS_PCT)
    ? "alert"
    : "warning";
}

function metricsOf(judges: readonly SeriesJudge[]): Metrics {
  let [usualNs, peakNs, jitterNs, lossPct, run, lost] = [0, 0, 0, 0, 0, 0];
  for (const judge of judges) {
    usualNs = Math.max(usualNs, judge.baseline.value || 0);
    peakNs = Math.max(peakNs, judge.peakNs);
    jitterNs = Math.max(jitterNs, judge.peakJitterNs);
    lossPct = Math.max(lossPct, judge.peakLossPct);
    run = Math.max(run, judge.longestRun);
    lost = Math.max(lost, judge.lost);
  }
  const metrics: Record<string, number> = {};
  const put = (name: string, value: number) => {
    if (value > 0) metrics[name] = value;
  };
  put("usual_ms", ms(usualNs));
  put("peak_ms", ms(peakNs));
  put("peak_jitter_ms", ms(jitterNs));
  put("peak_loss_pct", Math.round(10 * lossPct) / 10);
  put("lost_in_a_row", run);
  put("lost", lost);
  return metrics;
}

function ms(ns: number): number {
  return Math.round(ns / NS_PER_MS * 100) / 100;
}
