/**
 * What does it cost to ping 10 targets over each of 8 interfaces every second?
 * The database says how many of the pings that were due are in it.
 *
 * ```sh
 * deno run -A tests/peers/many_interfaces.ts [--seconds 30] [--everything]
 * ```
 *
 * `--everything` leaves DNS and TCP on, as by default. Needs root.
 *
 * @module
 */

import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { count } from "../cli/recorded.ts";
import { openLab } from "../lab/mod.ts";
import { figure } from "./figure.ts";
import { MANY_ADDRESSES, manyAddresses, pingsOnly } from "./pings_only.ts";
import { processCost } from "./process_cost.ts";

const INTERFACES = 8;
const TARGETS = 10;
/** What the project wants to stay within, percent of a core. */
const MAX_CPU_PCT = 5;
/** Start-up is another question: it is over by then. */
const WARM_UP_MS = 8_000;

function configuration(
  names: readonly string[],
  isEverything: boolean,
): string {
  const targets = manyAddresses(TARGETS);
  const measured = isEverything
    ? `[targets]
gateway = "none"
isp_gateway = "none"
public_dns = []
custom = ${JSON.stringify(targets)}
`
    : pingsOnly(targets);
  return `[general]
interfaces = ${JSON.stringify(names)}
family = "4"
${measured}`;
}

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "30" },
    everything: { type: "boolean", default: false },
  },
});
const seconds = Number(values.seconds);
const names = Array.from({ length: INTERFACES }, (_, i) => `c${i}`);
const folder = await Deno.makeTempDir({ prefix: "bb-many-" });
try {
  await using lab = await openLab({
    interfaces: names,
    ipv6: false,
    serverAddresses: [MANY_ADDRESSES],
  });
  const config = join(folder, "client.conf");
  const db = join(folder, "b.db");
  await Deno.writeTextFile(config, configuration(names, values.everything));
  await using monitor = await lab.deno(lab.client, "client/main.ts", {
    args: ["monitor", "--config", config, "--db", db, "--quiet"],
  });
  await setTimeout(WARM_UP_MS);
  const before = await processCost(monitor.pid);
  const fromMs = Date.now();
  await setTimeout(seconds * 1_000);
  const toMs = Date.now();
  const after = await processCost(monitor.pid);
  // What is under way is in the database two seconds later.
  await setTimeout(2_500);
  const answered = count(
    db,
    `SELECT count(*) FROM measurements WHERE test_type = 'icmp'
     AND status = 'ok' AND timestamp_ms >= ${fromMs} AND timestamp_ms < ${toMs}`,
  );
  const cpuPct = (after.cpuS - before.cpuS) / seconds * 100;
  const due = INTERFACES * TARGETS * seconds;
  const others = values.everything ? ", with DNS and TCP as by default" : "";
  figure({
    what:
      `${INTERFACES} interfaces x ${TARGETS} targets at 1/s for ${seconds} s${others}: CPU`,
    asked: `${MAX_CPU_PCT} % of a core, all answered`,
    reached: `${cpuPct.toFixed(1)} %, ${answered} of ${due} answered, ${
      (after.rssBytes / 1e6).toFixed(0)
    } MB`,
    isReached: cpuPct <= MAX_CPU_PCT && answered >= due,
  });
} finally {
  await Deno.remove(folder, { recursive: true });
}
