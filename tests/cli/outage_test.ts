import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { controlPaths } from "../../client/monitor/control.ts";
import { watchLive } from "../../client/monitor/live_client.ts";
import { run } from "../lab/command.ts";
import {
  changeAddress,
  changeGateway,
  disable,
  drop,
  unplug,
} from "../lab/mod.ts";
import type { Spawned } from "../lab/spawned.ts";
import { testInNamespaces } from "../support/skip.ts";
import { type Household, openHousehold } from "./household.ts";
import { endBy, lineOf, pass, start, together, until } from "./program.ts";
import { completenessOf, count, isThere, query } from "./recorded.ts";

/** What the specification promises for the first live line of a total loss. */
const FIRST_LINE_MS = 4_000;
/** A wake-up and a millisecond's rounding, on a machine that is busy testing. */
const GRACE_MS = 200;
/** Rounds are to fall into what was cut. */
const AFTER_CUT_MS = 1_500;

testInNamespaces(
  "monitor records and tells what happens to the line",
  async () => {
    await together({
      "total loss": totalLoss,
      "a router that rejects, a target that is dead": deadTargets,
      "a disabled and an unplugged interface": () => linkDown([]),
      "the same, bound to it": () => linkDown(["--interfaces", "c0"]),
      "another gateway, another address, no route": routesChange,
    });
  },
  { tools: ["dnsmasq"] },
);

async function totalLoss(): Promise<void> {
  await using home = await openHousehold();
  const { lab, db } = home;
  await using monitor = await begin(home, ["--json"]);
  await lineOf(monitor, /first router on c0 is 100\.64\.1\.2/);
  await using viewer = await openViewer(home);
  const loss = await drop(lab.line.up, { kind: "all" });
  const onsetMs = Date.now();
  await lineOf(monitor, /Line down on c0: no answer from any of 3 targets/);
  await until(
    () => count(db, lossesOf("timeout")) >= 9,
    () => "three rounds of timeouts",
  );
  await loss[Symbol.asyncDispose]();
  await lineOf(monitor, /Line up again on c0 after \d\.\d s/);
  const isIncident = ({ type, event }: LiveLine) =>
    type === "event" && event?.type === "micro_disconnection";
  await until(
    () => viewer.lines.some(isIncident),
    () => "the incident, as whoever watches the monitor is told it",
  );
  const incident = viewer.lines.find(isIncident)?.event;
  match(
    incident?.description ?? "",
    /^Line down on c0: no answer from any of 3/,
  );
  ok((incident?.duration_ms ?? 0) > 0, "it is told when it is over");
  strictEqual(await endBy(monitor, "SIGINT"), 0);

  const notes = jsonOf(monitor).filter(({ type }) => type === "note");
  const [first] = notes.filter(({ description }) =>
    /Nothing on the internet answers|Line down/.test(String(description))
  );
  const afterMs = Number(first?.["timestamp_ms"]) - onsetMs;
  ok(afterMs <= FIRST_LINE_MS + GRACE_MS, `said after ${afterMs} ms`);
  deepStrictEqual(
    query(
      db,
      `SELECT DISTINCT status, packet_loss_pct AS loss FROM measurements
       WHERE test_type = 'icmp' AND target IN ('1.1.1.1', '8.8.8.8') ORDER BY 1`,
    ).map(({ status, loss }) => [status, loss]),
    [["ok", 0], ["timeout", 100]],
  );
  deepStrictEqual(
    query(
      db,
      `SELECT DISTINCT status FROM measurements
       WHERE test_type = 'icmp' AND target = '10.98.1.1'`,
    ).map(({ status }) => status),
    ["ok"],
    "the user's own router has nothing to do with it",
  );
}

/** What is read here of a line of the control socket's `live`. */
interface LiveLine {
  readonly type: string;
  readonly event?: {
    readonly type: string;
    readonly description: string;
    readonly "duration_ms": number | null;
  };
}

/** Watches the running monitor. */
async function openViewer(
  { here, db }: Household,
): Promise<AsyncDisposable & { readonly lines: readonly LiveLine[] }> {
  const lines: LiveLine[] = [];
  const stop = new AbortController();
  const env = (name: string) =>
    name === "XDG_RUNTIME_DIR" ? here.folder : undefined;
  const watching = watchLive(
    await controlPaths(db, env),
    (line) => void lines.push(JSON.parse(line)),
    stop.signal,
  );
  await until(() => lines.length > 0, () => "a live line");
  return {
    lines,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await watching;
    },
  };
}

async function deadTargets(): Promise<void> {
  await using home = await openHousehold();
  const { lab, db } = home;
  const { up } = lab.interfaces[0];
  await using _rejected = await drop(up, {
    kind: "all",
    match: "ip daddr 8.8.8.8",
    reject: "host-unreachable",
  });
  await using _dead = await drop(up, {
    kind: "all",
    match: "ip daddr 9.9.9.9",
  });
  await using monitor = await begin(home);
  await lineOf(monitor, /9\.9\.9\.9 does not answer$/);
  await lineOf(
    monitor,
    /8\.8\.8\.8 does not answer \(host unreachable, says 10\.98\.1\.1\)/,
  );
  strictEqual(await endBy(monitor, "SIGINT"), 0);
  deepStrictEqual(
    query(
      db,
      `SELECT DISTINCT target, status, error_detail AS detail FROM measurements
       WHERE test_type = 'icmp' AND target IN ('1.1.1.1', '8.8.8.8', '9.9.9.9')
       ORDER BY target`,
    ).map(({ target, status, detail }) => [target, status, detail]),
    [
      ["1.1.1.1", "ok", null],
      ["8.8.8.8", "unreachable", "host unreachable, says 10.98.1.1"],
      ["9.9.9.9", "timeout", null],
    ],
  );
  const slowestMs = count(
    db,
    "SELECT max(rtt_ms) FROM measurements WHERE target = '1.1.1.1'",
  );
  ok(slowestMs < 500, `${slowestMs} ms: as fast as without the dead ones`);
}

