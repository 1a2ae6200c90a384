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
import { drop } from "../lab/mod.ts";
import { figure } from "./figure.ts";
import { latenessIn, msText } from "./lateness.ts";

const PORT = 8099;
/** The shortest that there can be: each burst is an incident of its own. */
const REOPEN_S = 1;
/** As of the standalone monitor. */
const MOST_P99_US = 1_000;

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
const lateness: string[] = [];
let missed = 0;
let worstUs = 0;
for (const [index, { mood, fromMs }] of marks.entries()) {
  const toMs = marks[index + 1]?.fromMs;
  if (toMs === undefined) break;
  const late = latenessIn(db, { fromMs, toMs });
  lateness.push(`${mood} ${msText(late.p99Us)}`);
  missed += late.missed;
  worstUs = Math.max(worstUs, late.p99Us);
}
figure({
  what:
    "a webhook receiver that works, answers 500, hangs, is slow, is down: messages",
  asked: "none lost, none twice",
  reached: `${incidents} incidents, ${told.length} messages, ${
    told.length - new Set(told).size
  } of them twice`,
  isReached: told.length === 2 * incidents &&
    new Set(told).size === told.length,
});
figure({
  what: "the same: lateness of rounds, P99",
  asked: "1 ms, none missed",
  reached: `${lateness.join(", ")}; ${missed} missed`,
  isReached: missed === 0 && worstUs <= MOST_P99_US,
});
