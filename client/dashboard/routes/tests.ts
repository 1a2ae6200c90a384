import { TEST_KINDS } from "../../model/mod.ts";
import type { TestWish } from "../context.ts";
import { BadRequest } from "../faults.ts";
import {
  choiceOf,
  PERIOD_PARAMETERS,
  periodOf,
  wholeOf,
} from "../parameters.ts";
import type { ApiRoute } from "../route.ts";

const MAX_TEXT = 255;
const KINDS = ["all", ...TEST_KINDS] as const;
/** With a server, a month has a hundred thousand. */
const LIMIT = { min: 1, max: 10_000, default: 1_000 };
const KEYS = ["interface", "server", "url", "is_over_budget"] as const;

/** Load tests. */
export const TESTS_ROUTE: ApiRoute = {
  method: "get",
  path: "/tests",
  summary: "Load tests, the newest first, with all their figures",
  parameters: [
    ...PERIOD_PARAMETERS,
    {
      name: "kind",
      description: "Only these; all unless given",
      schema: { type: "string", enum: KINDS },
    },
    {
      name: "limit",
      description: `The newest so many; ${LIMIT.default} unless given`,
      schema: { type: "integer", minimum: LIMIT.min, maximum: LIMIT.max },
    },
  ],
  returns: {
    period: "from_ms to to_ms, Unix milliseconds",
    tests: "Each with at_ms, kind, method, interface, server, upload_bps, " +
      "download_bps, sent_bytes, received_bytes, grade and details",
    total: "How many fit, also beyond the limit",
  },
  answer({ query }, { history, nowMs }) {
    const period = periodOf(query, nowMs());
    const kind = choiceOf(query, "kind", KINDS);
    const { tests, total } = history.newestTests(period, {
      kind: kind === "all" ? null : kind,
      limit: wholeOf(query, "limit", LIMIT),
    });
    return {
      period,
      tests: tests.map((test) => ({
        ...test,
        details: JSON.parse(test.details),
      })),
      total,
    };
  },
};

/** Begins one. */
export const START_TEST_ROUTE: ApiRoute = {
  method: "post",
  path: "/tests",
  summary: "Has the monitor run a bufferbloat test; the live stream, and " +
    "/api/v1/tests/running, tell how it goes",
  parameters: [],
  body: {
    type: "object",
    additionalProperties: false,
    properties: {
      interface: { type: "string", description: "Empty: the first measured" },
      server: { type: "string", description: "By name; empty: the first" },
      url: { type: "string", description: "A large file instead of a server" },
      is_over_budget: {
        type: "boolean",
        description: "Although the month's budget is used up",
      },
    },
  },
  returns: { test: "The test, as /api/v1/tests/running tells it" },
  answer: ({ body }, { desk }) => ({ test: desk.start(wishOf(body)) }),
};

/** How it goes. */
export const RUNNING_TEST_ROUTE: ApiRoute = {
  method: "get",
  path: "/tests/running",
  summary: "The load test that was started last from a page",
  parameters: [],
  returns: {
    test: "is_running, wish, started_ms, progress and end; null: none",
  },
  answer: (_, { desk }) => ({ test: desk.state }),
};

/** Breaks it off. */
export const STOP_TEST_ROUTE: ApiRoute = {
  method: "delete",
  path: "/tests/running",
  summary: "Breaks the running load test off",
  parameters: [],
  returns: { test: "The test, about to end" },
  answer(_, { desk }) {
    desk.stop();
    return { test: desk.state };
  },
};

/** Checks what came. */
function wishOf(body: unknown): TestWish {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw new BadRequest(
      `Cannot start a test: found ${
        JSON.stringify(body)?.slice(0, 80) ?? "nothing"
      } (allowed: an object with ${KEYS.join(", ")})`,
    );
  }
  const unknown = Object.keys(body).find((key) =>
    !KEYS.some((known) => known === key)
  );
  if (unknown !== undefined) {
    throw new BadRequest(
      `Cannot start a test with ${JSON.stringify(unknown)} (allowed: ${
        KEYS.join(", ")
      })`,
    );
  }
  const url = textOf(body, "url");
  if (url !== "" && !/^https?:\/\//.test(url)) {
    throw cannot("url", url, "an address that begins with http:// or https://");
  }
  const isOverBudget: unknown = Reflect.get(body, "is_over_budget") ?? false;
  if (typeof isOverBudget !== "boolean") {
    throw cannot("is_over_budget", isOverBudget, "true, false");
  }
  return {
    interface: textOf(body, "interface"),
    server: textOf(body, "server"),
    url,
    isOverBudget,
  };
}

function textOf(body: object, name: typeof KEYS[number]): string {
  const value: unknown = Reflect.get(body, name) ?? "";
  if (typeof value === "string" && value.length <= MAX_TEXT) return value;
  throw cannot(name, value, `a text of at most ${MAX_TEXT} characters`);
}

function cannot(name: string, found: unknown, allowed: string): BadRequest {
  return new BadRequest(
    `Cannot use ${name}: found ${
      JSON.stringify(found).slice(0, 80)
    } (allowed: ${allowed})`,
  );
}
