/** The dashboard: from a request to its answer. @module */

import { type Context, Hono } from "hono";
import { snakeJson } from "../export/snake_json.ts";
import { StoreError } from "../store/errors.ts";
import type { DashboardContext } from "./context.ts";
import { BadRequest, RequestFault } from "./faults.ts";
import { webFile } from "./files.ts";
import { type Access, Gate, PAGE_TOKEN_HEADER } from "./gate.ts";
import { LiveHub } from "./live_hub.ts";
import { openApi } from "./openapi.ts";
import type { ApiContext, ApiRoute, Asked } from "./route.ts";
import { API_ROUTES } from "./routes/mod.ts";
import { TestDesk } from "./test_desk.ts";

/** Of the pages; each is the same file, which looks at its address. */
const PAGES = [
  "/",
  "/history",
  "/incidents",
  "/tests",
  "/compare",
  "/interfaces",
  "/settings",
];
/** What nobody may see before they have signed in, but this. */
const OPEN_PATHS = [
  "/sign_in",
  "/web/style.css",
  "/web/icon.svg",
  "/web/inter-latin-400.woff2",
  "/web/inter-latin-600.woff2",
];
const JSON_TYPE = "application/json; charset=utf-8";
/** No request needs a longer body. */
const MAX_BODY = 4_096;

/** What every answer says: nothing from elsewhere, and nowhere else. */
const HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-cache",
};

/** The dashboard, opened. */
export interface Dashboard extends AsyncDisposable {
  /** Answers a request; never rejects. */
  readonly answer: (request: Request) => Promise<Response>;
}

/**
 * Opens the dashboard; it holds nothing open while nobody watches.
 *
 * @param context What it shows.
 * @param access Who is let in.
 */
export function openDashboard(
  context: DashboardContext,
  access: Access,
): Dashboard {
  const gate = new Gate(access);
  const hub = new LiveHub(context.monitor);
  const desk = new TestDesk({
    ...context,
    onChange: (state) => hub.tell("test", snakeJson(state)),
  });
  const api = { ...context, desk, pageToken: gate.pageToken };
  const app = new Hono();
  app.use(async (c, next) => {
    gate.checkHost(c.req.raw);
    if (!gate.isSignedIn(c.req.raw) && !OPEN_PATHS.includes(c.req.path)) {
      c.res = refuseStranger(c);
    } else await next();
    for (const [name, value] of Object.entries(HEADERS)) c.header(name, value);
  });
  for (const page of PAGES) app.get(page, (c) => file(c, "index.html"));
  app.get("/web/:name", (c) => file(c, c.req.param("name")));
  app.get("/sign_in", (c) => signInPage(c, gate, ""));
  app.post("/sign_in", (c) => signIn(c, gate));
  app.get(
    "/api/openapi.json",
    (c) => c.json(openApi(API_ROUTES, context.version)),
  );
  app.get("/api/v1/live", () => live(hub));
  for (const route of API_ROUTES) {
    app.on(route.method.toUpperCase(), `/api/v1${route.path}`, async (c) => {
      if (route.method !== "get") {
        gate.checkChange(c.req.raw, c.req.header(PAGE_TOKEN_HEADER) ?? null);
      }
      return await apiAnswer(c, route, api);
    });
  }
  app.notFound((c) => fault(404, `There is no ${c.req.method} ${c.req.path}`));
  app.onError((error) => {
    const answer = error instanceof RequestFault
      ? fault(error.status, error.message)
      : error instanceof StoreError
      ? fault(503, error.message)
      : fault(500, `This is a fault of bufferbane: ${error.message}`);
    for (const [name, value] of Object.entries(HEADERS)) {
      answer.headers.set(name, value);
    }
    return answer;
  });
  return {
    answer: async (request) => await app.fetch(request),
    async [Symbol.asyncDispose]() {
      await desk[Symbol.asyncDispose]();
      await hub[Symbol.asyncDispose]();
    },
  };
}

