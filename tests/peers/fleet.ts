/**
 * A fleet: many real monitors and a real server, scraped by the real
 * Prometheus with the rules of docs/operating/prometheus; typical questions
 * asked by its HTTP API; then one client's line loses packets on its way up,
 * and the alerts of that client must fire, and of no other.
 *
 * The rules' times are divided by ten, so that a run takes minutes; the rules
 * as they are stand the drawn lines of tests/fleet.
 *
 * ```sh
 * deno run -A tests/peers/fleet.ts [--clients 50]
 * ```
 *
 * @module
 */

import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { drop, type Lab, openLab } from "../lab/mod.ts";
import { promtool } from "../support/promtool.ts";
import { figure } from "./figure.ts";
import {
  type Client,
  startFleetClient,
  startFleetServer,
} from "./fleet_lab.ts";
import { MANY_ADDRESSES } from "./pings_only.ts";
import { processCost } from "./process_cost.ts";
import { type Prometheus, startPrometheus } from "./prometheus.ts";

const HURRY = 10;
const SCRAPE_S = 5;
/** One after the other, as starting costs most. */
const STAGGER_MS = 700;
const MOST_CLIENTS = 250;
/** Of the packets of one client's line, on their way up. */
const LOSS_SHARE = 0.2;
/** What that must set off, for the client that loses alone. */
const EXPECTED = ["BufferbaneLineLosesPackets", "BufferbaneLosesOneWay"];
/** What one line's loss must not set off for others. */
const ABOUT_LINES = [
  ...EXPECTED,
  "BufferbaneLineDown",
  "BufferbaneProviderTrouble",
];

/** What people ask of a fleet; docs/fleet.md has the same. */
const QUESTIONS: readonly (readonly [question: string, expr: string])[] = [
  ["how many clients tell their figures", "count(bufferbane_build_info)"],
  [
    "which lines lose, in which direction",
    "interface_direction:bufferbane_echoes_lost:ratio_rate5m >= 0",
  ],
  ["P99 by provider", "isp:bufferbane_rtt_seconds:p99_5m"],
  ["P99 by site", "site:bufferbane_rtt_seconds:p99_5m"],
  [
    "one-way delay by direction",
    "interface_direction:bufferbane_one_way_delay_seconds:p50_5m",
  ],
  ["lines that lose, by provider", "isp:bufferbane_lines_losing:count"],
  ["who has an incident", "count(bufferbane_incidents_open) or vector(0)"],
  [
    "self-audit: rounds missed",
    "sum(increase(bufferbane_rounds_missed_total[1m]))",
  ],
  ["sessions at the server", "sum(bufferbane_server_sessions)"],
  [
    "how long ECHOs are in the server",
    "instance:bufferbane_server_turnaround_seconds:p99_5m",
  ],
];

/** Waits for something to be as wanted. */
async function until(
  what: string,
  limitS: number,
  isSo: () => Promise<boolean>,
): Promise<number> {
  const startedMs = Date.now();
  const elapsedS = () => (Date.now() - startedMs) / 1_000;
  while (!await isSo()) {
    if (elapsedS() > limitS) {
      throw new Error(`Cannot see within ${limitS} s: ${what}`);
    }
    await setTimeout(1_000);
  }
  return elapsedS();
}

async function startFleet(
  lab: Lab,
  folder: string,
  count: number,
): Promise<{ clients: readonly Client[]; prometheus: Prometheus }> {
  const secrets = new Map(
    Array.from({ length: count }, (_, i) => [
      `c${i}`,
      crypto.getRandomValues(new Uint8Array(32)).toHex(),
    ]),
  );
  const server = await startFleetServer(lab, folder, secrets);
  const clients: Client[] = [];
  for (const [number, [name, secret]] of [...secrets].entries()) {
    const own = join(folder, name);
    await Deno.mkdir(own);
    clients.push(await startFleetClient(lab, own, { number, secret }));
    await setTimeout(STAGGER_MS);
  }
  const scraped = [server, ...clients].map((one) => one.scraped);
  const pace = { intervalS: SCRAPE_S, hurry: HURRY };
  const prometheus = await startPrometheus({ lab, folder }, scraped, pace);
  return { clients, prometheus };
}

/** Prometheus's own opinion of what a client says. */
async function checkMetrics(lab: Lab, { scraped }: Client): Promise<void> {
  const url = `http://${scraped.target}/metrics`;
  const text = await lab.exec(lab.client, ["curl", "-sf", url]);
  const { text: complaints } = await promtool(["check", "metrics"], text);
  figure({
    what: "`promtool check metrics` of a client of the fleet",
    asked: "clean",
    reached: complaints === "" ? "clean" : complaints.replaceAll("\n", "; "),
    isReached: complaints === "",
  });
}

