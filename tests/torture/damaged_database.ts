/**
 * T21: a database with bytes flipped at random, cut short, or with garbage
 * beside it, is opened by the monitor's store after an unclean stop:
 * `deno run -A tests/torture/damaged_database.ts [--quick]`.
 *
 * @module
 */

import { basename } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openReader } from "../../client/store/mod.ts";
import {
  ALWAYS,
  fill,
  recordTo,
  START_MS,
  temporaryFolder,
  tickAt,
  wallNs,
} from "../../client/store/testing.ts";
import { seededRandom } from "../support/random.ts";
import { figure, isQuick, quantile } from "./figures.ts";

const SECONDS = 20_000;
const PAGE_BYTES = 4096;
const MAX_START_MS = 3_000;
/** What a flipped byte may cost at most, unless it is in the first page. */
const MIN_SAVED = 0.9;
const TRIALS = isQuick()
  ? { flip: 40, scatter: 10, cut: 10, wal: 5 }
  : { flip: 200, scatter: 50, cut: 50, wal: 20 };

const random = seededRandom(21);
const below = (limit: number) => Math.floor(random() * limit);

/** A way of doing damage, to the database's bytes or beside them. */
interface Damage {
  readonly bytes: Uint8Array;
  readonly wal: Uint8Array | undefined;
  /** The least share of rows that must be saved. */
  readonly saved: number;
}

const DAMAGES: Readonly<
  Record<keyof typeof TRIALS, (whole: Uint8Array) => Damage>
> = {
  flip(whole) {
    const bytes = whole.slice();
    const at = below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 + below(255));
    return { bytes, wal: undefined, saved: at < PAGE_BYTES ? 0 : MIN_SAVED };
  },
  scatter(whole) {
    const bytes = whole.slice();
    for (let i = 0; i < 20; i++) bytes[below(bytes.length)] = below(256);
    return { bytes, wal: undefined, saved: 0 };
  },
  cut: (whole) => ({
    bytes: whole.slice(0, below(whole.length)),
    wal: undefined,
    saved: 0,
  }),
  wal: (whole) => ({
    bytes: whole,
    wal: Uint8Array.from({ length: 1 + below(20_000) }, () => below(256)),
    saved: 1,
  }),
};

/** What opening one damaged database came to. */
interface Trial {
  readonly startMs: number;
  readonly saved: number;
  /** What must not be, if it is. */
  readonly wrong: string | undefined;
}

async function trial({ bytes, wal, saved }: Damage): Promise<Trial> {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  await Deno.writeFile(path, bytes);
  if (wal !== undefined) await Deno.writeFile(`${path}-wal`, wal);
  const startedMs = performance.now();
  const opened = await open(path);
  const startMs = performance.now() - startedMs;
  if (opened !== undefined) return { startMs, saved: 0, wrong: opened };
  const found = rowsOf(path);
  const share = found.samples / SECONDS;
  const isKept = bytes.length === 0 || await isBeside(path, wal ?? bytes);
  const wrong = found.check !== "ok"
    ? `integrity_check: ${found.check}`
    : found.ticks === 0
    ? "the new round is not there"
    : share < saved
    ? `${found.samples} of ${SECONDS} rows saved`
    : isKept || share === 1
    ? undefined
    : "the damaged file is gone";
  return { startMs, saved: share, wrong };
}

/** Starts the monitor's store on it, writes a round, stops. */
async function open(path: string): Promise<string | undefined> {
  try {
    const startedMs = START_MS + SECONDS * 1000;
    const { recorder } = await recordTo(path, { startedMs });
    recorder.tick(tickAt(wallNs(startedMs)));
    await recorder[Symbol.asyncDispose]();
    return undefined;
  } catch (error) {
    return String(error);
  }
}

function rowsOf(path: string): {
  readonly samples: number;
  readonly ticks: number;
  readonly check: string;
} {
  using db = new DatabaseSync(path);
  const check = db.prepare("PRAGMA integrity_check").get();
  using reader = openReader(path);
  return {
    samples: [...reader.rows({}, ALWAYS)].length,
    ticks: reader.ticks({ fromMs: START_MS + SECONDS * 1000, toMs: Infinity })
      .length,
    check: String(check?.["integrity_check"]),
  };
}

/** Whether a file that was put aside is, byte by byte, what was there. */
async function isBeside(path: string, before: Uint8Array): Promise<boolean> {
  for await (const { name } of Deno.readDir(path.slice(0, -5))) {
    if (!name.startsWith(`${basename(path)}.corrupt-`)) continue;
    const kept = await Deno.readFile(path.slice(0, -4) + name);
    if (kept.toHex() === before.toHex()) return true;
  }
  return false;
}

using folder = temporaryFolder();
await fill(`${folder.path}/b.db`, SECONDS);
{
  using db = new DatabaseSync(`${folder.path}/b.db`);
  // As after a crash: the next start checks it.
  db.exec("UPDATE runs SET end = NULL");
  db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
}
const whole = await Deno.readFile(`${folder.path}/b.db`);
for (const [name, damage] of Object.entries(DAMAGES)) {
  const trials = TRIALS[name as keyof typeof TRIALS]; // the same keys
  const wrong: string[] = [];
  let least = 1;
  const startsMs: number[] = [];
  for (let i = 0; i < trials; i++) {
    const found = await trial(damage(whole));
    startsMs.push(found.startMs);
    least = Math.min(least, found.saved);
    if (found.wrong !== undefined) wrong.push(`#${i}: ${found.wrong}`);
  }
  figure(
    `${trials} x ${name}`,
    wrong.length === 0
      ? `right, ${(100 * least).toFixed(0)} % of rows or more saved`
      : `${wrong.length} wrong: ${wrong.slice(0, 3).join(", ")}`,
    wrong.length === 0,
  );
  // One alone may be the machine's, not ours.
  const p95Ms = quantile(startsMs, 0.95);
  figure(
    `start after ${name}, p95`,
    `${Math.round(p95Ms)} ms (slowest ${Math.round(Math.max(...startsMs))})`,
    p95Ms <= MAX_START_MS,
  );
}
