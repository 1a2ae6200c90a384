/** Fuzzing what is asked of the monitor and of the dashboard. @module */

import { openDashboard } from "../../client/dashboard/app.ts";
import { API_ROUTES } from "../../client/dashboard/routes/mod.ts";
import {
  memoryContext,
  memoryMonitor,
} from "../../client/dashboard/testing.ts";
import { readTestRequest } from "../../client/monitor/read_test_request.ts";
import { below, type Chance, pick } from "./chance.ts";
import { madeUpValue, mangledText } from "./mangle.ts";

const REQUEST_WORDS = [
  ...["request", "bloat", "throughput", "live", "interface", "server", "url"],
  ...["flows", "loadMs", "restMs", "durationMs", "method", "directions"],
  ...["train", "search", "tcp", "up", "down", "http://a/", "https://", "http:"],
  ...["__proto__", "constructor", "", "x".repeat(300), "isOverBudget", "ftp:"],
];

/** A request over the control socket is used, or refused in a sentence. */
export function fuzzControlRequest(random: Chance): string | undefined {
  const names = REQUEST_WORDS.slice(0, 14);
  const request = Object.fromEntries(
    names.map((name) => [name, fieldOf(random, name)]),
  );
  try {
    const { flows, interface: name } = readTestRequest(request);
    const isFit = flows >= 1 && flows <= 16 && name.length <= 255;
    return isFit ? undefined : `taken: ${JSON.stringify(request)}`;
  } catch (error) {
    const isRefusal = error instanceof SyntaxError &&
      error.message.startsWith("Cannot use ");
    return isRefusal ? undefined : `${error} at ${JSON.stringify(request)}`;
  }
}

/** Mostly what it may be, so that most fields are looked at. */
function fieldOf(random: Chance, name: string): unknown {
  if (random() < 0.1) return madeUpValue(random, REQUEST_WORDS);
  if (name === "request") return pick(random, ["bloat", "throughput"]);
  if (name === "method") return pick(random, ["train", "search", "tcp"]);
  if (name === "directions") return pick(random, [["up"], ["down", "up"]]);
  if (name === "url") return pick(random, ["", "http://a.example/"]);
  if (/Ms$|flows/.test(name)) return pick(random, [1, 4, 16, 1_000, 5_000]);
  return pick(random, REQUEST_WORDS);
}

const QUERY_WORDS = [
  ...["last=", "from=", "to=", "&", "=", "%", "%00", "%ff", "+", "?", "#"],
  ...[
    "1h",
    "7d",
    "0s",
    "999999999w",
    "-1",
    "1e3",
    "1795197600000",
    "1795197000000",
  ],
  ...["interfaces=eth0", "targets=1.1.1.1", "probes=icmp,dns", "probes=x"],
  ...["segments=10", "interval_ms=1000", "theme=dark", "limit=5", ",", ",,,,"],
  ...["type=latency_over_time", "severity=critical", "of=servers", "\u0000"],
  ...["__proto__=1", "last=1h&last=2h", encodeURIComponent("<img>"), "é"],
];
const QUERIES = [
  "last=2m",
  "from=1795197500000&to=1795197600000",
  "last=3m&interfaces=eth0,wlan0&probes=icmp&segments=20",
  "last=60s&type=jitter_over_time&theme=dark",
  "last=2h&severity=warning&limit=3",
  "last=1m&of=interfaces",
];
const METHODS = ["GET", "GET", "GET", "POST", "DELETE", "PUT", "HEAD"];
const PATHS = [
  ...API_ROUTES.map(({ path }) => `/api/v1${path}`),
  ...["/", "/web/main.js", "/web/..%2f..%2fmain.ts", "/api/v1", "/sign_in"],
];
const HOSTS = ["localhost:9878", "127.0.0.1", "[::1]:9878", "evil.example", ""];
/** As the page sends it; then a test may begin. */
const PAGE_TOKEN = "random";

/** A request is answered: as asked, or by what is wrong with it, never by 500. */
export async function fuzzHttp(random: Chance): Promise<string | undefined> {
  const query = mangledText(random, QUERIES, QUERY_WORDS);
  const path = `${pick(random, PATHS)}${random() < 0.8 ? "?" : ""}${query}`;
  const request = requestTo(path, random);
  if (request === undefined) return undefined;
  await using dashboard = openDashboard(
    memoryContext({ monitor: memoryMonitor({ end: { error: "no" } }) }),
    { hosts: [], token: "", randomToken: () => PAGE_TOKEN },
  );
  const answer = await dashboard.answer(request);
  await answer.body?.cancel();
  return answer.status === 500 ? `${request.method} ${path}: 500` : undefined;
}

function requestTo(path: string, random: Chance): Request | undefined {
  const method = pick(random, METHODS);
  const headers = {
    host: random() < 0.9 ? "localhost:9878" : pick(random, HOSTS),
    origin: random() < 0.9 ? "http://localhost:9878" : "http://evil.example",
    "x-page-token": PAGE_TOKEN,
    "content-type": random() < 0.9 ? "application/json" : "text/plain",
    cookie: pick(random, ["", "a=b", "=;;=", "token=" + "x".repeat(99)]),
  };
  const hasBody = method !== "GET" && method !== "HEAD";
  const value = JSON.stringify(madeUpValue(random, REQUEST_WORDS)) ?? "";
  const body = value.slice(0, random() < 0.8 ? value.length : below(random, 9));
  try {
    return new Request(`http://localhost:9878${path}`, {
      method,
      headers,
      ...(hasBody ? { body } : {}),
    });
  } catch (error) {
    // No client could send it either.
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
