/** How far a trouble reaches, and whose fault it is. @module */

import type { Cause } from "./incident.ts";
import type { SeriesJudge } from "./series_judge.ts";

/** How far a trouble reaches. */
export type Scope = "line" | "ipv4" | "ipv6" | "target";

/** What can be down: all of a line, or one IP version. */
export type DownScope = Exclude<Scope, "target">;

/** Whether a series has a trouble. */
export type IsAffected = (judge: SeriesJudge) => boolean;

/**
 * Whether a series is beyond this house and its provider's first router:
 * those routers answer pings only when they have nothing better to do.
 */
export function isFar({ series: { probe, role } }: SeriesJudge): boolean {
  return probe === "echo" || role === "public" || role === "custom" ||
    role === "server";
}

/** Whether a series is of an IP version; of `"line"` each is. */
export function isWithin({ series }: SeriesJudge, scope: DownScope): boolean {
  return scope === "line" || series.family === (scope === "ipv4" ? 4 : 6);
}

/**
 * How far a trouble reaches: as far as half of the targets that can tell.
 *
 * @param far The targets on the internet.
 * @param isAffected Whether one has it.
 */
export function scopeOf(
  far: readonly SeriesJudge[],
  isAffected: IsAffected,
): Scope {
  if (isShared(far, isAffected)) return "line";
  for (const family of [4, 6] as const) {
    const own = far.filter(({ series }) => series.family === family);
    if (own.length > 1 && isShared(own, isAffected)) {
      return family === 4 ? "ipv4" : "ipv6";
    }
  }
  return "target";
}

function isShared(
  judges: readonly SeriesJudge[],
  isAffected: IsAffected,
): boolean {
  const affected = judges.filter(isAffected);
  const families = new Set(judges.map(({ series }) => series.family));
  return 2 * affected.length >= judges.length &&
    (judges.length === 1 || affected.length > 1) &&
    // Half of the targets may be all of one IP version and none of the other.
    [...families].every((family) =>
      affected.some(({ series }) => series.family === family)
    );
}

/**
 * Whose fault a trouble is: the nearest router that has it, too.
 *
 * @param judges All series of the interface.
 * @param scope How far it reaches.
 * @param isAffected Whether one has it.
 */
export function causeOf(
  judges: readonly SeriesJudge[],
  scope: Scope,
  isAffected: IsAffected,
): Cause {
  if (scope === "target") return "far_end";
  const at = (role: "gateway" | "isp") =>
    judges.filter((judge) =>
      judge.series.role === role && judge.hasAnswered && isWithin(judge, scope)
    );
  const gateways = at("gateway");
  const firstHops = at("isp");
  const [gateway] = gateways;
  if (gateway !== undefined && gateways.some(isAffected)) {
    return gateway.series.connectionType === "wifi" ? "wifi" : "own_router";
  }
  if (scope !== "line") return scope;
  if (firstHops.some(isAffected)) return "access_line";
  if (gateway === undefined) return "unknown";
  return firstHops.length > 0 ? "isp_core" : "isp";
}
