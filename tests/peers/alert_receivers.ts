/**
 * A webhook receiver that works, answers 500, hangs, is slow, and is down
 * altogether, one after the other, with real incidents: nothing may be lost,
 * nothing doubled, and no round be later for it.
 *
 * ```sh
 * deno run -A tests/peers/alert_receivers.ts
 * ```
 *
 * Takes about 3 minutes; needs root and dnsmasq.
 *
 * @module
 */

import { openHousehold } from "../cli/household.ts";
import { endBy, lineOf, pass, start } from "../cli/program.ts";
import { query } from "../cli/recorded.ts";
import { drop } from "../lab/mod.ts";

const PORT = 8099;
/** The shortest that there can be: each burst is an incident of its own. */
const REOPEN_S = 1;

function write(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(share * (sorted.length - 1))] ?? NaN;
}

await using home = await openHousehold();
const { lab, here, db } = home;
const serve = () =>
  lab.deno(lab.client, "tests/peers/alert_receiver_main.ts", {
    args: [String(PORT)],
    ready: /^ready$/,
  });
await Deno.writeTextFile(
  `${here.folder}/client.conf`,
  `[alerts]
webhook_url = "http://127.0.0.1:${PORT}/hook"
webhook_format = "json"
reopen_s = ${REOPEN_S}
messages_per_hour = 1000
[thresholds]
loss_burst_warning = 2
`,
);
await lab.exec(lab.client, ["ip", "link", "set", "lo", "up"]);
let receiver = await serve();
const monitor = await start(here, ["--db", db]);
await pass(12_000);

/** Two lost pings of one target: an incident, and its end 10 s later. */
async function trouble(): Promise<void> {
  const from = monitor.stdout().length;
  await using _ = await drop(lab.interfaces[0].up, {
    kind: "next",
    packets: 2,
    match: "ip daddr 8.8.8.8 icmp type echo-request",
  });
  await lineOf(monitor, /8\.8\.8\.8 answers again/, from);
  await pass(3_000);
}

let incidents = 0;
const marks: { readonly mood: string; readonly fromMs: number }[] = [];
for (const mood of ["works", "500", "hangs", "slow"]) {
  marks.push({ mood, fromMs: Date.now() });
  await receiver.ask(mood);
  await trouble();
  incidents++;
}
const before: string[] = JSON.parse(await receiver.ask("told"));
await receiver.stop();
marks.push({ mood: "down", fromMs: Date.now() });
await trouble();
incidents++;
receiver = await serve();
const all = async () =>
  [...before, ...JSON.parse(await receiver.ask("told"))] as string[];
for (let i = 0; i < 8 && (await all()).length < 2 * incidents; i++) {
  await pass(10_000);
}
marks.push({ mood: "", fromMs: Date.now() });
await endBy(monitor, "SIGINT");

const told = await all();
const isDoubled = new Set(told).size < told.length;
write(`${incidents} incidents, ${told.length} messages taken`);
for (const [index, { mood, fromMs }] of marks.entries()) {
  const toMs = marks[index + 1]?.fromMs;
  if (toMs === undefined) break;
  const late = query(
    db,
    `SELECT late_us, missed_spoilt AS missed FROM ticks
     WHERE at_ms >= ${fromMs} AND at_ms < ${toMs} ORDER BY late_us`,
  );
  const lateMs = late.map((row) => Number(row["late_us"]) / 1000);
  const missed = late.reduce(
    (sum, row) => sum + (Number(row["missed"]) >> 1),
    0,
  );
  write(
    `${mood}: ${late.length} rounds, lateness P50 ${
      percentile(lateMs, 0.5).toFixed(2)
    } ms, P99 ${percentile(lateMs, 0.99).toFixed(2)} ms, ${missed} missed`,
  );
}
const isComplete = told.length === 2 * incidents;
write(isComplete && !isDoubled ? "nothing lost, nothing doubled" : "WRONG");
write(
  monitor.stdout().filter((line) => /Alerts|Cannot tell/.test(line)).join("\n"),
);
Deno.exit(isComplete && !isDoubled ? 0 : 1);
