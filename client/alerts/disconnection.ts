import { STATUSES } from "../model/mod.ts";
import type { Finding, Incident } from "./incident.ts";
import { causeOf, type DownScope, isFar } from "./ladder.ts";
import type { JudgeOptions } from "./options.ts";
import type { SeriesJudge } from "./series_judge.ts";

const SEND_FAILED = STATUSES.indexOf("send_failed");

/** A stretch in which every target was lost. */
export interface CommonLoss {
  /** The first probe that every one of them lost, Unix milliseconds. */
  readonly fromMs: number;
  /** The newest such probe, Unix milliseconds. */
  readonly lastMs: number;
  /** Who was lost. */
  readonly judges: readonly SeriesJudge[];
}

/**
 * Since when no target on the internet answers.
 *
 * @param judges The series that are measured now.
 * @param connectedMs When the newest TCP connection was made, Unix
 * milliseconds: a line that lets no pings through is not down.
 * @returns `null` if anything answers.
 */
export function commonLoss(
  judges: readonly SeriesJudge[],
  connectedMs: number,
): CommonLoss | null {
  // Nearly always: looked at every second, so without allocating.
  for (const judge of judges) {
    if (judge.lostInARow === 0 && isFar(judge)) return null;
  }
  const far = judges.filter(isFar);
  const all = far.length > 0 ? far : judges;
  const known = all.filter(({ hasAnswered }) => hasAnswered);
  const asked = known.length > 0 ? known : all;
  if (asked.length === 0) return null;
  let [fromMs, lastMs] = [-Infinity, Infinity];
  for (const { lostInARow, lostFromMs, lastLostMs } of asked) {
    if (lostInARow === 0) return null;
    fromMs = Math.max(fromMs, lostFromMs);
    lastMs = Math.min(lastMs, lastLostMs);
  }
  return lastMs < fromMs || connectedMs > fromMs
    ? null
    : { fromMs, lastMs, judges: asked };
}

/** What else decides whether a line is down. */
export interface DownContext {
  /** The interface. */
  readonly name: string;
  /** What may be down. */
  readonly scope: DownScope;
  /** Now, Unix milliseconds. */
  readonly nowMs: number;
  /** Since when the interface itself is down; `NaN` if it is not. */
  readonly linkDownMs: number;
  /** All series of the interface, for the fault ladder. */
  readonly ladder: readonly SeriesJudge[];
  /** When something counts as trouble. */
  readonly options: JudgeOptions;
  /** The disconnection that goes on, if one does. */
  readonly before: Incident | undefined;
}

/** The slot of a disconnection. */
export function downSlot(name: string, scope: DownScope): string {
  return `${name} down ${scope}`;
}

/**
 * Whether a line is down: every target on the internet lost for longer than a
 * moment, or an interface that cannot send at all.
 *
 * @param lost From {@linkcode commonLoss}.
 * @param context What else decides.
 */
export function disconnection(
  lost: CommonLoss | null,
  context: DownContext,
): Finding | null {
  const { name, scope, nowMs, linkDownMs, options, before } = context;
  const { intervalMs, thresholds } = options;
  const isLinkDown = !Number.isNaN(linkDownMs);
  if (lost === null && !isLinkDown) return null;
  const fromMs = Math.min(
    isLinkDown ? linkDownMs : Infinity,
    lost?.fromMs ?? Infinity,
  );
  const untilMs = isLinkDown ? nowMs : (lost?.lastMs ?? fromMs) + intervalMs;
  // One lost round shows no duration, and rounds are not exactly an interval
  // apart.
  const isMoment = !isLinkDown && lost?.lastMs === fromMs;
  const isLong = !isMoment && untilMs - fromMs - intervalMs / 2 >=
      thresholds.microDisconnectionS * 1000;
  if (!isLong && before === undefined) return null;
  // While answers come, though late, no outage goes on.
  const isSame = before !== undefined &&
    !lost?.judges.some(({ answeredMs }) => answeredMs >= before.sinceMs);
  const sinceMs = isSame ? before.sinceMs : fromMs;
  const type = untilMs - sinceMs > thresholds.outageS * 1000
    ? "outage"
    : "micro_disconnection";
  const isUnsent = lost?.judges.every(({ lastLossCode }) =>
    lastLossCode === SEND_FAILED
  );
  const targets = lost?.judges.map(({ series }) => series.target) ?? [];
  return {
    slot: downSlot(name, scope),
    type,
    severity: type === "outage" ? "critical" : "alert",
    interface: name,
    target: "",
    server: "",
    sinceMs: fromMs,
    untilMs,
    // One IP version alone has lost its route, not the interface its cable.
    cause: isLinkDown || (isUnsent && scope === "line")
      ? "interface_down"
      : causeOf(context.ladder, scope, (judge) => isLostSince(judge, fromMs)),
    conditions: [type],
    targets,
    metrics: { "targets_lost": targets.length },
    adopts: [],
  };
}

function isLostSince(
  { lostInARow, lastLostMs }: SeriesJudge,
  fromMs: number,
): boolean {
  return lostInARow > 0 && lastLostMs >= fromMs;
}
