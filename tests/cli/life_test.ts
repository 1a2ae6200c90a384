import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { controlPaths } from "../../client/monitor/control.ts";
import { spawn } from "../lab/spawned.ts";
import { testInNamespaces } from "../support/skip.ts";
import {
  bufferbane,
  endBy,
  finish,
  finishCommand,
  openBareNamespace,
  start,
  type Surroundings,
  temporaryFolder,
  together,
  until,
} from "./program.ts";
import { completenessOf, count, isThere, query } from "./recorded.ts";

testInNamespaces(
  "monitor ends in good order, and outlives its death",
  async () => {
    await using bare = await openBareNamespace();
    await using folder = await temporaryFolder();
    const here = { ...bare, folder: folder.path };
    await together({
      "--duration": () => ended(here, undefined),
      "SIGINT": () => ended(here, "SIGINT"),
      "SIGTERM": () => ended(here, "SIGTERM"),
      "SIGHUP": () => ended(here, "SIGHUP"),
      "SIGHUP under nohup": () => heldUp(here),
      "link-local targets without their interface": () => unplugged(here),
      "SIGKILL, and another start": () => killed(here),
      "rounds ten times a second": () => tenASecond(here),
      "a reader that has gone": () => readerGone(here),
      "a reader that reads nothing": () => readerStuck(here),
    });
  },
);

/** In this namespace all pings fail at once: three rows a round. */
async function ended(
  here: Surroundings,
  signal: Deno.Signal | undefined,
): Promise<void> {
  const db = `${here.folder}/${signal ?? "duration"}.db`;
  // Five weeks do not fit into a 32-bit number of milliseconds.
  const duration = ["--duration", signal === undefined ? "3s" : "5w"];
  await using monitor = await start(here, ["--db", db, ...duration]);
  if (signal === undefined) {
    strictEqual(await monitor.ended, 0);
  } else {
    await until(() => isThere(db), () => `rows in ${db}`);
    strictEqual(await endBy(monitor, signal), 0);
  }
  deepStrictEqual(monitor.stderr(), []);
  ok(!await exists(`${db}-wal`), "the database is closed");
  ok(!await hasSocketOf(here, db), "the control socket is gone");
  const { rounds, byTarget } = completenessOf(db);
  ok(rounds >= 1);
  deepStrictEqual(byTarget, {
    "1.1.1.1": rounds,
    "8.8.8.8": rounds,
    "9.9.9.9": rounds,
  });
  const [{ pid, end } = {}, ...others] = query(db, "SELECT pid, end FROM runs");
  deepStrictEqual({ pid, end, others }, {
    pid: monitor.pid,
    end: "stopped",
    others: [],
  });
}

/** As over ssh: the terminal goes, and what nohup started goes on. */
async function heldUp(here: Surroundings): Promise<void> {
  const db = `${here.folder}/nohup.db`;
  const command = bufferbane(here, ["--db", db, "--duration", "4s"]);
  await using monitor = await spawn(["nohup", ...command]);
  await until(() => isThere(db), () => `rows in ${db}`);
  const before = count(db, "SELECT count(*) FROM ticks");
  strictEqual(await endBy(monitor, "SIGHUP"), 0);
  ok(count(db, "SELECT count(*) FROM ticks") > before, "it went on");
}

/** As when a dongle is pulled out whose router is still in resolv.conf. */
async function unplugged(here: Surroundings): Promise<void> {
  const db = `${here.folder}/unplugged.db`;
  const conf = `${here.folder}/unplugged.conf`;
  await Deno.writeTextFile(
    conf,
    `[general]
family = "both"
[targets]
isp_gateway = "fe80::1%usb9"
custom = ["fe80::2%usb9"]
[tests.dns]
resolvers = ["fe80::1%usb9"]
`,
  );
  const args = ["--db", db, "--config", conf, "--duration", "2s"];
  const { code, stderr } = await finish(here, args);
  deepStrictEqual({ code, stderr }, { code: 0, stderr: "" });
  const { rounds, byTarget } = completenessOf(db);
  strictEqual(byTarget["1.1.1.1"], rounds);
}

async function killed(here: Surroundings): Promise<void> {
  const db = `${here.folder}/killed.db`;
  await using first = await start(here, ["--db", db]);
  await until(() => isThere(db), () => `rows in ${db}`);
  await endBy(first, "SIGKILL");
  const before = count(db, "SELECT count(*) FROM ticks");
  const second = await finish(here, ["--db", db, "--duration", "2s"]);
  strictEqual(second.code, 0, second.stderr);
  ok(count(db, "SELECT count(*) FROM ticks") > before, "it went on");
  deepStrictEqual(
    query(db, "SELECT end FROM runs ORDER BY started_ms").map(({ end }) => end),
    ["crashed", "stopped"],
  );
}

async function tenASecond(here: Surroundings): Promise<void> {
  const db = `${here.folder}/ten.db`;
  const conf = `${here.folder}/ten.conf`;
  await Deno.writeTextFile(conf, "[general]\ntest_interval_ms = 100\n");
  await using monitor = await start(here, ["--db", db, "--config", conf]);
  await until(
    () => isThere(db) && count(db, "SELECT count(*) FROM ticks") >= 25,
    () => "twenty-five rounds",
  );
  strictEqual(await endBy(monitor, "SIGTERM"), 0);
  const { rounds, due, missed, byTarget } = completenessOf(db, 100);
  strictEqual(rounds + missed, due);
  strictEqual(byTarget["1.1.1.1"], rounds);
}

/** `bufferbane --verbose | head -1` ends with head. */
async function readerGone(here: Surroundings): Promise<void> {
  const db = `${here.folder}/head.db`;

  const command = bufferbane(here, ["--db", db, "--verbose"]);
  const ended = await finishCommand([
    ...["bash", "-c", 'set -o pipefail; "$@" | head -1', "bash", ...command],
  ]);
  strictEqual(ended.code, 0, ended.stderr);
  strictEqual(ended.stderr, "");
  match(ended.stdout, /^.*\n$/);
  ok(isThere(db));
}

/** As a terminal stopped by Ctrl-S: the pipe is full, and stays so. */
async function readerStuck(here: Surroundings): Promise<void> {
  const db = `${here.folder}/stuck.db`;
  const conf = `${here.folder}/stuck.conf`;
  const targets = Array.from({ length: 50 }, (_, i) => `"192.0.2.${i + 1}"`);
  await Deno.writeTextFile(
    conf,
    `[general]\ntest_interval_ms = 100\n[targets]\npublic_dns = [${targets}]\n`,
  );
  const [program = "", ...args] = bufferbane(here, [
    ...["--json", "--db", db, "--config", conf],
  ]);
  const monitor = new Deno.Command(program, { args, stdout: "piped" }).spawn();
  // 50 objects of 250 bytes ten times a second: 64 KiB are full in half one.
  const rounds = "SELECT count(*) FROM ticks";
  await until(
    () => isThere(db) && count(db, rounds) >= 20,
    () => "twenty rounds although nobody reads",
  );
  monitor.kill("SIGTERM");
  strictEqual((await monitor.status).code, 0);
  await monitor.stdout.cancel();
  const [{ end } = {}] = query(db, "SELECT end FROM runs");
  strictEqual(end, "stopped");
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function hasSocketOf(here: Surroundings, db: string): Promise<boolean> {
  const [path] = await controlPaths(
    db,
    (name) => name === "XDG_RUNTIME_DIR" ? here.folder : undefined,
  );
  return await exists(path);
}