async function askQuestions(prometheus: Prometheus): Promise<void> {
  const answers: string[] = [];
  for (const [question, expr] of QUESTIONS) {
    const samples = await prometheus.query(expr);
    const values = samples.map(({ value }) => value).sort((a, b) => a - b);
    const range = [...new Set([values[0], values.at(-1)])]
      .map((value) => value?.toPrecision(3)).join(" to ");
    answers.push(`${question}: ${samples.length} series, ${range}`);
  }
  figure({
    what: "typical questions answered by Prometheus's HTTP API",
    asked: "all",
    reached: answers.join("; "),
    isReached: answers.every((answer) => !answer.includes(": 0 series")),
  });
}

async function tellCost(
  prometheus: Prometheus,
  clients: readonly Client[],
): Promise<void> {
  const one = async (expr: string) =>
    (await prometheus.query(expr))[0]?.value ?? NaN;
  const costs = await Promise.all(
    clients.map(({ process }) => processCost(process.pid)),
  );
  const meanMb = costs.reduce((sum, { rssBytes }) => sum + rssBytes, 0) /
    clients.length / 1e6;
  const { rssBytes } = await processCost(prometheus.process.pid);
  const samples = await one(
    'avg(scrape_samples_scraped{job="bufferbane"})',
  );
  const scrapeS = await one(
    'quantile(0.99, scrape_duration_seconds{job="bufferbane"})',
  );
  figure({
    what: `${clients.length} real monitors with 2 targets and a server each`,
    reached: `${samples.toFixed(0)} series a client; a scrape ${
      (1_000 * scrapeS).toFixed(0)
    } ms (99 of 100); a monitor ${meanMb.toFixed(0)} MB; Prometheus ${
      (rssBytes / 1e6).toFixed(0)
    } MB`,
  });
}

async function injectLoss(
  lab: Lab,
  prometheus: Prometheus,
  clients: readonly Client[],
): Promise<void> {
  const victim = clients[Math.floor(clients.length / 3)];
  if (victim === undefined) throw new TypeError("Cannot: no client");
  const lines = async () =>
    (await prometheus.firing()).filter(({ alertname = "" }) =>
      ABOUT_LINES.includes(alertname)
    );
  const before = await lines();
  await using _loss = await drop(lab.line.up, {
    kind: "share",
    share: LOSS_SHARE,
    match: `ip daddr { ${victim.addresses.join(", ")} }`,
  });
  let fired = before;
  const tookS = await until(`alerts of ${victim.name}`, 120, async () => {
    fired = await lines();
    return EXPECTED.every((name) =>
      fired.some(({ alertname }) => alertname === name)
    );
  });
  const told = fired.map(({ alertname, instance, direction = "" }) =>
    `${alertname} ${instance} ${direction}`.trim()
  );
  const isExact = before.length === 0 &&
    fired.every(({ instance }) => instance === victim.name) &&
    told.includes(`BufferbaneLosesOneWay ${victim.name} up`);
  figure({
    what: `20 % loss on the way up of ${victim.name} alone: alerts`,
    asked: "its own, no other's",
    reached: `${before.length} before, then ${told.join(", ")} after ${
      tookS.toFixed(0)
    } s with times divided by ${HURRY}`,
    isReached: isExact,
  });
}

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { clients: { type: "string", default: "50" } },
  });
  const count = Number(values.clients);
  if (!Number.isInteger(count) || count < 3 || count > MOST_CLIENTS) {
    throw new RangeError(
      `Cannot start --clients: found ${values.clients} (allowed: 3 to ${MOST_CLIENTS})`,
    );
  }
  const folder = await Deno.makeTempDir({ prefix: "bb-fleet-" });
  try {
    await using lab = await openLab({
      ipv6: false,
      serverAddresses: [MANY_ADDRESSES],
    });
    const { clients, prometheus } = await startFleet(lab, folder, count);
    await until("all are scraped, and have sessions", 90, async () => {
      const counts = await Promise.all([
        prometheus.query("count(up == 1)"),
        prometheus.query(
          'count(interface_direction:bufferbane_echoes_lost:ratio_rate5m{direction="up"})',
        ),
      ]);
      return counts[0][0]?.value === count + 1 &&
        counts[1][0]?.value === count;
    });
    // As long as the rules look back, and wait.
    await setTimeout(1_000 * 600 / HURRY);
    await checkMetrics(lab, clients[0] as Client); // there are three at least
    await askQuestions(prometheus);
    await tellCost(prometheus, clients);
    await injectLoss(lab, prometheus, clients);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) await main(Deno.args);
