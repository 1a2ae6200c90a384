import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { spawn } from "../lab/spawned.ts";
import {
  bufferbane,
  endBy,
  openBareNamespace,
  start,
  type Surroundings,
  temporaryFolder,
  together,
  until,
} from "../cli/program.ts";
import { newSecret } from "../server/running_server.ts";
import { testInNamespaces } from "../support/skip.ts";

/** `2026-10-25T02:30:00.000+01:00 warn: ...` */
const LINE =
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d (info|warn|error): \S/;

testInNamespaces(
  "[logging] writes what the console says into a file",
  async () => {
    await using bare = await openBareNamespace();
    await using folder = await temporaryFolder();
    const here = { ...bare, folder: folder.path };
    await together({
      "its owner's alone, moved away and made anew": () => isMoved(here),
      "level = error leaves the rest out, on the console, too": () =>
        isSelective(here),
      "a full disk is told once, and stops nothing": () => isFull(here),
      "no secret is ever in it": () => isSilent(here),
    });
  },
);

async function isMoved(here: Surroundings): Promise<void> {
  const path = `${here.folder}/mit leer, ä.log`;
  const config = await configured(here, "moved", `[logging]\npath = "${path}"`);
  const inIndia = { ...here, env: { TZ: "Asia/Kolkata" } };
  const args = ["--config", config, "--db", `${here.folder}/moved.db`];
  // As a service: in a terminal SIGHUP means that it has been closed.
  await using monitor = await spawn(["setsid", ...bufferbane(inIndia, args)]);
  const lines = () => linesOf(path);
  await until(() => lines().some((line) => /Line down/.test(line)), () => path);
  strictEqual(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
  for (const line of lines()) match(line, LINE);
  match(lines()[0] ?? "", /\+05:30 info: start: 0\.\d+/);
  match(lines().join("\n"), /error: Line down on this machine/);

  // As logrotate does it, which then sends SIGHUP.
  await Deno.rename(path, `${path}.1`);
  Deno.kill(monitor.pid, "SIGHUP");
  strictEqual(await endBy(monitor, "SIGTERM"), 0);
  deepStrictEqual(
    lines().map((line) => line.replace(/^\S+ /, "")),
    ["info: stop"],
    "it went on after SIGHUP, and lost nothing",
  );
}

async function isSelective(here: Surroundings): Promise<void> {
  const path = `${here.folder}/error.log`;
  const config = await configured(
    here,
    "error",
    `[logging]\nlevel = "error"\npath = "${path}"`,
  );
  await using monitor = await start(here, [
    ...["--config", config, "--db", `${here.folder}/error.db`],
  ]);
  await until(() => linesOf(path).length > 0, () => path);
  strictEqual(await endBy(monitor, "SIGINT"), 0);
  for (const line of linesOf(path)) match(line, / error: /);
  strictEqual(monitor.stdout().length, linesOf(path).length);
  for (const line of monitor.stdout()) match(line, /^\d\d:\d\d:\d\d {2}Line/);
}

async function isFull(here: Surroundings): Promise<void> {
  const config = await configured(
    here,
    "full",
    '[logging]\npath = "/dev/full"',
  );
  await using monitor = await start(here, [
    ...["--config", config, "--db", `${here.folder}/full.db`],
  ]);
  await until(
    () => monitor.stdout().some((line) => /Line down/.test(line)),
    () => "the line to be down",
  );
  strictEqual(await endBy(monitor, "SIGINT"), 0);
  const told = monitor.stdout().filter((line) => / log /.test(line));
  deepStrictEqual(told.map((line) => line.slice(10)), [
    "Cannot write to the log as the disk is full; its lines wait",
  ]);
}

async function isSilent(here: Surroundings): Promise<void> {
  const path = `${here.folder}/secret.log`;
  const [secret, token] = [newSecret(), newSecret()];
  const config = await configured(
    here,
    "secret",
    `[logging]
path = "${path}"
[server]
host = "192.0.2.1"
shared_secret = "${secret}"
[alerts]
webhook_url = "http://127.0.0.1:1/bot${token}/sendMessage"
[dashboard]
token = "${token}"`,
  );
  await using monitor = await start(here, [
    ...["--config", config, "--db", `${here.folder}/secret.db`],
  ]);
  await until(
    () => linesOf(path).some((line) => /webhook_url/.test(line)),
    () => linesOf(path).join("\n"),
  );
  strictEqual(await endBy(monitor, "SIGINT"), 0);
  const all = [...linesOf(path), ...monitor.stdout(), ...monitor.stderr()];
  ok(!all.some((line) => line.includes(secret) || line.includes(token)));
}

async function configured(
  { folder }: Surroundings,
  name: string,
  toml: string,
): Promise<string> {
  const path = `${folder}/${name}.conf`;
  await Deno.writeTextFile(path, `${toml}\n`, { mode: 0o600 });
  return path;
}

function linesOf(path: string): readonly string[] {
  try {
    return Deno.readTextFileSync(path).trimEnd().split("\n");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
