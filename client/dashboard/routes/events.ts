import { SEVERITIES } from "../../model/mod.ts";
import {
  choiceOf,
  namesOf,
  PERIOD_PARAMETERS,
  periodOf,
  wholeOf,
} from "../parameters.ts";
import type { ApiRoute } from "../route.ts";

const STATES = ["all", "open"] as const;
const LIMIT = { min: 1, max: 10_000, default: 1_000 };

/** What happened. */
export const EVENTS_ROUTE: ApiRoute = {
  method: "get",
  path: "/events",
  summary: "What happened: incidents, changes and notes, the newest first",
  parameters: [
    ...PERIOD_PARAMETERS,
    {
      name: "severity",
      description: "Only this bad or worse; info unless given",
      schema: { type: "string", enum: SEVERITIES },
    },
    {
      name: "state",
      description: "open: only those that go on; all unless given",
      schema: { type: "string", enum: STATES },
    },
    {
      name: "types",
      description: "Only these, with commas, e.g. outage,packet_loss",
      schema: { type: "string" },
    },
    {
      name: "limit",
      description: `The newest so many; ${LIMIT.default} unless given`,
      schema: { type: "integer", minimum: LIMIT.min, maximum: LIMIT.max },
    },
  ],
  returns: {
    period: "from_ms to to_ms, Unix milliseconds",
    events: "Each with at_ms, type, severity, interface, target, server, " +
      "description, duration_ms (null: goes on) and metrics",
    total: "How many fit, also beyond the limit",
  },
  answer({ query }, { history, nowMs }) {
    const period = periodOf(query, nowMs());
    const least = choiceOf(query, "severity", SEVERITIES);
    const isOpen = choiceOf(query, "state", STATES) === "open";
    const types = namesOf(query, "types");
    const limit = wholeOf(query, "limit", LIMIT);
    const bad = SEVERITIES.slice(SEVERITIES.indexOf(least));
    const events = history.events(period).filter((event) =>
      bad.includes(event.severity) && (types?.includes(event.type) ?? true) &&
      !(isOpen && event.durationMs !== null)
    );
    return {
      period,
      events: events.toReversed().slice(0, limit),
      total: events.length,
    };
  },
};
