import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import type { StoredEvent, TestResult } from "../model/mod.ts";
import {
  answered,
  committing,
  seriesOf,
  START_MS,
  temporaryFolder,
  tickAt,
  unanswered,
  wallNs,
} from "../store/testing.ts";
import { said } from "./testing.ts";

const MINUTE_MS = 60_000;

const EVENT: StoredEvent = {
  atMs: START_MS + 10_000,
  type: "note",
  severity: "info",
  interface: "",
  target: "",
  server: "",
  description: "=cmd()",
  durationMs: 0,
  metrics: { cause: "x" },
};

const TEST: TestResult = {
  atMs: START_MS + 20_000,
  durationMs: 5000,
  kind: "throughput",
  method: "tcp",
  interface: "eth0",
  connectionType: "wired",
  server: "vps",
  isComplete: true,
  isScheduled: true,
  uploadBps: 1e7,
  downloadBps: null,
  sentBytes: 1,
  receivedBytes: 2,
  grade: null,
  details: "{}",
};

/** A database that grows by whole minutes of a probe a second. */
function openHome() {
  const folder = temporaryFolder();
  const db = join(folder.path, "b.db");
  const { writer, commit } = committing(db);
  let seconds = 0;
  return {
    folder: folder.path,
    db,
    grow(minutes: number) {
      const until = seconds + 60 * minutes;
      commit((batch) => {
        if (seconds === 0) {
          batch.event(EVENT);
          batch.entry({ kind: "test", test: TEST });
        }
        for (; seconds < until; seconds++) {
          const at = wallNs(START_MS + 1000 * seconds);
          batch.tick(tickAt(at));
          const isLost = seconds >= 30 && seconds < 60;
          if (isLost) batch.sample(unanswered(seriesOf(), at), null);
          else batch.sample(answered(seriesOf(), at, { rttUs: 9000 }), 1000);
        }
      });
    },
    async run(...args: readonly string[]) {
      const { code, out, err } = await said("export", "--db", db, ...args);
      return { code, said: out + err };
    },
    [Symbol.dispose]() {
      writer.close();
      folder[Symbol.dispose]();
    },
  };
}

const LONG = ["--last", "5000w"];

Deno.test("export --since-last writes each sample once, in order, however often it runs", async () => {
  using home = openHome();
  const times: number[] = [];
  const path = join(home.folder, "new.ndjson");
  for (const minutes of [2, 0, 1, 3]) {
    if (minutes > 0) home.grow(minutes);
    const { code } = await home.run(
      ...["--format", "ndjson", "--since-last", "nightly"],
      ...["--output", path, ...LONG],
    );
    strictEqual(code, minutes === 0 ? 3 : 0);
    if (code !== 0) continue;
    const text = await Deno.readTextFile(path);
    for (const line of text.trimEnd().split("\n")) {
      times.push(JSON.parse(line)["timestamp_ms"]);
    }
  }
  const settled = Array.from(
    { length: 6 * 60 - 15 },
    (_, i) => START_MS + 1000 * i,
  );
  deepStrictEqual(times, settled);
});

Deno.test("export --since-last says that nothing is new, and when it was last", async () => {
  using home = openHome();
  home.grow(1);
  const args = ["--since-last", "a", "--output", join(home.folder, "x")];
  strictEqual((await home.run(...args, ...LONG)).code, 0);
  const { code, said } = await home.run(...args, ...LONG);
  strictEqual(code, 3);
  match(said, /^Nothing new for "a" since 2026-11-20 \d\d:\d\d:\d\d\n$/);
});

Deno.test("export --since-last does not move on when the file cannot be written", async () => {
  using home = openHome();
  home.grow(1);
  const gone = join(home.folder, "gone", "x.csv");
  const failed = await home.run("--since-last", "a", "--output", gone, ...LONG);
  deepStrictEqual(failed, {
    code: 1,
    said: `Cannot write ${gone} as there is no such folder\n`,
  });
  const path = join(home.folder, "x.csv");
  const again = await home.run("--since-last", "a", "--output", path, ...LONG);
  strictEqual(again.code, 0);
  const rows = (await Deno.readTextFile(path)).trimEnd().split("\n");
  strictEqual(rows.length, 1 + 45);
});

Deno.test("export --since-last refuses what it cannot use", async () => {
  using home = openHome();
  home.grow(1);
  const path = `${home.db}.export-bad.json`;
  await Deno.writeTextFile(path, '{"until_ms":"soon"}');
  const folder = path.replace("-bad.", "-folder.");
  await Deno.mkdir(folder);
  const rows: readonly (readonly [readonly string[], string])[] = [
    [
      ["--since-last", "../x"],
      'Cannot use --since-last "../x" (allowed: 1 to 64 letters a-z, digits, - and _)\n',
    ],
    [
      ["--since-last", "a", "--start", "2026-11-20"],
      "Cannot use --since-last together with --start or --end: it goes on where the last export ended\n",
    ],
    [
      ["--since-last", "bad"],
      `Cannot continue the export as ${path} does not hold what an export leaves there (delete it to begin anew)\n`,
    ],
    [
      ["--since-last", "folder"],
      `Cannot continue the export: cannot read ${folder} as it is a folder\n`,
    ],
    [
      ["--what", "rows"],
      'Cannot export "rows" (allowed: samples, tests, events)\n',
    ],
    [
      ["--format", "xml"],
      'Cannot export as "xml" (allowed: csv, json, ndjson)\n',
    ],
  ];
  for (const [args, said] of rows) {
    deepStrictEqual(await home.run(...args), { code: 2, said });
  }
});

Deno.test("export --what writes tests and events, safe for spreadsheets", async () => {
  using home = openHome();
  home.grow(1);
  const path = join(home.folder, "x");
  const read = async (...args: readonly string[]) => {
    const { code } = await home.run(...args, "--output", path, ...LONG);
    strictEqual(code, 0);
    return await Deno.readTextFile(path);
  };
  strictEqual(
    await read("--what", "events"),
    "timestamp,event_type,severity,interface,target,server_name,description,duration_ms,timestamp_ms\n" +
      `${START_MS / 1000 + 10},note,info,,,,"'=cmd()",0,${START_MS + 10_000}\n`,
  );
  const [event] = JSON.parse(
    await read("--what", "events", "--format", "json"),
  );
  deepStrictEqual(event.metrics, { cause: "x" });
  const [, test = ""] = (await read("--what", "tests")).split("\n");
  match(test, /^\d+,eth0,wired,throughput,tcp,vps,,10000,/);
  strictEqual((await home.run("--what", "tests", "--last", "1s")).code, 3);
});

Deno.test("export's loss looks back beyond the period's start", async () => {
  using home = openHome();
  home.grow(2);
  const path = join(home.folder, "x.ndjson");
  const start = new Date(START_MS + MINUTE_MS).toLocaleString("sv");
  const end = new Date(START_MS + 2 * MINUTE_MS).toLocaleString("sv");
  await home.run(
    ...["--format", "ndjson", "--start", start, "--end", end],
    ...["--output", path],
  );
  const [first = ""] = (await Deno.readTextFile(path)).split("\n");
  strictEqual(JSON.parse(first)["loss_pct"], 50, "30 of the 60 before it");
});
