import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { openReader } from "../../client/store/mod.ts";
import { ALWAYS, seriesOf } from "../../client/store/testing.ts";
import { pass, temporaryFolder, until } from "../cli/program.ts";
import { spawn, type Spawned } from "../lab/spawned.ts";

const HERE = import.meta.dirname ?? ".";
const FAILS_MS = 1000;

/** A store in a process whose disk fails while the flag is there. */
async function startVictim(folder: string): Promise<Spawned> {
  return await spawn([
    "env",
    `LD_PRELOAD=${folder}/io_error.so`,
    `BB_EIO=${folder}/flag`,
    ...[Deno.execPath(), "run", "-A", "--quiet", `${HERE}/io_error_victim.ts`],
    `${folder}/b.db`,
  ], { ready: /begun/ });
}

async function saysOnce(victim: Spawned, line: RegExp): Promise<void> {
  await until(
    () => victim.stderr().some((said) => line.test(said)),
    () => `${line}: ${victim.stderr().join("\n")}`,
  );
}

function isBuilt(folder: string): boolean {
  try {
    return new Deno.Command("cc", {
      args: [
        ...["-shared", "-fPIC", "-O1", "-o", `${folder}/io_error.so`],
        ...[`${HERE}/io_error.c`, "-ldl"],
      ],
    }).outputSync().success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function canBuild(): boolean {
  const folder = Deno.makeTempDirSync();
  try {
    return Deno.build.os === "linux" && isBuilt(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

const lack = canBuild() ? "" : " (skipped: needs a C compiler)";

Deno.test({
  name:
    `Recorder loses nothing to a disk that fails with EIO and comes back${lack}`,
  ignore: lack !== "",
  async fn() {
    await using folder = await temporaryFolder();
    ok(isBuilt(folder.path));
    await using victim = await startVictim(folder.path);
    await Deno.writeTextFile(`${folder.path}/flag`, "");
    await saysOnce(victim, /^memory: the disk failed \(.*disk I\/O error/);
    await pass(FAILS_MS);
    await Deno.remove(`${folder.path}/flag`);
    await saysOnce(victim, /^writing: the disk works again/);
    allIsThere(folder.path, await victim.ask("stop"));
  },
});

Deno.test({
  name: `Recorder starts in memory on a disk that fails with EIO${lack}`,
  ignore: lack !== "",
  async fn() {
    await using folder = await temporaryFolder();
    ok(isBuilt(folder.path));
    await Deno.writeTextFile(`${folder.path}/flag`, "");
    await using victim = await startVictim(folder.path);
    await saysOnce(victim, /^memory: /);
    await pass(FAILS_MS);
    await Deno.remove(`${folder.path}/flag`);
    await saysOnce(victim, /^writing: /);
    allIsThere(folder.path, await victim.ask("stop"));
  },
});

/** Every row of the victim's word, and a file that is whole. */
function allIsThere(folder: string, said: string): void {
  match(said, /^\d+ rows, 0 dropped$/);
  const rows = parseInt(said);
  using reader = openReader(`${folder}/b.db`);
  const { rttUs } = reader.samples(seriesOf(), ALWAYS);
  deepStrictEqual([...rttUs], Array.from({ length: rows }, (_, i) => i + 1));
  using db = new DatabaseSync(`${folder}/b.db`, { readOnly: true });
  const check = db.prepare("PRAGMA integrity_check").get();
  strictEqual(check?.["integrity_check"], "ok");
}
