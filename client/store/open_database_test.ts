import {
  deepStrictEqual,
  match,
  ok,
  rejects,
  strictEqual,
} from "node:assert/strict";
import { basename } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { StoreError } from "./errors.ts";
import { migrate, MIGRATIONS } from "./migrations.ts";
import { openReader } from "./reader.ts";
import {
  ALWAYS,
  fill,
  recordTo,
  START_MS,
  temporaryFolder,
  tickAt,
  wallNs,
} from "./testing.ts";

const SECONDS = 20_000;
const PAGE = 4096;

/** Kept from test to test; making it takes longer than what it is used for. */
let whole: Uint8Array | undefined;

async function makeWhole(path: string): Promise<void> {
  if (whole === undefined) {
    await fill(path, SECONDS);
    whole = await Deno.readFile(path);
  }
  await Deno.writeFile(path, whole);
}

/** Makes the next start a check, as after a crash. */
function leaveOpen(path: string): void {
  using db = new DatabaseSync(path);
  db.exec("UPDATE runs SET end = NULL");
}

/** Overwrites part of a file with a pattern that is no page of SQLite's. */
function spoil(path: string, from: number, length: number): void {
  using file = Deno.openSync(path, { write: true });
  file.seekSync(from, Deno.SeekMode.Start);
  file.writeSync(new Uint8Array(length).fill(0xa5));
}

/** Overwrites the beginning of a text, also where older pages still have it. */
function spoilText(path: string, text: string, length: number): void {
  const bytes = new TextDecoder("latin1").decode(Deno.readFileSync(path));
  for (const { index } of bytes.matchAll(new RegExp(text, "g"))) {
    spoil(path, index, length);
  }
}

function names(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).toSorted();
}

/** Starts the monitor on it, writes one round, stops. */
async function restart(path: string): Promise<string[]> {
  const { recorder, states } = await recordTo(path, {
    startedMs: START_MS + SECONDS * 1000,
  });
  recorder.tick(tickAt(wallNs(START_MS + SECONDS * 1000)));
  await recorder[Symbol.asyncDispose]();
  return states.map(({ reason }) => reason);
}

function counts(path: string): { samples: number; ticks: number } {
  using reader = openReader(path);
  const samples = [...reader.rows({}, ALWAYS)].length;
  return { samples, ticks: reader.ticks(ALWAYS).length };
}

interface Damage {
  readonly why: string;
  readonly damage: (path: string) => void;
  /** How many of the samples may be lost. */
  readonly lost: number;
}

const DAMAGES: readonly Damage[] = [
  {
    why: "one page in the middle",
    damage: (path) => spoil(path, 60 * PAGE, PAGE),
    lost: 250,
  },
  {
    why: "three pages apart",
    damage: (path) => [40, 80, 120].forEach((i) => spoil(path, i * PAGE, PAGE)),
    lost: 750,
  },
  {
    why: "the last third cut off",
    damage: (path) =>
      Deno.truncateSync(path, Math.floor(Deno.statSync(path).size * 0.66)),
    lost: 0.5 * SECONDS,
  },
  {
    why: "our mark is gone",
    damage: (path) => spoil(path, 68, 4),
    lost: 0,
  },
  {
    why: "how a table was made",
    damage: (path) => spoilText(path, "CREATE TABLE ticks", 6),
    lost: 0,
  },
  {
    why: "nothing of the schema can be read",
    damage: (path) => spoil(path, 100, PAGE / 2),
    lost: SECONDS,
  },
  {
    why: "the first page is zero",
    damage: (path) => {
      using file = Deno.openSync(path, { write: true });
      file.writeSync(new Uint8Array(PAGE));
    },
    lost: SECONDS,
  },
];

