import { match, ok, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { within } from "../lab/lab.ts";
import {
  bufferbane,
  openBareNamespace,
  type Surroundings,
  temporaryFolder,
  together,
  until,
} from "../cli/program.ts";
import { isThere, query } from "../cli/recorded.ts";
import { openTerminal, type Terminal } from "../cli/terminal.ts";
import { testInNamespaces } from "../support/skip.ts";

const ROOT = join(import.meta.dirname ?? ".", "..", "..");
const SIZE = { columns: 100, rows: 24 };
const TABLE = /^bufferbane 0\.\d+\.\d+\S* {3}every second/m;
/** What the shell says when it waits, at the end of all that is shown. */
const PROMPT = /ready:$/;

testInNamespaces("the live table leaves the terminal to its user", async () => {
  await using bare = await openBareNamespace();
  await using folder = await temporaryFolder();
  const here = { ...bare, folder: folder.path };
  await together({
    "Ctrl-Z gives the shell back, bg stays quiet, fg draws again": () =>
      isSuspended(here),
    "Ctrl-Z does so under `deno task start`, too, and Ctrl-C counts once": () =>
      isSuspendedAsTask(here),
    "Ctrl-C twice ends at once, and gives the screen back": () =>
      isInterrupted(here),
    "TERM=dumb moves no cursor": () => isDumb(here),
    "a window without a shell takes no notice of Ctrl-Z": () => isAlone(here),
  });
}, { tools: ["tmux"] });

async function isSuspended(here: Surroundings): Promise<void> {
  const db = `${here.folder}/z.db`;
  await using terminal = await openShell(here);
  await command(terminal, bufferbane(here, ["--db", db]));
  await shows(terminal, TABLE);
  await terminal.type("C-z");
  await shows(terminal, /Stopped/);
  ok(!TABLE.test(await textOf(terminal)), "the table is gone");
  ok(await terminal.hasCursor());
  await command(terminal, ["bg"]);
  await grows(db);
  ok(!TABLE.test(await textOf(terminal)), "it draws over no shell");
  await command(terminal, ["fg"]);
  await shows(terminal, TABLE);
  strictEqual(await terminal.hasCursor(), false);
  await terminal.type("C-c");
  await shows(terminal, /own lateness .*\nready:$/);
  strictEqual(endOf(db), "stopped");
}

/** The task hands on what the terminal has told its child already. */
async function isSuspendedAsTask(here: Surroundings): Promise<void> {
  const db = `${here.folder}/task.db`;
  await using terminal = await openShell(here);
  await command(terminal, asTask(here, ["--db", db]));
  await shows(terminal, TABLE);
  for (let i = 0; i < 2; i++) {
    await terminal.type("C-z");
    await shows(terminal, /Stopped[^]*ready:$/);
    await command(terminal, ["clear; fg"]);
    await shows(terminal, TABLE);
    // A Ctrl-Z right then would be taken for the first one's echo.
    await grows(db);
  }
  await terminal.type("C-c");
  await until(() => endOf(db) === "stopped", () => `an end: ${endOf(db)}`);
}

async function isInterrupted(here: Surroundings): Promise<void> {
  const db = `${here.folder}/twice.db`;
  await using terminal = await openShell(here);
  await command(terminal, bufferbane(here, ["--db", db]));
  await shows(terminal, TABLE);
  await terminal.type("C-c");
  await terminal.type("C-c");
  await shows(terminal, PROMPT);
  ok(await terminal.hasCursor());
}

async function isDumb(here: Surroundings): Promise<void> {
  const dumb = { ...here, env: { TERM: "dumb" } };
  const db = `${here.folder}/dumb.db`;
  await using terminal = await openShell(here);
  await command(terminal, bufferbane(dumb, ["--db", db, "--duration", "4s"]));
  await shows(terminal, /^\d\d:\d\d:\d\d {2}Line down/m);
  await shows(terminal, /Line down[^]*ready:$/);
  await command(
    terminal,
    ["clear;", ...bufferbane(dumb, ["interfaces", "--watch"])],
  );
  await shows(terminal, /INTERFACE[^]*INTERFACE/);
  await terminal.type("C-c");
}

async function isAlone(here: Surroundings): Promise<void> {
  const db = `${here.folder}/alone.db`;
  const { folder } = here;
  await using terminal = await openTerminal(
    // Without job control, as nobody is there to let it go on.
    bufferbane(here, ["--db", db]),
    { ...SIZE, folder },
  );
  await shows(terminal, TABLE);
  await terminal.type("C-z");
  await grows(db);
  match(await textOf(terminal), TABLE);
}

/** A shell with job control, as people have it. */
async function openShell(here: Surroundings): Promise<Terminal> {
  const { folder } = here;
  const terminal = await openTerminal(
    ["env", "PS1=ready: ", "bash", "--norc", "-i"],
    { ...SIZE, folder },
  );
  await shows(terminal, PROMPT);
  return terminal;
}

async function command(
  terminal: Terminal,
  words: readonly string[],
): Promise<void> {
  await terminal.type(words.join(" "));
  await terminal.type("Enter");
}

function asTask(
  { namespace, folder, env = {} }: Surroundings,
  args: readonly string[],
): readonly string[] {
  const variables = { HOME: folder, XDG_RUNTIME_DIR: folder, ...env };
  const denoDir = Deno.env.get("DENO_DIR") ??
    `${Deno.env.get("HOME")}/.cache/deno`;
  return within(namespace, [
    ...["env", `--chdir=${ROOT}`, `DENO_DIR=${denoDir}`],
    ...Object.entries(variables).map(([name, value]) => `${name}=${value}`),
    ...[Deno.execPath(), "task", "start", ...args],
  ]);
}

async function textOf(terminal: Terminal): Promise<string> {
  return (await terminal.screen()).join("\n").trimEnd();
}

async function shows(terminal: Terminal, text: RegExp): Promise<void> {
  let last = "";
  await until(
    async () => text.test(last = await textOf(terminal)),
    () => `${text}:\n${last}`,
  );
}

/** Waits until another round has been stored. */
async function grows(db: string): Promise<void> {
  const rounds = () =>
    isThere(db)
      ? Number(query(db, "SELECT count(*) n FROM ticks")[0]?.["n"])
      : 0;
  const before = rounds();
  await until(() => rounds() > before + 1, () => `rounds in ${db}`);
}

function endOf(db: string): unknown {
  return query(db, "SELECT end FROM runs")[0]?.["end"];
}
