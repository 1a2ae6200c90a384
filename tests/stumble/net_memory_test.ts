import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { openHousehold } from "../cli/household.ts";
import { bufferbane, endBy, finishCommand, until } from "../cli/program.ts";
import { count } from "../cli/recorded.ts";
import { run } from "../lab/command.ts";
import { spawn } from "../lab/spawned.ts";
import { latenessIn } from "../peers/lateness.ts";
import { makeYear } from "../peers/year_database.ts";
import { lacksForNamespaces } from "../support/skip.ts";
import { startTask } from "../support/start_task.ts";
import { limitMemory } from "./memory_limit.ts";

const LIMIT_BYTES = 512 * 2 ** 20;
/** Samples of so many days; before them minutes, as for a month and more. */
const RAW_DAYS = 1;
const MONTH = ["--last", "30d"];
const LOOKS = [
  ["stats"],
  ["diagnose"],
  ["report", "--format", "html", "--output", "report.html"],
  ["export", "--output", "rows.csv"],
  ["charts", "--output-dir", "."],
] as const;
const DASHBOARD = "http://localhost:9878";
const PAGES = [
  "/",
  "/history",
  "/incidents",
  "/api/v1/status",
  ...["latency", "jitter", "loss"].map((type) =>
    `/api/v1/chart?last=30d&type=${type}`
  ),
  "/api/v1/statistics?last=30d",
  "/api/v1/events?last=30d",
] as const;

const lack = lacksForNamespaces(["dnsmasq", "curl"]) ??
  await lackOfLimits();
const NAME =
  "in 512 MB the monitor misses no round while a month is looked back on";

Deno.test({
  name: lack === undefined ? NAME : `${NAME} (skipped: ${lack})`,
  ignore: lack !== undefined,
  fn: inLittleMemory,
});

async function lackOfLimits(): Promise<string | undefined> {
  await using limit = limitMemory(LIMIT_BYTES);
  return limit === undefined ? "needs a control group of memory" : undefined;
}

async function inLittleMemory(): Promise<void> {
  await using limit = limitMemory(LIMIT_BYTES);
  ok(limit !== undefined);
  await using home = await openHousehold();
  const { lab, here, db } = home;
  makeYear(db, RAW_DAYS, Date.now());
  // What is kept of a file counts for whoever reads it first: the programs.
  await run([
    "dd",
    `of=${db}`,
    "oflag=nocache",
    "conv=notrunc,fsync",
    "count=0",
  ]);
  const config = `${here.folder}/client.conf`;
  await Deno.writeTextFile(config, "[dashboard]\nenabled = true\n");
  const { env, v8Flags } = await startTask();
  const command = bufferbane({ ...here, env }, [
    "--config",
    config,
    "--db",
    db,
  ]);
  const fromMs = Date.now();
  await using monitor = await spawn(limit.within(
    command.flatMap((word) =>
      word === "-A" ? [`--v8-flags=${v8Flags}`, word] : [word]
    ),
  ));
  await until(
    () => count(db, `SELECT count(*) FROM ticks WHERE at_ms > ${fromMs}`) > 2,
    () => `rounds: ${monitor.stderr().join("\n")}`,
  );
  for (const args of LOOKS) {
    const { code, stderr } = await finishCommand(
      limit.within(bufferbane(here, [...args, ...MONTH, "--db", db])),
    );
    strictEqual(code, 0, `${args}: ${stderr}`);
  }
  for (const page of PAGES) {
    const status = ["-o", "/dev/null", "-w", "%{http_code}"];
    strictEqual(
      await lab.exec(lab.client, ["curl", "-s", ...status, DASHBOARD + page]),
      "200",
      page,
    );
  }
  strictEqual(await endBy(monitor, "SIGINT"), 0, monitor.stderr().join("\n"));
  const { kills, peakBytes } = limit.used();
  strictEqual(kills, 0, "nothing was killed");
  ok(
    peakBytes < LIMIT_BYTES,
    `${(peakBytes / 1e6).toFixed(0)} MB: the kernel had to take some back`,
  );
  const { rounds, missed } = latenessIn(db, { fromMs, toMs: Date.now() });
  deepStrictEqual({ missed, isMany: rounds > 5 }, { missed: 0, isMany: true });
}
