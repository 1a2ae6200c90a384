import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { writeWhole } from "./output_file.ts";

const stdout = new WritableStream<Uint8Array>();

async function inFolder(
  test: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "bb-output-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

Deno.test("writeWhole() writes text and bytes and leaves nothing else", () =>
  inFolder(async (folder) => {
    const path = join(folder, "out.csv");
    await Deno.writeTextFile(path, "old and longer than the new one");
    await writeWhole(path, ["grün\n", Uint8Array.of(65)], { stdout });
    strictEqual(await Deno.readTextFile(path), "grün\nA");
    deepStrictEqual(namesIn(folder), ["out.csv"]);
  }));

Deno.test("writeWhole() keeps the old file when the new one fails half-way", () =>
  inFolder(async (folder) => {
    const path = join(folder, "out.csv");
    await Deno.writeTextFile(path, "old");
    function* failing() {
      yield "half";
      throw new RangeError("the database is gone");
    }
    await rejects(writeWhole(path, failing(), { stdout }), RangeError);
    strictEqual(await Deno.readTextFile(path), "old");
    deepStrictEqual(namesIn(folder), ["out.csv"]);
  }));

Deno.test("writeWhole() removes the half file when it is stopped", () =>
  inFolder(async (folder) => {
    const stop = new AbortController();
    function* stopping() {
      yield "one";
      stop.abort();
      yield "two";
    }
    await rejects(
      writeWhole(join(folder, "out"), stopping(), {
        stdout,
        signal: stop.signal,
      }),
      { name: "AbortError" },
    );
    deepStrictEqual(namesIn(folder), []);
  }));

Deno.test("writeWhole() removes the half file when a signal comes", () =>
  inFolder(async (folder) => {
    const module = new URL("./output_file.ts", import.meta.url);
    const script = `
      import { writeWhole } from ${JSON.stringify(module.href)};
      function* endless() {
        for (let i = 0; ; i++) {
          if (i === 100) Deno.stdout.writeSync(Uint8Array.of(10));
          yield "row\\n";
        }
      }
      const stdout = new WritableStream();
      await writeWhole("out.csv", endless(), { stdout });`;
    const config = new URL("../../deno.json", import.meta.url).pathname;
    const child = new Deno.Command(Deno.execPath(), {
      args: ["eval", "--config", config, script],
      cwd: folder,
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const reader = child.stdout.getReader();
    await reader.read();
    ok(namesIn(folder).some((name) => name.endsWith(".partial")));
    child.kill("SIGTERM");
    while (!(await reader.read()).done);
    const { success } = await child.status;
    strictEqual(success, false);
    deepStrictEqual(namesIn(folder), []);
  }));

Deno.test("writeWhole() writes through a link and to a device", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "real"), "old");
    await Deno.symlink("real", join(folder, "link"));
    await writeWhole(join(folder, "link"), ["new"], { stdout });
    strictEqual(await Deno.readTextFile(join(folder, "real")), "new");
    ok((await Deno.lstat(join(folder, "link"))).isSymlink);
    await writeWhole("/dev/null", ["gone"], { stdout });
    ok((await Deno.stat("/dev/null")).isCharDevice);
  }));

Deno.test("writeWhole() takes - for standard output, and a closed pipe for the end", async () => {
  const written: Uint8Array[] = [];
  const sink = new WritableStream<Uint8Array>({
    write(chunk) {
      if (written.length === 2) throw new Deno.errors.BrokenPipe();
      written.push(chunk);
    },
  });
  await writeWhole("-", ["a", "b", "c", "d"], { stdout: sink });
  strictEqual(written.length, 2);
});

Deno.test("writeWhole() says when the folder does not exist", () =>
  inFolder(async (folder) => {
    await rejects(
      writeWhole(join(folder, "none", "out.csv"), ["a"], { stdout }),
      Deno.errors.NotFound,
    );
  }));