for (const { why, damage, lost } of DAMAGES) {
  Deno.test(`openDatabase() keeps a damaged file and saves what can be read: ${why}`, async () => {
    using folder = temporaryFolder();
    const path = `${folder.path}/b.db`;
    await makeWhole(path);
    leaveOpen(path);
    damage(path);
    const damaged = await Deno.readFile(path);
    const reasons = await restart(path);
    match(reasons.join(), /^the database was damaged: \d+ samples/);
    const [, kept = ""] = names(folder.path);
    match(kept, /^b\.db\.corrupt-20261120T\d{6}Z$/);
    deepStrictEqual(await Deno.readFile(`${folder.path}/${kept}`), damaged);
    const { samples } = counts(path);
    ok(samples >= SECONDS - lost, `${samples} of ${SECONDS} saved`);
    strictEqual(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
  });
}

Deno.test("openDatabase() survives a flipped byte anywhere: nothing is overwritten, measuring goes on", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  await makeWhole(path);
  leaveOpen(path);
  const before = await Deno.readFile(path);
  // Spread over all pages, and over the places within a page.
  const step = Math.floor(before.length / 40);
  for (let trial = 0; trial < 40; trial++) {
    const at = trial * step + (trial * 997) % PAGE;
    const bytes = before.slice();
    bytes[at] = ~Number(bytes[at]) & 0xff;
    for (const name of names(folder.path)) {
      await Deno.remove(`${folder.path}/${name}`);
    }
    await Deno.writeFile(path, bytes);
    const reasons = await restart(path);
    const kept = names(folder.path).filter((name) =>
      /corrupt-\d+T\d+Z$/.test(name)
    );
    strictEqual(kept.length, reasons.length, `byte ${at}: ${reasons}`);
    const { samples } = counts(path);
    // The first page says where all others are.
    const least = at < PAGE ? 0 : 0.9 * SECONDS;
    ok(samples >= least, `byte ${at}: ${samples} saved`);
    using db = new DatabaseSync(path, { readOnly: true });
    const check = db.prepare("PRAGMA integrity_check").get();
    strictEqual(check?.["integrity_check"], "ok", `byte ${at}`);
  }
});

Deno.test("openDatabase() starts anew on a file of length zero", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  (await Deno.create(path)).close();
  deepStrictEqual(await restart(path), []);
  deepStrictEqual(counts(path), { samples: 0, ticks: 1 });
});

Deno.test("openDatabase() keeps a WAL that SQLite would throw away", async () => {
  const cases = [
    { why: "garbage", isEmptied: false, wal: new Uint8Array(5000).fill(7) },
    {
      why: "beside a file of length zero",
      isEmptied: true,
      wal: new Uint8Array([0x37, 0x7f, 6, 0x82, 0, 0]),
    },
  ];
  for (const { why, isEmptied, wal } of cases) {
    using folder = temporaryFolder();
    const path = `${folder.path}/b.db`;
    await makeWhole(path);
    if (isEmptied) await Deno.truncate(path, 0);
    await Deno.writeFile(`${path}-wal`, wal);
    const reasons = await restart(path);
    match(reasons.join(), /^the newest rows were damaged; they are kept/, why);
    const [, kept = ""] = names(folder.path);
    match(kept, /^b\.db\.corrupt-.*-wal$/, why);
    deepStrictEqual(await Deno.readFile(`${folder.path}/${kept}`), wal, why);
    strictEqual(counts(path).samples, isEmptied ? 0 : SECONDS, why);
  }
});

Deno.test("openDatabase() ends a repair that was killed between its two renames", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  await makeWhole(path);
  await Deno.rename(path, `${path}.salvaged`);
  deepStrictEqual(await restart(path), []);
  strictEqual(counts(path).samples, SECONDS);
});

Deno.test("openRecorder() refuses what is not its own and leaves it untouched", async () => {
  const cases = [
    {
      why: "another program's database",
      reason: "foreign",
      make: (path: string) => {
        using db = new DatabaseSync(path);
        db.exec("CREATE TABLE urls (a); CREATE TABLE visits (b)");
      },
    },
    {
      why: "a newer bufferbane's",
      reason: "newer",
      make: (path: string) => {
        using db = new DatabaseSync(path);
        migrate(db);
        db.exec(`PRAGMA user_version = ${MIGRATIONS.length + 1}`);
      },
    },
    {
      why: "no database at all",
      reason: "foreign",
      make: (path: string) =>
        Deno.writeTextFileSync(path, "My thesis. ".repeat(99)),
    },
  ];
  for (const { why, reason, make } of cases) {
    using folder = temporaryFolder();
    const path = `${folder.path}/b.db`;
    make(path);
    const before = await Deno.readFile(path);
    await rejects(
      recordTo(path),
      (error) =>
        error instanceof StoreError && error.reason === reason &&
        error.path === path,
      why,
    );
    deepStrictEqual(await Deno.readFile(path), before, why);
    deepStrictEqual(names(folder.path), [basename(path)], why);
  }
});
