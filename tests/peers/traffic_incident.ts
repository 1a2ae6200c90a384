/**
 * Whose traffic caused that spike? A line of 10 Mbit/s with a deep queue, the
 * monitor with `[traffic]` on, and an upload over port 80 that fills it:
 * `deno run -A tests/peers/traffic_incident.ts`. Takes 70 s; needs root,
 * dnsmasq and iperf3.
 *
 * @module
 */

import { openHousehold } from "../cli/household.ts";
import { endBy, lineOf, pass, start, until } from "../cli/program.ts";
import { query } from "../cli/recorded.ts";
import { limitRate } from "../lab/mod.ts";
import { figure } from "./figure.ts";

/** Until the judge knows what is usual. */
const USUAL_MS = 40_000;
const UPLOAD_S = 20;
const LINE = { rateBps: 10e6, queueBytes: 500_000 };

await using home = await openHousehold();
const { lab, here, db } = home;
await using _line = await limitRate(lab.line.up, LINE);
const config = `${here.folder}/client.conf`;
await Deno.writeTextFile(config, "[traffic]\nenabled = true\n");
await using monitor = await start(here, [
  ...["monitor", "--config", config, "--db", db, "--json"],
]);
await pass(USUAL_MS);
await using _server = await lab.spawn(lab.server, [
  ...["iperf3", "-s", "-p", "80", "--forceflush"],
], { ready: /listening/ });
await lab.exec(lab.client, [
  ...["iperf3", "-c", lab.server4, "-p", "80", "-t", String(UPLOAD_S)],
  // One flow alone lets the queue run empty now and again.
  ...["-P", "4"],
]);
const line = await lineOf(monitor, /Slow on c0/);
const incidents = () =>
  query(db, "SELECT * FROM events WHERE event_type = 'latency_spike'");
await until(() => incidents().length > 0, () => "the incident's row");
await endBy(monitor, "SIGINT");
const [{ description } = {}] = incidents();
const said = /own traffic[^"]*mostly HTTP/.exec(`${line} ${description}`)?.[0];
figure({
  what: "an incident while an upload fills the line",
  asked: "names the kind of traffic",
  reached: said === undefined ? `${description}` : `"... ${said}"`,
  isReached: said !== undefined,
});
