/**
 * Both built programs for a while under the restrictions of their units, the
 * monitor measuring to the server: `BUFFERBANE_DIST=dist deno run -A
 * tests/ship/under_units.ts [--minutes N]`, 120 by default. Needs root.
 *
 * @module
 */

import { join } from "node:path";
import { openHousehold } from "../cli/household.ts";
import { pass, until } from "../cli/program.ts";
import { completenessOf, count, isThere } from "../cli/recorded.ts";
import { ECHO_PORT, SECRET } from "../echo/echo_lab.ts";
import { processCost } from "../peers/process_cost.ts";
import { figure } from "../torture/figures.ts";
import { slopeOf } from "../torture/slope.ts";
import { startUnderUnit, type UnitProcess } from "./unit_process.ts";

const READING_MS = 10_000;
/** The monitor may be so large with a server; the server with few sessions. */
const MAX_RSS_MB = { client: 75, server: 96 } as const;
const MAX_SLOPE_MB_PER_DAY = 1;
/** T24's: one in a hundred thousand, and none in a run that has fewer. */
const MAX_MISSED_SHARE = 1e-5;

interface Reading {
  readonly atDays: number;
  readonly rssMb: number;
  /** RSS falls when the kernel takes back what it can read again; this does not. */
  readonly anonymousMb: number;
  readonly descriptors: number;
}

const SIZES = [["RSS", "rssMb"], ["anonymous memory", "anonymousMb"]] as const;

const at = Deno.args.indexOf("--minutes");
const minutes = at < 0 ? 120 : Number(Deno.args[at + 1]);
const dist = Deno.env.get("BUFFERBANE_DIST") ?? "dist";

async function read({ process: { pid } }: UnitProcess): Promise<Reading> {
  const { rssBytes, anonymousBytes } = await processCost(pid);
  const descriptors = await Array.fromAsync(Deno.readDir(`/proc/${pid}/fd`));
  return {
    atDays: performance.now() / 86_400_000,
    rssMb: rssBytes / 1e6,
    anonymousMb: anonymousBytes / 1e6,
    descriptors: descriptors.length,
  };
}

function report(
  name: "client" | "server",
  readings: readonly Reading[],
  { heard }: UnitProcess,
): void {
  const largest = Math.max(...readings.map(({ rssMb }) => rssMb));
  figure(
    `${name}: RSS at its highest, warm`,
    `${largest.toFixed(1)} MB`,
    largest <= MAX_RSS_MB[name],
  );
  for (const [what, key] of SIZES) {
    const { slope, standardError } = slopeOf(
      readings.map((reading) => [reading.atDays, reading[key]]),
    );
    figure(
      `${name}: ${what} slope`,
      `${slope.toFixed(1)} +- ${(2 * standardError).toFixed(1)} MB a day`,
      slope - 2 * standardError <= MAX_SLOPE_MB_PER_DAY,
    );
  }
  const first = readings[0]?.descriptors ?? 0;
  const last = readings.at(-1)?.descriptors ?? 0;
  figure(`${name}: descriptors`, `${first} then ${last}`, last <= first + 2);
  // Every second, of the three that the watchdog has here.
  const alive = heard.filter((state) => state === "WATCHDOG=1").length;
  figure(
    `${name}: watchdog answered`,
    `${alive} times in ${minutes} min`,
    alive >= 0.9 * minutes * 60,
  );
}

await using home = await openHousehold();
await using server = await startUnderUnit("bufferbane-server", {
  config: `[general]
status_socket = "/run/bufferbane-server/status.sock"
[security]
shared_secret = "${SECRET}"
`,
  namespace: home.lab.server,
  dist,
});
await using client = await startUnderUnit("bufferbane", {
  config: `[[servers]]
name = "lab"
host = "${home.lab.server4}"
port = ${ECHO_PORT}
shared_secret = "${SECRET}"
`,
  namespace: home.lab.client,
  dist,
});
const db = join(client.state, "bufferbane.db");
await until(() => isThere(db), () => client.process.stdout().join("\n"));
const readings = { client: [] as Reading[], server: [] as Reading[] };
const endMs = performance.now() + minutes * 60_000;
// Code is compiled and caches fill in the first quarter.
const warmMs = performance.now() + minutes * 60_000 / 4;
while (performance.now() < endMs) {
  await pass(READING_MS);
  if (performance.now() < warmMs) continue;
  readings.client.push(await read(client));
  readings.server.push(await read(server));
}
report("client", readings.client, client);
report("server", readings.server, server);
const { due, rounds, missed } = completenessOf(db);
figure(
  "client: rounds missed",
  `${missed} of ${due}`,
  missed <= MAX_MISSED_SHARE * due && due - rounds - missed <= 1,
);
const ECHOES = "SELECT count(*) FROM measurements WHERE test_type = 'echo'";
const echoes = count(db, ECHOES);
const answered = count(db, `${ECHOES} AND status = 'ok'`);
figure(
  "client: echoes answered",
  `${answered} of ${echoes}`,
  answered === echoes && echoes >= 0.95 * due,
);
for (const [name, { process }] of Object.entries({ client, server })) {
  await process.stop();
  const code = await process.ended;
  figure(`${name}: exit`, String(code), code === 0);
}
