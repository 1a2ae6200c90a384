/**
 * What do 50 people who watch the dashboard cost the monitor? Runs it in the
 * lab with `[dashboard]` on, first with nobody watching, then with all of
 * them, and reads its own audit from the database afterwards.
 *
 * ```sh
 * deno run -A tests/peers/dashboard_viewers.ts [--seconds 60] [--viewers 50]
 * ```
 *
 * @module
 */

import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Spawned } from "../lab/mod.ts";
import { figure } from "./figure.ts";
import {
  costText,
  latenessText,
  measureServing,
  MOST_P99_US,
} from "./serving_monitor.ts";

const PORT = "9878";
/** The viewers have come by then. */
const ARRIVAL_MS = 5_000;

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      seconds: { type: "string", default: "60" },
      viewers: { type: "string", default: "50" },
    },
  });
  const { viewers } = values;
  const seconds = Number(values.seconds);
  let crowd: Spawned | undefined;
  const stretches = await measureServing("dashboard", seconds, async (lab) => {
    crowd = await lab.deno(
      lab.client,
      "tests/peers/dashboard_viewers_main.ts",
      { args: [PORT, viewers, String(seconds + ARRIVAL_MS / 1000)] },
    );
    await setTimeout(ARRIVAL_MS);
    return { program: crowd, isEndless: false };
  });
  const { p99Us, missed } = stretches.asked;
  figure({
    what: `${viewers} viewers: lateness of rounds, P99`,
    asked: "1 ms, none missed, as with nobody watching",
    reached: latenessText(stretches),
    isReached: p99Us <= MOST_P99_US && missed === 0,
  });
  figure({
    what: `${viewers} viewers: cost`,
    reached: costText(stretches, "dashboard"),
  });
  figure({
    what: `${viewers} viewers: what they saw`,
    reached: crowd?.stdout().join(" ").trim() ?? "",
  });
}

if (import.meta.main) await main(Deno.args);
