import {
  deepStrictEqual,
  match,
  ok,
  rejects,
  strictEqual,
} from "node:assert/strict";
import { openReader } from "../store/mod.ts";
import {
  ALWAYS,
  answered,
  recordTo,
  seriesOf,
  temporaryFolder,
  tickAt,
  wallNs,
} from "../store/testing.ts";
import { type Ask, cleanup } from "./cleanup.ts";
import { said } from "./testing.ts";

const DAY_S = 86_400;
const START_MS = new Date(2026, 10, 1).getTime();
const NOW_MS = new Date(2026, 10, 4).getTime();
const SERIES = seriesOf();

/** Three days with a probe every minute. */
async function threeDays(path: string): Promise<void> {
  const { recorder } = await recordTo(path, { memoryRows: 100_000 });
  await using _ = recorder;
  for (let s = 0; s < 3 * DAY_S; s += 60) {
    const at = wallNs(START_MS + 1000 * s);
    recorder.sample(answered(SERIES, at, { rttUs: 8000 }), null);
    recorder.tick(tickAt(at));
  }
}

async function run(
  path: string,
  args: Partial<Parameters<typeof cleanup>[1]>,
  ask: Ask | null = null,
): Promise<
  { readonly code: number; readonly out: string; readonly err: string }
> {
  let [out, err] = ["", ""];
  const code = await cleanup(
    path,
    { before: "2026-11-03", "keep-aggregations": false, yes: false, ...args },
    {
      output: {
        out: (text) => void (out += text),
        err: (text) => void (err += text),
      },
      nowMs: NOW_MS,
      ask,
    },
  );
  return { code, out, err };
}

Deno.test("cleanup() says what would go, asks, deletes it, and gives its space back", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  await threeDays(path);
  const { size: before } = await Deno.stat(path);
  const questions: string[] = [];
  const refused = await run(path, {}, (question) => {
    questions.push(question);
    return false;
  });
  deepStrictEqual(
    [refused.code, refused.err, questions],
    [1, "Nothing was deleted\n", ["Delete it?"]],
  );
  match(
    refused.out,
    /^Older than 2026-11-03 in .*b\.db \(\d+\.?\d* [kM]B\):\n {2}2,880 probes, since 2026-11-01 00:00:00\n {2}[\d,]+ minutes and hours\n {2}0 load tests\n {2}Events are kept\.\n$/,
  );
  const done = await run(path, {}, () => true);
  strictEqual(done.code, 0);
  match(done.out, /\nDeleted; the database is [\d.]+ kB smaller\n$/);
  using reader = openReader(path);
  strictEqual(reader.samples(SERIES, ALWAYS).length, 1440);
  strictEqual(reader.rollups.hours(SERIES, ALWAYS).length <= 24, true);
  ok((await Deno.stat(path)).size < before);
  const again = await run(path, {}, () => true);
  deepStrictEqual([again.code, again.out, again.err], [
    3,
    "",
    `There is nothing older than 2026-11-03 in ${path}\n`,
  ]);
});

Deno.test("cleanup() sums up first what it is to keep", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  await threeDays(path);
  const { code, out } = await run(path, {
    "keep-aggregations": true,
    yes: true,
  });
  strictEqual(code, 0);
  match(out, / {2}Minutes, hours and load tests are kept\.\n/);
  using reader = openReader(path);
  const twoDays = { fromMs: START_MS, toMs: START_MS + 2000 * DAY_S };
  strictEqual(reader.samples(SERIES, twoDays).length, 0);
  const hours = reader.rollups.hours(SERIES, twoDays);
  deepStrictEqual(
    [hours.length, new Set(hours.sent), new Set(hours.p50Us)],
    [48, new Set([60]), new Set([8000])],
  );
});

Deno.test("cleanup() says what it cannot do", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  await threeDays(path);
  const cases: readonly (readonly [Parameters<typeof run>[1], string])[] = [
    [
      { before: undefined },
      "Cannot clean up without --before (allowed: YYYY-MM-DD, the first day to keep)",
    ],
    [
      { before: "last week" },
      'Cannot read --before as a day: found "last week" (allowed: YYYY-MM-DD)',
    ],
    [
      { before: "2026-02-30" },
      "Cannot read --before as a local time: 2026-02-30 does not exist (not in the calendar, or skipped by a clock change)",
    ],
    [
      { before: "2026-11-05" },
      "Cannot clean up before 2026-11-05, a day to come (allowed: until today)",
    ],
    [
      {},
      "Cannot ask whether to delete this, as there is no terminal: add --yes to delete it unasked",
    ],
  ];
  for (const [args, message] of cases) {
    await rejects(run(path, args), { name: "SyntaxError", message });
  }
  await rejects(run(`${folder.path}/none.db`, { yes: true }), {
    message: `Cannot read ${folder.path}/none.db as there is no such file: ` +
      "run `bufferbane` first",
  });
});

Deno.test("export says that what was asked for has been deleted", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  await threeDays(path);
  await run(path, { "keep-aggregations": true, yes: true });
  const period = ["--start", "2026-11-01", "--end", "2026-11-02"];
  deepStrictEqual(await said("export", ...period, "--db", path), {
    code: 3,
    out: "",
    err: "Samples before 2026-11-03 00:00:00 have been deleted; " +
      "stats and chart still know their minutes and hours\n",
  });
});
