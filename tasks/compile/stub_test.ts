import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { PROGRAMS, TARGETS } from "./program.ts";
import { packFolder } from "./self_extracting.ts";
import { startTask } from "../../tests/support/start_task.ts";

const [PROGRAM] = PROGRAMS;
const TARGET = TARGETS.find(({ triple }) => triple === Deno.build.target);
/** Stands for the runtime: says how it was started. */
const RUNTIME = `#!/bin/sh
for last; do :; done
echo "from \${0%/*} run \${DENO_DIR##*/}: $last"
`;

/** Stands for it, too: says what V8 and malloc(3) are told. */
const SHOWS_FLAGS = `#!/bin/sh
for one; do case $one in --v8-flags=*) flags=$one ;; esac; done
echo "$flags arenas \${MALLOC_ARENA_MAX:-none}"
`;

/** A packed program that is quickly made, and a home for it. */
async function pack(version = "1.0.0+abcdef0", runtime = RUNTIME) {
  const folder = await Deno.makeTempDir({ prefix: "bb stub ü " });
  const stage = join(folder, "stage");
  await Deno.mkdir(join(stage, "app"), { recursive: true });
  await Deno.writeTextFile(join(stage, "bufferbane"), runtime, { mode: 0o755 });
  await Deno.writeTextFile(join(stage, "app", "main.js"), "");
  const file = join(folder, "bufferbane");
  if (PROGRAM === undefined || TARGET === undefined) throw new TypeError();
  await packFolder(stage, { program: PROGRAM, target: TARGET, version }, file);
  return {
    folder,
    file,
    home: join(folder, "home"),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  return entries.map(({ name }) => name);
}

async function start(
  file: string,
  env: Readonly<Record<string, string>>,
  prefix: readonly string[] = [],
  own: readonly string[] = ["an  argument"],
) {
  const [command = file, ...args] = [...prefix, file, ...own];
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args,
    clearEnv: true,
    env: { PATH: "/usr/bin:/bin", ...env },
  }).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

Deno.test("a packed program unpacks itself once, where only its owner may write, and hands over its arguments", async () => {
  await using packed = await pack();
  const { file, home } = packed;
  const first = await start(file, { HOME: home });
  match(
    first.out,
    /^from .*\/home\/\.cache\/bufferbane\/bufferbane-1\.0\.0\+abcdef0-[0-9a-f]{16} run cache: an {2}argument\n$/,
  );
  const cache = join(home, ".cache", "bufferbane");
  const [copy] = await namesIn(cache);
  strictEqual(((await Deno.stat(cache)).mode ?? 0) & 0o777, 0o700);
  const path = join(cache, copy ?? "");
  strictEqual(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o700);
  const { ino } = await Deno.stat(path);
  strictEqual((await start(file, { HOME: home })).out, first.out);
  strictEqual((await Deno.stat(path)).ino, ino, "not unpacked again");
});

Deno.test("a packed program takes the first folder of its list that it may use", async () => {
  await using packed = await pack();
  const { file, home, folder } = packed;
  const at = (name: string) => join(folder, name);
  await Deno.mkdir(at("open"));
  await Deno.chmod(at("open"), 0o777);
  await Deno.writeTextFile(at("file"), "");
  const rows: readonly (readonly [Record<string, string>, string, string])[] = [
    [{ BUFFERBANE_CACHE: at("a"), HOME: home }, "a", "what the user says"],
    [
      { CACHE_DIRECTORY: `${at("b")}:${at("x")}`, HOME: home },
      "b",
      "systemd's, the first of several",
    ],
    [
      { XDG_CACHE_HOME: at("c"), HOME: home },
      "c/bufferbane",
      "the desktop's",
    ],
    [
      { BUFFERBANE_CACHE: at("open"), XDG_CACHE_HOME: at("d") },
      "d/bufferbane",
      "others may write into the first",
    ],
    [
      { BUFFERBANE_CACHE: at("file"), XDG_CACHE_HOME: at("e") },
      "e/bufferbane",
      "the first is a file",
    ],
    [
      { BUFFERBANE_CACHE: "/proc/1", XDG_CACHE_HOME: at("f") },
      "f/bufferbane",
      "nothing can be written in the first",
    ],
  ];
  for (const [env, expected, why] of rows) {
    const { out, err } = await start(file, env);
    strictEqual(err, "", why);
    strictEqual(out.startsWith(`from ${at(expected)}/bufferbane-`), true, why);
  }
});

