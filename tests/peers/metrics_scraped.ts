/**
 * What does a scrape a second cost the monitor? Runs it in the lab with
 * `[metrics]` on, first with nobody scraping, then with somebody, and reads
 * its own audit from the database afterwards.
 *
 * ```sh
 * deno run -A tests/peers/metrics_scraped.ts [--seconds 60]
 * ```
 *
 * @module
 */

import { parseArgs } from "node:util";
import { figure } from "./figure.ts";
import {
  costText,
  latenessText,
  measureServing,
  MOST_P99_US,
} from "./serving_monitor.ts";

const URL = "http://localhost:9877/metrics";
const MOST_RSS_MB = 60;

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { seconds: { type: "string", default: "60" } },
  });
  const stretches = await measureServing(
    "metrics",
    Number(values.seconds),
    async (lab) => ({
      program: await lab.spawn(lab.client, [
        ...["sh", "-c", `while curl -sf -o /dev/null ${URL}; do sleep 1; done`],
      ]),
      isEndless: true,
    }),
  );
  const { monitor, p99Us, missed } = stretches.asked;
  figure({
    what: "a scrape a second: lateness of rounds, P99",
    asked: "1 ms, none missed, as with nobody scraping",
    reached: latenessText(stretches),
    isReached: p99Us <= MOST_P99_US && missed === 0,
  });
  figure({
    what: "a scrape a second: cost",
    asked: `${MOST_RSS_MB} MB for the monitor`,
    reached: costText(stretches, "metrics"),
    isReached: monitor.rssMb <= MOST_RSS_MB,
  });
}

if (import.meta.main) await main(Deno.args);
