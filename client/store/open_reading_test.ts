import {
  deepStrictEqual,
  match,
  ok,
  strictEqual,
  throws,
} from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { StoreError } from "./errors.ts";
import { migrate, MIGRATIONS } from "./migrations.ts";
import { openReader } from "./reader.ts";
import {
  answered,
  fill,
  recordTo,
  seriesOf,
  START_MS,
  temporaryFolder,
  wallNs,
} from "./testing.ts";

/** The owner of files that the reading process does not own. */
const STRANGER = 65_534;

function makePipe(path: string): void {
  new Deno.Command("mkfifo", { args: [path] }).outputSync();
}

Deno.test("openReader() says why it cannot read", () => {
  const version = MIGRATIONS.length;
  const cases = [
    {
      why: "no file",
      make: () => {},
      reason: "missing",
      message: "as there is no such file: run `bufferbane` first",
    },
    {
      why: "a folder",
      make: (path: string) => Deno.mkdirSync(path),
      reason: "unreadable",
      message: "as it is a folder (allowed: a database)",
    },
    {
      why: "a pipe",
      make: makePipe,
      reason: "unreadable",
      message: "as it is no ordinary file (allowed: a database)",
    },
    {
      why: "text",
      make: (path: string) => Deno.writeTextFileSync(path, "x".repeat(5000)),
      reason: "corrupt",
      message: ": it is damaged (file is not a database)",
    },
    {
      why: "another program's",
      make: (path: string) => {
        using db = new DatabaseSync(path);
        db.exec("CREATE TABLE urls (a)");
      },
      reason: "foreign",
      message: "found another program's SQLite file with the tables urls",
    },
    {
      why: "newer",
      make: (path: string) => {
        using db = new DatabaseSync(path);
        migrate(db);
        db.exec("PRAGMA user_version = 99");
      },
      reason: "newer",
      message: `found schema version 99 (allowed: up to ${version})`,
    },
    {
      why: "made, not yet migrated",
      make: (path: string) => Deno.createSync(path).close(),
      reason: "older",
      message: `: found schema version 0 (allowed: ${version}): ` +
        "run `bufferbane` once to bring it up to date",
    },
  ];
  for (const { why, make, reason, message } of cases) {
    using folder = temporaryFolder();
    const path = `${folder.path}/b.db`;
    make(path);
    throws(
      () => openReader(path),
      (error) => {
        ok(error instanceof StoreError, why);
        ok(error.message.includes(message), `${why}: ${error.message}`);
        deepStrictEqual([error.reason, error.path], [reason, path], why);
        return true;
      },
    );
  }
});

/** Whether a process can be made that must keep to the files' modes. */
function canDropRights(): boolean {
  try {
    return Deno.uid() === 0 &&
      new Deno.Command("setpriv", { args: ["--version"] }).outputSync().success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Reads in a process that is neither the files' owner nor almighty. */
async function countAsStranger(path: string): Promise<string> {
  const url = new URL("./reader.ts", import.meta.url);
  const script = `import { openReader } from "${url}";
    using reader = openReader("${path}");
    console.log([...reader.rows({}, { fromMs: 0, toMs: Infinity })].length);`;
  const { stdout, stderr } = await new Deno.Command("setpriv", {
    args: [
      "--bounding-set=-dac_override,-dac_read_search,-fowner",
      Deno.execPath(),
      "eval",
      "--no-lock",
      script,
    ],
  }).output();
  const decoder = new TextDecoder();
  return decoder.decode(stdout).trim() || decoder.decode(stderr);
}

const note = canDropRights() ? "" : " (skipped: needs root and setpriv)";

Deno.test({
  name: `openReader() works for one who may only read, with and without a ` +
    `writer, and after a crash${note}`,
  ignore: note !== "",
  async fn() {
    using folder = temporaryFolder();
    const path = `${folder.path}/b.db`;
    await fill(path, 50);
    Deno.chmodSync(folder.path, 0o755);
    Deno.chmodSync(path, 0o644);
    Deno.chownSync(folder.path, STRANGER, STRANGER);
    Deno.chownSync(path, STRANGER, STRANGER);
    strictEqual(await countAsStranger(path), "50", "nobody writes");
    {
      const { recorder } = await recordTo(path, {
        startedMs: START_MS + 99_000,
      });
      await using _ = recorder;
      recorder.sample(
        answered(seriesOf(), wallNs(START_MS + 99_000), { rttUs: 1 }),
        null,
      );
      await recorder.flush();
      strictEqual(await countAsStranger(path), "51", "beside the writer");
      for (const suffix of ["", "-wal", "-shm"]) {
        const left = `${folder.path}/left.db${suffix}`;
        Deno.copyFileSync(path + suffix, left);
        Deno.chownSync(left, STRANGER, STRANGER);
      }
    }
    strictEqual(
      await countAsStranger(`${folder.path}/left.db`),
      "51",
      "the writer was killed",
    );
    Deno.chmodSync(path, 0o600);
    match(
      await countAsStranger(path),
      /Cannot read \S+ as it cannot be opened or made \(permission\?\)/,
      "may not read either",
    );
  },
});
