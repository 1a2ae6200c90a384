import type { ApiRoute } from "../route.ts";

/** Incidents older than this that have no end were cut off, ms. */
const LOOK_BACK_MS = 7 * 86_400_000;

/** How it stands now. */
export const STATUS_ROUTE: ApiRoute = {
  method: "get",
  path: "/status",
  summary: "How it stands now: the monitor, and what goes on",
  parameters: [],
  returns: {
    version: "Of this program",
    host: "The machine that measured",
    timestamp_ms: "Now, Unix milliseconds",
    time_zone: "Whose local time people read",
    span: "From the first measurement to the last; null: none yet",
    monitor: "The running monitor's condition; null: none runs",
    open_events: "Incidents that go on",
    servers: "Servers to test with, by name",
    interfaces: "Interfaces that were measured in the last day",
    test: "The load test that was started last from a page; null: none",
  },
  async answer(
    _,
    { version, history, monitor, desk, servers, nowMs, timeZone },
  ) {
    const now = nowMs();
    const recent = { fromMs: now - LOOK_BACK_MS, toMs: now + 1 };
    return {
      version,
      host: history.host,
      timestampMs: now,
      timeZone,
      span: history.span(),
      monitor: await monitor.status(),
      openEvents: history.events(recent)
        .filter(({ durationMs }) => durationMs === null),
      servers,
      interfaces: [...new Set(history.series().map((one) => one.interface))],
      test: desk.state,
    };
  },
};
