import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import {
  bufferbane,
  type Ended,
  finish,
  finishCommand,
  openBareNamespace,
  type Surroundings,
  temporaryFolder,
  together,
} from "../cli/program.ts";
import { count } from "../cli/recorded.ts";
import { testInNamespaces } from "../support/skip.ts";
import { inGermany, writeClockChanges } from "./clock_changes.ts";

const DAY = ["--start", "2026-10-25", "--end", "2026-10-26"];
/** So narrow is no terminal that people have. */
const WIDTH = 80;

interface Row {
  readonly output: string;
  /** What is said; `undefined`: it is written. */
  readonly fault?: string;
  readonly why: string;
}

const OUTPUTS: readonly Row[] = [
  { output: "mit leer, ä/größer als.csv", why: "spaces and umlauts" },
  { output: "a\nb.csv", why: "a line end" },
  { output: "./-rf.csv", why: "a dash" },
  { output: "old.csv", why: "it exists: replaced, whole or not at all" },
  { output: "none/a.csv", fault: "there is no such folder", why: "a slip" },
  {
    output: "old.csv/a.csv",
    fault: "a part of the path is no folder",
    why: "a file's below",
  },
  { output: ".", fault: "it is a folder", why: "a folder" },
  {
    output: `${"ü".repeat(150)}.csv`,
    fault: "its name is too long",
    why: "letters of two bytes",
  },
  { output: "/dev/full", fault: "the disk is full", why: "a full disk" },
];

Deno.test("results go where they are wanted, or it is said why not", async () => {
  await using folder = await temporaryFolder();
  const db = `${folder.path}/b.db`;
  writeClockChanges(db);
  await Deno.mkdir(`${folder.path}/mit leer, ä`);
  await Deno.writeTextFile(`${folder.path}/old.csv`, "old");
  await Promise.all(OUTPUTS.map(async ({ output, fault, why }) => {
    const path = output.startsWith("/") ? output : join(folder.path, output);
    const { code, stderr } = await inGermany([
      ...["export", "--db", db, ...DAY, "--output", path],
    ]);
    if (fault === undefined) {
      strictEqual(code, 0, why);
      match(await Deno.readTextFile(path), /^timestamp,interface,/, why);
    } else {
      strictEqual(stderr, `Cannot write ${path} as ${fault}\n`, why);
      strictEqual(code, 1, why);
    }
  }));
  const left = (await Array.fromAsync(Deno.readDir(folder.path)))
    .map(({ name }) => name);
  deepStrictEqual(left.filter((name) => name.includes("partial")), []);
});

/** Whatever prints, and needs no network for that. */
const PRINTING = [
  ["stats", ...DAY],
  ["report", ...DAY],
  ["export", ...DAY],
  ["doctor"],
] as const;

Deno.test("no command minds a reader that goes away, and a full disk is told in words", async () => {
  await using folder = await temporaryFolder();
  const db = `${folder.path}/b.db`;
  writeClockChanges(db);
  const script = '"$@" | head -1; echo "${PIPESTATUS[0]}"';
  const root = join(import.meta.dirname ?? ".", "..", "..");
  await Promise.all(PRINTING.map(async (args) => {
    const command = [
      ...[Deno.execPath(), "run", "-A", "--quiet", "--no-check"],
      ...["--config", join(root, "deno.json")],
      ...[join(root, "client", "main.ts"), ...args, "--db", db],
    ];
    const what = args.join(" ");
    const cut = await finishCommand(["bash", "-c", script, "bash", ...command]);
    strictEqual(cut.stderr, "", what);
    strictEqual(cut.stdout.trimEnd().split("\n").at(-1), "0", what);
    const full = await finishCommand([
      ...["bash", "-c", '"$@" > /dev/full', "bash", ...command],
    ]);
    deepStrictEqual([full.code, full.stderr], [
      1,
      "Cannot write to standard output as the disk is full\n",
    ], what);
  }));
});

