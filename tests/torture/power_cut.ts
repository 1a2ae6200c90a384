/**
 * T18: a power cut at any moment. Every write and sync of the store's process
 * is recorded (`record_writes.c`); then, at 500 moments, what a disk would
 * hold is laid out and opened: `deno run -A tests/torture/power_cut.ts
 * [--quick]`. What was said to be on disk must be there, and the file whole.
 *
 * @module
 */

import { DatabaseSync } from "node:sqlite";
import { openReader } from "../../client/store/mod.ts";
import { ALWAYS, seriesOf } from "../../client/store/testing.ts";
import { seededRandom } from "../support/random.ts";
import { figure, isQuick } from "./figures.ts";
import { Disk, readSteps } from "./recorded_disk.ts";

const HERE = import.meta.dirname ?? ".";

/** Runs a program to its end. */
async function run(
  command: readonly [string, ...string[]],
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const [program, ...args] = command;
  const { success, stderr } = await new Deno.Command(program, { args, env })
    .output();
  if (success) return;
  throw new Error(
    `Cannot run ${program}: ${new TextDecoder().decode(stderr)}`,
  );
}

/** What the store's process did, step by step. */
async function record(folder: string, flushes: number): Promise<Uint8Array> {
  const shim = `${folder}/record_writes.so`;
  const source = `${HERE}/record_writes.c`;
  await run(["cc", "-shared", "-fPIC", "-O1", "-o", shim, source, "-ldl"]);
  const victim = `${HERE}/power_cut_victim.ts`;
  const database = `${folder}/b.db`;
  await run(
    [Deno.execPath(), "run", "-A", victim, database, `${flushes}`],
    { LD_PRELOAD: shim, BB_RECORD: `${folder}/record` },
  );
  return await Deno.readFile(`${folder}/record`);
}

/** What one image turned out to be. */
interface Found {
  readonly isWhole: boolean;
  /** Rows that were said to be on disk. */
  readonly acked: number;
  /** Rows in it, from the first on; `NaN` if one in between is missing. */
  readonly rows: number;
}

/** Lays an image out in a folder of its own, and opens it as after a crash. */
function open(image: ReadonlyMap<string, Uint8Array>): Found {
  const folder = Deno.makeTempDirSync({ prefix: "bb-cut-" });
  const path = `${folder}/b.db`;
  let acked = 0;
  try {
    for (const [file, bytes] of image) {
      const name = file.slice(file.lastIndexOf("/") + 1);
      if (!name.endsWith(".account")) {
        Deno.writeFileSync(`${folder}/${name}`, bytes);
      } else if (bytes.length >= 4) {
        acked = new DataView(bytes.buffer, bytes.byteOffset)
          .getUint32(bytes.length - 4, true);
      }
    }
    if (!isWhole(path)) return { isWhole: false, acked, rows: 0 };
    // Before the first row the schema may not be there yet.
    if (acked === 0) return { isWhole: true, acked, rows: 0 };
    using reader = openReader(path);
    const { rttUs } = reader.samples(seriesOf(), ALWAYS);
    const isGapless = rttUs.every((row, i) => row === i + 1);
    return { isWhole: true, acked, rows: isGapless ? rttUs.length : NaN };
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function isWhole(path: string): boolean {
  using db = new DatabaseSync(path);
  try {
    const check = db.prepare("PRAGMA integrity_check").get();
    return check?.["integrity_check"] === "ok";
  } catch (error) {
    // Too damaged to be checked, e.g. "database disk image is malformed".
    if (error instanceof Error) return false;
    throw error;
  }
}

const images = isQuick() ? 100 : 500;
const random = seededRandom(18);
const folder = Deno.makeTempDirSync({ prefix: "bb-power-" });
const found: Found[] = [];
let steps = 0;
try {
  const all = readSteps(await record(folder, isQuick() ? 100 : 500));
  steps = all.length;
  const moments = new Set(
    Array.from({ length: 4 * images }, () => Math.floor(random() * steps)),
  );
  const cuts = new Set([...moments].slice(0, images));
  const disk = new Disk();
  for (const [at, step] of all.entries()) {
    // The account is the program's word, not a file of the disk's.
    disk.take(step);
    if (step.file.endsWith(".account")) {
      disk.take({ kind: "sync", file: step.file });
    }
    if (cuts.has(at)) found.push(open(disk.cut(random)));
  }
} finally {
  Deno.removeSync(folder, { recursive: true });
}
const whole = found.filter(({ isWhole }) => isWhole).length;
const lost = found.filter(({ acked, rows }) => !(rows >= acked)).length;
const most = Math.max(...found.map(({ acked }) => acked));
figure(
  `${found.length} power cuts over ${steps} writes and syncs`,
  `${whole} databases whole`,
  whole === images,
);
figure(
  `up to ${most} rows said to be on disk`,
  `${lost} databases without one of them`,
  lost === 0,
);
