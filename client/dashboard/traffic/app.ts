/** The web server of `bufferbane traffic`: from a request to its answer. @module */

import { Hono } from "hono";
import type { TrafficContext } from "../../traffic/report.ts";
import { RequestFault } from "../faults.ts";
import type { Gate } from "../gate.ts";
import { TRAFFIC_SCRIPT, TRAFFIC_STYLE, trafficPage } from "./page.ts";

/** What the server tells. */
export interface TrafficView {
  /** What is counted, and how. */
  readonly context: TrafficContext;
  /** The last second. */
  realtime(): object;
  /** The last five minutes, the oldest second first. */
  history(): readonly object[];
  /** Everything since counting began. */
  summary(): object;
}

/** What every answer says: nothing from elsewhere, and nowhere else. */
const HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
};

/**
 * Makes the server; it only reads, so there is nothing to protect but what it
 * shows.
 *
 * @param view What it tells.
 * @param gate Which hosts it answers for.
 * @returns Answers a request; never rejects.
 */
export function trafficApp(
  view: TrafficView,
  gate: Pick<Gate, "checkHost">,
): (request: Request) => Promise<Response> {
  const app = new Hono();
  app.use(async (c, next) => {
    gate.checkHost(c.req.raw);
    await next();
  });
  app.get("/", (c) => c.html(trafficPage(view.context)));
  app.get("/traffic.css", (c) => {
    c.header("content-type", "text/css; charset=utf-8");
    return c.body(TRAFFIC_STYLE);
  });
  app.get("/traffic.js", (c) => {
    c.header("content-type", "text/javascript; charset=utf-8");
    return c.body(TRAFFIC_SCRIPT);
  });
  app.get("/api/metrics/realtime", (c) => c.json(view.realtime()));
  app.get("/api/metrics/history", (c) => c.json(view.history()));
  app.get("/api/stats/summary", (c) => c.json(view.summary()));
  app.notFound((c) =>
    c.json({ error: `There is no ${c.req.method} ${c.req.path}` }, 404)
  );
  app.onError((error, c) => {
    if (error instanceof RequestFault) {
      return c.json({ error: error.message }, error.status);
    }
    return c.json(
      { error: `This is a fault of bufferbane: ${error.message}` },
      500,
    );
  });
  return async (request) => {
    const response = await app.fetch(request);
    for (const [name, value] of Object.entries(HEADERS)) {
      response.headers.set(name, value);
    }
    return response;
  };
}