testInNamespaces("the monitor measures wherever it is started", async () => {
  await using bare = await openBareNamespace();
  await using folder = await temporaryFolder();
  await together({
    "without HOME": async () => {
      const home = `${folder.path}/lib`;
      await Deno.mkdir(home);
      const here = { ...bare, folder: folder.path, env: { HOME: "" } };
      const ended = await inSurroundings(here, [
        ...["unshare", "-m", "sh", "-c"],
        `mount -t tmpfs none /var/lib && "$@" && cp /var/lib/bufferbane/* ${home}`,
      ]);
      deepStrictEqual(ended, [0, ""]);
      ok(count(`${home}/bufferbane.db`, "SELECT count(*) FROM ticks") > 0);
    },
    "with umask 0, for its owner alone": async () => {
      const place = `${folder.path}/open`;
      await Deno.mkdir(place);
      const ended = await inSurroundings({ ...bare, folder: place }, [
        ...["sh", "-c", 'umask 0 && "$@"'],
      ]);
      deepStrictEqual(ended, [0, ""]);
      const state = `${place}/.local/state/bufferbane`;
      for await (const { name } of Deno.readDir(state)) {
        const { mode } = await Deno.stat(`${state}/${name}`);
        strictEqual((mode ?? 0) & 0o777, 0o600, name);
      }
      strictEqual(((await Deno.stat(state)).mode ?? 0) & 0o777, 0o700);
    },
    "with relative XDG folders, which are no folders": async () => {
      const place = `${folder.path}/xdg`;
      await Deno.mkdir(place);
      const env = { XDG_STATE_HOME: "state", XDG_CONFIG_HOME: "../config" };
      const ended = await inSurroundings({ ...bare, folder: place, env }, []);
      deepStrictEqual(ended, [0, ""]);
      ok(await Deno.stat(`${place}/.local/state/bufferbane/bufferbane.db`));
    },
    "with a home that is read-only, telling so": async () => {
      const place = `${folder.path}/ro`;
      await Deno.mkdir(place);
      const readOnly = [
        ...["unshare", "-m", "sh", "-c"],
        `mount -t tmpfs -o ro none ${place} && cd ${place} && "$@"`,
      ];
      const here = { ...bare, folder: place };
      const [code, stderr] = await inSurroundings(here, readOnly);
      strictEqual(code, 1);
      match(stderr, /^Cannot write \d+ rows to .*read-only/);
      const doctor = await around(here, readOnly, ["doctor"]);
      match(
        doctor.stdout,
        /^FAULT {2}database {9}\/.*\n? *.*cannot be made as the\s+file system is\s+read-only \(--db,/m,
      );
    },
  });
});

testInNamespaces(
  "results fit a terminal of 80 columns",
  async () => {
    await using bare = await openBareNamespace();
    await using folder = await temporaryFolder();
    const db = `${folder.path}/b.db`;
    writeClockChanges(db);
    const here = { ...bare, folder: folder.path };
    const results = [
      ["stats", ...DAY, "--db", db],
      ["events", "--last", "52w", "--db", db],
      ["diagnose", ...DAY, "--db", db],
      ["doctor", "--db", db],
      ["interfaces"],
      ["connections"],
      // The others' help is made of the same lines: help_text_test.
      ["--help"],
    ];
    const script = results.map((args) =>
      `${bufferbane(here, args).map((word) => `'${word}'`).join(" ")}; true`
    ).join("\n");
    await Deno.writeTextFile(`${folder.path}/all.sh`, script);
    const { stdout } = await finishCommand([
      ...["script", "-qec", `stty cols ${WIDTH}; sh ${folder.path}/all.sh`],
      "/dev/null",
    ]);
    const lines = stdout.replaceAll("\r", "").split("\n")
      // deno-lint-ignore no-control-regex -- what is drawn is not as wide
      .map((line) => line.replaceAll(/\x1b\[[0-9;?]*[a-zA-Z]/g, ""));
    ok(lines.length > 80, stdout);
    deepStrictEqual(
      // What is to be typed is not broken.
      lines.filter((line) =>
        line.length > WIDTH && !/^ {2}bufferbane /.test(line)
      ),
      [],
    );
  },
  { tools: ["script"] },
);

/** Measures for a moment; exit code and complaints. */
async function inSurroundings(
  here: Surroundings,
  wrapper: readonly string[],
): Promise<readonly [number, string]> {
  const { code, stderr } = await around(here, wrapper, ["--duration", "2s"]);
  return [code, stderr];
}

/** Runs a command inside of another, e.g. a shell script with `"$@"`. */
async function around(
  here: Surroundings,
  wrapper: readonly string[],
  args: readonly string[],
): Promise<Ended> {
  if (wrapper.length === 0) return await finish(here, args);
  return await finishCommand([...wrapper, "sh", ...bufferbane(here, args)]);
}
