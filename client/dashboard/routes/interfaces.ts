import type { LinkSecond } from "../../model/mod.ts";
import { choiceOf, PERIOD_PARAMETERS, periodOf } from "../parameters.ts";
import type { ApiRoute } from "../route.ts";

/** What is shown of the last seconds, ms. */
const RECENT_MS = 120_000;

/** The interfaces. */
export const INTERFACES_ROUTE: ApiRoute = {
  method: "get",
  path: "/interfaces",
  summary: "The interfaces now, and what each has carried",
  parameters: PERIOD_PARAMETERS,
  returns: {
    period: "from_ms to to_ms, Unix milliseconds",
    interfaces: "As the kernel sees them now",
    totals: "What each measured one carried in the period",
    seconds: "What each measured one carried in each of the last 120 s",
  },
  answer({ query }, { history, interfaces, nowMs }) {
    const now = nowMs();
    const period = periodOf(query, now);
    const seconds = new Map<string, LinkSecond[]>();
    const recent = { fromMs: now - RECENT_MS, toMs: now };
    for (const second of history.linkSeconds(recent)) {
      const own = seconds.get(second.interface) ?? [];
      own.push(second);
      seconds.set(second.interface, own);
    }
    return {
      period,
      interfaces: interfaces(),
      totals: history.linkTotals(period),
      seconds: [...seconds].map(([name, own]) => ({
        interface: name,
        seconds: own,
      })),
    };
  },
};

/** Interfaces or servers against each other. */
export const COMPARISON_ROUTE: ApiRoute = {
  method: "get",
  path: "/comparison",
  summary: "Interfaces, or servers, compared in the same seconds",
  parameters: [
    {
      name: "of",
      description: "interfaces unless given",
      schema: { type: "string", enum: ["interfaces", "servers"] },
    },
    ...PERIOD_PARAMETERS,
  ],
  returns: {
    period: "from_ms to to_ms, Unix milliseconds",
    found: "As `bufferbane compare` with --json has it",
  },
  answer({ query }, { compare, nowMs }) {
    const kind = choiceOf(query, "of", ["interfaces", "servers"]);
    const period = periodOf(query, nowMs());
    return { period, found: compare(kind, period) };
  },
};
