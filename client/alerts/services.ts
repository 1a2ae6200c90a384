import type { DnsJudge } from "./dns_judge.ts";
import type { DropJudge } from "./drop_judge.ts";
import type { Finding, IncidentType } from "./incident.ts";

const NS_PER_MS = 1e6;

/** Where services are judged. */
export interface ServiceWhere {
  /** The interface. */
  readonly name: string;
  /** Whether the line itself is in trouble, which explains what follows. */
  readonly isLineBad: boolean;
}

/**
 * What is wrong with name resolution and with connections, where it is not the
 * line's trouble: one finding for all resolvers that share it.
 *
 * @param resolvers Of one interface.
 * @param connections Of the same.
 * @param where Which, and how its line is.
 */
export function serviceFindings(
  resolvers: Iterable<DnsJudge>,
  connections: Iterable<DropJudge>,
  where: ServiceWhere,
): readonly Finding[] {
  if (where.isLineBad) return [];
  return [
    ...dnsFindings([...resolvers], where),
    ...[...connections].filter(({ isRaised }) => isRaised)
      .map((judge) => dropFinding(judge, where)),
  ];
}

function dnsFindings(
  judges: readonly DnsJudge[],
  { name }: ServiceWhere,
): readonly Finding[] {
  const answering = judges.filter(({ hasAnswered }) => hasAnswered);
  const raised = answering.filter(({ isRaised }) => isRaised);
  const isShared = raised.length > 1 && 2 * raised.length >= answering.length;
  const single = raised.map((judge) => `${name} dns ${judge.series.target}`);
  if (!isShared) {
    return raised.map((judge) =>
      dnsFinding([judge], { name, scope: judge.series.target, adopts: [] })
    );
  }
  return [dnsFinding(raised, { name, scope: "all", adopts: single })];
}

function dnsFinding(
  judges: readonly DnsJudge[],
  { name, scope, adopts }: {
    readonly name: string;
    readonly scope: string;
    readonly adopts: readonly string[];
  },
): Finding {
  const isFailing = judges.some((judge) => judge.isFailing);
  const isSlow = judges.some((judge) => judge.isSlow);
  const conditions: readonly IncidentType[] = [
    ...isFailing ? ["dns_failing" as const] : [],
    ...isSlow ? ["dns_slow" as const] : [],
  ];
  const failedPct = Math.max(...judges.map((judge) => judge.peakFailedPct));
  const medianNs = Math.max(...judges.map((judge) => judge.peakNs));
  return {
    slot: `${name} dns ${scope}`,
    type: isFailing ? "dns_failing" : "dns_slow",
    severity: isFailing ? "alert" : "warning",
    interface: name,
    target: scope === "all" ? "" : scope,
    server: "",
    sinceMs: Math.min(...judges.map(({ sinceMs }) => sinceMs)),
    untilMs: Math.max(...judges.map(({ lastBadMs }) => lastBadMs)),
    cause: scope === "all" ? "unknown" : "far_end",
    conditions,
    targets: judges.map(({ series }) => series.target),
    metrics: {
      ...(failedPct === 0 ? {} : { "failed_pct": Math.round(failedPct) }),
      ...(medianNs === 0
        ? {}
        : { "peak_ms": Math.round(medianNs / NS_PER_MS) }),
    },
    adopts,
  };
}

function dropFinding(
  { series, sinceMs, lastBadMs, peak }: DropJudge,
  { name }: ServiceWhere,
): Finding {
  return {
    slot: `${name} drops ${series.target} ${series.variant} ${series.family}`,
    type: "connection_unstable",
    severity: "warning",
    interface: name,
    target: series.target,
    server: series.server,
    sinceMs,
    untilMs: lastBadMs,
    cause: "unknown",
    conditions: ["connection_unstable"],
    targets: [series.target],
    metrics: { "drops": peak },
    adopts: [],
  };
}