Deno.test("a packed program is unpacked whole when twenty start at once", async () => {
  await using packed = await pack();
  const { file, home } = packed;
  const all = await Promise.all(
    Array.from({ length: 20 }, () => start(file, { HOME: home })),
  );
  for (const { out, err } of all) {
    strictEqual(err, "");
    strictEqual(out, all[0]?.out);
  }
  const cache = join(home, ".cache", "bufferbane");
  strictEqual((await namesIn(cache)).length, 1, "nothing is left over");
});

Deno.test("a packed program removes older copies that nothing runs", async () => {
  await using old = await pack("0.9.0");
  await using packed = await pack();
  const { home } = packed;
  await start(old.file, { HOME: home });
  await start(packed.file, { HOME: home });
  const left = await namesIn(join(home, ".cache", "bufferbane"));
  strictEqual(left.length, 1);
  match(left[0] ?? "", /^bufferbane-1\.0\.0/);
});

Deno.test("a packed program that is cut off says so, and unpacks nothing", async () => {
  await using packed = await pack();
  const { file, home } = packed;
  const { size } = await Deno.stat(file);
  await Deno.truncate(file, size - 10);
  const { code, err } = await start(file, { HOME: home });
  strictEqual(
    err,
    `Cannot start bufferbane as ${file} is damaged or was cut off: download it again\n`,
  );
  strictEqual(code, 1);
});

Deno.test({
  name:
    "a packed program says what it needs where it can be unpacked nowhere (needs root, for a mount)",
  ignore: Deno.uid() !== 0,
  async fn() {
    await using packed = await pack();
    const { file, folder } = packed;
    const cache = join(folder, "noexec");
    await Deno.mkdir(cache);
    const mounts = 'mount -t tmpfs -o noexec,mode=700 none "$0" && ' +
      'mount -t tmpfs -o ro none /var/tmp && exec "$@"';
    const prefix = ["unshare", "-m", "sh", "-c", mounts, cache];
    const { code, err } = await start(
      file,
      { BUFFERBANE_CACHE: cache },
      prefix,
    );
    strictEqual(
      err,
      `Cannot start bufferbane as it can be unpacked nowhere (tried: ${cache} /var/tmp/bufferbane-0). ` +
        "It takes 150 MB in a folder of yours that nobody else may write and whose file system " +
        "allows programs to run: name one by BUFFERBANE_CACHE\n",
    );
    strictEqual(code, 1);
  },
});

Deno.test("the packed monitor runs as `deno task start` does", async () => {
  const { env, v8Flags } = await startTask();
  deepStrictEqual(
    [PROGRAM?.steadyV8Flags, String(PROGRAM?.steadyArenas)],
    [v8Flags, env["MALLOC_ARENA_MAX"]],
  );
});

Deno.test("a packed program runs small for months, and fast for a command", async () => {
  await using packed = await pack("1.0.0+abcdef0", SHOWS_FLAGS);
  const { file, home } = packed;
  const flagsOf = async (...args: readonly string[]) =>
    (await start(file, { HOME: home }, [], args)).out.trim();
  const small = "--v8-flags=--max-semi-space-size=1,--optimize-for-size," +
    "--no-short-builtin-calls,--no-opt,--no-maglev arenas 1";
  const fast = "--v8-flags=--max-semi-space-size=1 arenas none";
  strictEqual(await flagsOf(), small);
  strictEqual(await flagsOf("--config", "a.conf"), small);
  strictEqual(await flagsOf("monitor"), small);
  strictEqual(await flagsOf("chart", "--last", "1h"), fast);
});
