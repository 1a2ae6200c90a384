import type { ApiRoute } from "./route.ts";

const FAULTS: Readonly<Record<string, string>> = {
  400: "Something in the request cannot be read, or is out of range",
  401: "A token is needed",
  403: "A change that the dashboard's own page has not asked for",
  409: "Not now",
  421: "Another host name than the dashboard's",
};

/**
 * Describes the API in OpenAPI 3.1.
 *
 * @param routes Every route.
 * @param version The program's.
 * @returns Plain values, fit for JSON.
 * @see {@link https://spec.openapis.org/oas/v3.1.1.html | OpenAPI Specification}
 */
export function openApi(
  routes: readonly ApiRoute[],
  version: string,
): Readonly<Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {
    "/api/v1/live": { get: LIVE },
  };
  for (const route of routes) {
    const path = `/api/v1${route.path}`;
    paths[path] = { ...paths[path], [route.method]: operationOf(route) };
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "bufferbane",
      version,
      description: "What was measured, what is going on, and load tests. " +
        "Times are Unix milliseconds unless a name ends otherwise.",
    },
    paths,
    components: {
      securitySchemes: {
        token: {
          type: "http",
          scheme: "bearer",
          description: "`token` of [dashboard]; needed where it is set",
        },
      },
      schemas: {
        Fault: {
          type: "object",
          required: ["error"],
          properties: { error: { type: "string" } },
        },
      },
    },
    security: [{}, { token: [] }],
  };
}

const LIVE = {
  summary: "What happens now, as server-sent events",
  description: "`samples`: a list of what the monitor has measured, named " +
    "as the columns of the view `measurements` (type sample), what an " +
    "interface did in a second (type link), and what happened (type event); " +
    "`monitor`: whether one runs; `test`: how the load test goes.",
  responses: {
    200: {
      description: "Events until the reader goes",
      content: { "text/event-stream": { schema: { type: "string" } } },
    },
    503: fault("Too many watch already"),
  },
};

function operationOf(route: ApiRoute): Readonly<Record<string, unknown>> {
  const { method, summary, parameters, body, returns } = route;
  const properties = Object.fromEntries(
    Object.entries(returns).map(([name, description]) =>
      [name, { description }] as const
    ),
  );
  const pageToken = {
    name: "X-Page-Token",
    in: "header",
    required: true,
    description: "From /api/v1/page_token",
    schema: { type: "string" },
  };
  return {
    summary,
    parameters: [
      ...parameters.map((one) => ({ ...one, in: "query" })),
      ...(method === "get" ? [] : [pageToken]),
    ],
    ...(body === undefined ? {} : {
      requestBody: {
        required: true,
        content: { "application/json": { schema: body } },
      },
    }),
    responses: {
      200: {
        description: "Done",
        content: {
          "application/json": {
            schema: {
              type: "object",
              required: Object.keys(returns),
              properties,
            },
          },
        },
      },
      ...Object.fromEntries(
        Object.entries(FAULTS).map(([status, text]) => [status, fault(text)]),
      ),
    },
  };
}

function fault(description: string): Readonly<Record<string, unknown>> {
  return {
    description,
    content: {
      "application/json": { schema: { $ref: "#/components/schemas/Fault" } },
    },
  };
}