async function apiAnswer(
  c: Context,
  route: ApiRoute,
  context: ApiContext,
): Promise<Response> {
  const answer = await route.answer(await askedOf(c, route), context);
  const json = route.isVerbatim ? JSON.stringify(answer) : snakeJson(answer);
  return new Response(json, { headers: { "content-type": JSON_TYPE } });
}

async function askedOf(c: Context, route: ApiRoute): Promise<Asked> {
  const { searchParams } = new URL(c.req.url);
  const names = route.parameters.map(({ name }) => name);
  for (const name of searchParams.keys()) {
    if (names.includes(name) && searchParams.getAll(name).length === 1) {
      continue;
    }
    const allowed = names.length === 0
      ? "none"
      : `${names.join(", ")}, once each`;
    throw new BadRequest(
      `Cannot use the parameter ${
        JSON.stringify(name.slice(0, 80))
      } (allowed: ${allowed})`,
    );
  }
  return {
    query: (name) => searchParams.get(name) ?? undefined,
    body: route.body === undefined ? undefined : await jsonOf(c),
  };
}

async function jsonOf(c: Context): Promise<unknown> {
  const type = c.req.header("content-type") ?? "nothing";
  if (!/^application\/json\s*(;|$)/.test(type)) {
    throw new RequestFault(
      415,
      `Cannot read the body as it is ${
        JSON.stringify(type.slice(0, 80))
      } (allowed: application/json)`,
    );
  }
  const text = await bodyOf(c);
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new BadRequest(
      `Cannot read the body as it is no JSON: ${error.message.slice(0, 120)}`,
    );
  }
}

async function bodyOf(c: Context): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of c.req.raw.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > MAX_BODY) {
      throw new BadRequest(
        `Cannot read a body of more than ${MAX_BODY} characters`,
      );
    }
  }
  return text;
}

function live(hub: LiveHub): Response {
  if (!hub.hasRoom) {
    throw new RequestFault(503, "Cannot show more as too many watch already");
  }
  return new Response(hub.watch(), {
    headers: { "content-type": "text/event-stream" },
  });
}

function file(c: Context, name: string): Response {
  const found = webFile(name);
  if (found === undefined) return fault(404, `There is no ${c.req.path}`);
  const { type, bytes, etag } = found;
  if (c.req.header("if-none-match") === etag) {
    return new Response(null, { status: 304, headers: { etag } });
  }
  return new Response(bytes, { headers: { "content-type": type, etag } });
}

function refuseStranger(c: Context): Response {
  const isPage = c.req.method === "GET" && PAGES.includes(c.req.path);
  return isPage
    ? new Response(null, { status: 303, headers: { location: "/sign_in" } })
    : fault(
      401,
      "Cannot answer without the token: sign in at /sign_in, or send it as `Authorization: Bearer TOKEN`",
    );
}

function signInPage(c: Context, gate: Gate, complaint: string): Response {
  const template = new TextDecoder().decode(webFile("sign_in.html")?.bytes);
  const page = template.replace("PAGE_TOKEN", gate.pageToken)
    .replace("COMPLAINT", complaint);
  return c.html(page, complaint === "" ? 200 : 401);
}

async function signIn(c: Context, gate: Gate): Promise<Response> {
  const form = new URLSearchParams(await bodyOf(c));
  gate.checkChange(c.req.raw, form.get("page_token"));
  const cookie = gate.signIn(form.get("token") ?? "");
  if (cookie === null) {
    return signInPage(c, gate, "That is not the token of [dashboard].");
  }
  return new Response(null, {
    status: 303,
    headers: { location: "/", "set-cookie": cookie },
  });
}

/** An answer that says in a sentence why there is none. */
function fault(status: number, error: string): Response {
  return new Response(JSON.stringify({ error }), {
    status,
    headers: { "content-type": JSON_TYPE },
  });
}