async function linkDown(args: readonly string[]): Promise<void> {
  await using home = await openHousehold();
  const { lab, db } = home;
  const [client] = lab.interfaces;
  await using monitor = await begin(home, args);
  const cuts = [
    // Nobody blames the line for an interface that was switched off.
    [disable, /c0 is switched off; waiting for it/, /c0 is up again/],
    [unplug, /Line down on c0.* own connection is down/, /Line up again on c0/],
  ] as const;
  for (const [cut, outage, end] of cuts) {
    const from = monitor.stdout().length;
    const down = await cut(lab, client);
    await lineOf(monitor, outage, from);
    await pass(AFTER_CUT_MS);
    const upMs = Date.now();
    await down[Symbol.asyncDispose]();
    const first = `SELECT min(timestamp_ms) FROM measurements
       WHERE test_type = 'icmp' AND target = '1.1.1.1' AND status = 'ok'
       AND timestamp_ms > ${upMs}`;
    await until(() => count(db, first) > 0, () => "an answer");
    const afterMs = count(db, first) - upMs;
    ok(afterMs <= 2_000 + GRACE_MS, `${cut.name}: well after ${afterMs} ms`);
    await lineOf(monitor, end, from);
  }
  strictEqual(await endBy(monitor, "SIGINT"), 0);
  const { rounds, due, missed, byTarget } = completenessOf(db);
  strictEqual(rounds + missed, due);
  // The last round may have been under way.
  const pings = byTarget["1.1.1.1"] ?? 0;
  ok(pings >= rounds - 1, `${pings} rows in ${rounds} rounds: no gap`);
  const unsent = query(
    db,
    `SELECT DISTINCT packet_loss_pct AS loss, error_detail AS detail
     FROM measurements WHERE test_type = 'icmp' AND target = '1.1.1.1'
     AND status = 'send_failed' AND error_detail LIKE '%switched off'`,
  ).map(({ loss, detail }) => [loss, detail]);
  deepStrictEqual(unsent, [[
    null,
    "Network is unreachable: c0 is switched off",
  ]]);
  deepStrictEqual(
    query(
      db,
      `SELECT event_type AS type, metrics ->> 'cause' AS cause,
       duration_ms > 0 AS has_ended FROM events
       WHERE event_type LIKE 'interface%' ORDER BY timestamp_ms, event_type`,
    ).map(({ type, cause, has_ended: hasEnded }) => [type, cause, hasEnded]),
    [
      ["interface_down", "switched_off", 1],
      ["interface_up", "switched_off", 0],
      ["interface_down", "no_link", 1],
      ["interface_up", "no_link", 0],
    ],
  );
}

async function routesChange(): Promise<void> {
  await using home = await openHousehold();
  const { lab, db } = home;
  const [client] = lab.interfaces;
  await using monitor = await begin(home);
  await changeGateway(lab, client, "10.98.1.9");
  await lineOf(
    monitor,
    /The gateway on c0 is now 10\.98\.1\.9 \(it was 10\.98\.1\.1\)/,
  );
  const seriesOf9 = `SELECT count(*) FROM measurements
    WHERE target = '10.98.1.9' AND status = 'ok'`;
  await until(() => count(db, seriesOf9) > 0, () => "its own series");

  const ip = ["ip", "-n", lab.client];
  await run([...ip, "route", "delete", "default"]);
  await lineOf(
    monitor,
    /There is no gateway on c0 any more \(it was 10\.98\.1\.9\)/,
  );
  await run([...ip, "route", "add", "default", "via", "10.98.1.1"]);
  await lineOf(
    monitor,
    /The gateway on c0 is now 10\.98\.1\.1 \(it was none\)/,
  );

  await changeAddress(lab, client, "10.98.1.77");
  const movedMs = Date.now();
  const later = `SELECT count(*) FROM measurements WHERE test_type = 'icmp'
    AND target = '1.1.1.1' AND status = 'ok' AND timestamp_ms > ${movedMs}`;
  await until(() => count(db, later) >= 2, () => "answers to the new address");
  await pass(1_000);
  strictEqual(await endBy(monitor, "SIGINT"), 0);
  match(monitor.stdout().join("\n"), /first router on c0 is 100\.64\.1\.2/);
}

/** Starts the monitor, and waits until its first answers are stored. */
async function begin(
  { here, db }: Household,
  args: readonly string[] = [],
): Promise<Spawned> {
  const monitor = await start(here, ["--db", db, ...args]);
  await until(() => isThere(db), () => `rows in ${db}: ${monitor.stderr()}`);
  return monitor;
}

function lossesOf(status: string): string {
  return `SELECT count(*) FROM measurements
    WHERE test_type = 'icmp' AND status = '${status}'`;
}

/** Every line of `--json`, read; it throws at the first that is none. */
function jsonOf(monitor: Spawned): readonly Record<string, unknown>[] {
  return monitor.stdout().map((line) => JSON.parse(line));
}
