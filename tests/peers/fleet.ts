/**
 * A fleet: real monitors and a real server, scraped by the real Prometheus
 * with the rules of docs/operating/prometheus; typical questions asked by its
 * HTTP API; then one client's line loses packets on its way up, and the alerts
 * of that client must fire, and of no other.
 *
 * Where there are fewer monitors than clients, Prometheus scrapes each of them,
 * but the one that loses, under several names. The rules' times are divided by
 * ten, so that a run takes minutes; the rules as they are stand the drawn lines
 * of tests/fleet.
 *
 * ```sh
 * deno run -A tests/peers/fleet.ts [--clients 50] [--real 10]
 * ```
 *
 * @module
 */

import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { drop, type Lab, openLab } from "../lab/mod.ts";
import { promtool } from "../support/promtool.ts";
import { figure } from "./figure.ts";
import type { Client } from "./fleet_lab.ts";
import { QUESTIONS } from "./fleet_questions.ts";
import {
  HURRY,
  metricsOf,
  type Size,
  startFleet,
  until,
} from "./fleet_start.ts";
import { MANY_ADDRESSES } from "./pings_only.ts";
import { processCost } from "./process_cost.ts";
import type { Prometheus } from "./prometheus.ts";

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

/** Prometheus's own opinion of what a client says. */
async function checkMetrics(lab: Lab, client: Client): Promise<void> {
  const text = await metricsOf(lab, client);
  const { code, text: complaints } = await promtool(["check", "metrics"], text);
  const isClean = code === 0 && complaints === "";
  figure({
    what: "`promtool check metrics` of a client of the fleet",
    asked: "clean",
    reached: isClean ? "clean" : complaints.replaceAll("\n", "; "),
    isReached: isClean,
  });
}

async function askQuestions(prometheus: Prometheus): Promise<void> {
  const answers: (readonly [question: string, series: number])[] = [];
  for (const [question, expr] of QUESTIONS) {
    answers.push([question, (await prometheus.query(expr)).length]);
  }
  const open = answers.filter(([, series]) => series === 0);
  const most = Math.max(...answers.map(([, series]) => series));
  figure({
    what: "typical questions answered by Prometheus's HTTP API",
    asked: "all",
    reached: open.length === 0
      ? `all ${answers.length}, with up to ${most} series`
      : `not: ${open.map(([question]) => question).join(", ")}`,
    isReached: open.length === 0,
  });
}

async function tellCost(
  prometheus: Prometheus,
  clients: readonly Client[],
  size: Size,
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
    what:
      `${size.clients} clients scraped, ${size.real} of them real monitors ` +
      "with 2 targets and a server each, the others the same again",
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
  const [victim] = clients;
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
  const tookS = await until(120, async () => {
    fired = await lines();
    return EXPECTED.filter((name) =>
      fired.every(({ alertname }) => alertname !== name)
    ).map((name) => `${name} does not fire`).join(", ");
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

function sizeOf(args: string[]): Size {
  const { values } = parseArgs({
    args,
    options: {
      clients: { type: "string", default: "50" },
      real: { type: "string", default: "10" },
    },
  });
  const clients = Number(values.clients);
  const real = Number(values.real);
  const isWhole = [clients, real].every(Number.isInteger);
  if (!isWhole || real < 3 || clients < real || clients > MOST_CLIENTS) {
    throw new RangeError(
      `Cannot start --clients ${values.clients} --real ${values.real} ` +
        `(allowed: whole numbers, real from 3 to clients, up to ${MOST_CLIENTS})`,
    );
  }
  return { clients, real };
}

async function main(args: string[]): Promise<void> {
  const size = sizeOf(args);
  const folder = await Deno.makeTempDir({ prefix: "bb-fleet-" });
  try {
    await using lab = await openLab({
      ipv6: false,
      serverAddresses: [MANY_ADDRESSES],
    });
    const { clients, prometheus } = await startFleet(lab, folder, size);
    await until(120, async () => {
      const [up, lines] = await Promise.all([
        prometheus.query("count(up == 1)"),
        prometheus.query(
          'count(interface_direction:bufferbane_echoes_lost:ratio_rate5m{direction="up"})',
        ),
      ]);
      const wanted = [size.clients + 1, size.clients];
      const found = [up, lines].map(([first]) => first?.value ?? 0);
      return found.every((count, i) => count === wanted[i])
        ? ""
        : `${found.join(" and ")} are scraped and have sessions, not ${
          wanted.join(" and ")
        }`;
    });
    // As long as the rules look back, and wait.
    await setTimeout(1_000 * 600 / HURRY);
    await checkMetrics(lab, clients[0] as Client); // there are three at least
    await askQuestions(prometheus);
    await tellCost(prometheus, clients, size);
    await injectLoss(lab, prometheus, clients);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) await main(Deno.args);
