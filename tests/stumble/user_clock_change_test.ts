import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { temporaryFolder } from "../cli/program.ts";
import { inGermany, STEP_MS, writeClockChanges } from "./clock_changes.ts";

const PER_HOUR = 3_600_000 / STEP_MS;

/** A stretch of local time, and what is in it by rights. */
const STRETCHES: readonly {
  readonly start: string;
  readonly end: string;
  readonly hours: number;
  readonly why: string;
}[] = [
  {
    start: "2026-10-25",
    end: "2026-10-26",
    hours: 25,
    why: "the day on which clocks are set back",
  },
  {
    start: "2026-03-29",
    end: "2026-03-30",
    hours: 23,
    why: "the day on which they are set forward",
  },
  {
    start: "2026-10-25 02:00",
    end: "2026-10-25 02:30",
    hours: 1.5,
    why: "from the first 02:00 to the second 02:30, so that none is left out",
  },
  {
    start: "2026-10-25 02:00+02:00",
    end: "2026-10-25 02:30+02:00",
    hours: 0.5,
    why: "said which",
  },
  {
    start: "2026-10-25 02:30+02:00",
    end: "2026-10-25 02:30+01:00",
    hours: 1,
    why: "the same on the clock, and an hour apart",
  },
  {
    start: "2026-03-29 01:30",
    end: "2026-03-29 03:30",
    hours: 1,
    why: "two hours on the clock",
  },
];

Deno.test("on the days on which clocks are set, nothing is lost, doubled or put elsewhere", async (t) => {
  await using folder = await temporaryFolder();
  const db = `${folder.path}/berlin.db`;
  writeClockChanges(db);
  const asked = (...args: string[]) => inGermany([...args, "--db", db]);

  await t.step(
    "--start and --end hold what the clock on the wall says",
    async () => {
      await Promise.all(STRETCHES.map(async ({ start, end, hours, why }) => {
        const period = ["--start", start, "--end", end];
        const { stdout, stderr } = await asked("stats", ...period, "--json");
        strictEqual(stderr, "", why);
        const { series } = JSON.parse(stdout);
        strictEqual(series[0].statistics.sent, hours * PER_HOUR, why);
      }));
    },
  );

  await t.step("a time that never was is refused, in words", async () => {
    const { code, stderr } = await asked(
      "stats",
      "--start",
      "2026-03-29 02:30",
    );
    strictEqual(code, 2);
    strictEqual(
      stderr,
      "Cannot read --start as a local time: 2026-03-29 02:30 does not exist (not in the calendar, or skipped by a clock change)\n",
    );
  });

  await t.step("events and reports say which 02:30 it was", async () => {
    const autumn = ["--start", "2026-10-25", "--end", "2026-10-26"];
    const events = await asked("events", ...autumn);
    match(events.stdout, /^2026-10-25 02:30:00\+02:00 {2}critical {2}outage/);
    const report = await asked("report", ...autumn);
    match(report.stdout, /Sun 25 Oct 02:30\+02:00 {2}30 min {2}critical/);
    const diagnosis = await asked("diagnose", ...autumn);
    match(diagnosis.stdout, /worst at 2026-10-25\s+02:30\+02:00/);
    const spring = await asked("events", "--last", "52w");
    match(spring.stdout, /^2026-03-29 01:50:00 {2}critical {2}outage +20 min/);
  });

  await t.step(
    "the heatmap keeps an outage of either of the two hours",
    async () => {
      const page = `${folder.path}/heat.html`;
      const { stderr } = await asked(
        ...["chart", "daily_heatmap", "--interactive", "--output", page],
        ...["--start", "2026-10-25", "--end", "2026-10-26"],
      );
      strictEqual(stderr, `Wrote ${page}\n`);
      const html = await Deno.readTextFile(page);
      match(html, /The hour that clocks repeated shows its worse half/);
      const lossy = html.matchAll(
        /"hour":(\d+),"color":"[^"]*","isLossy":true/g,
      );
      deepStrictEqual([...new Set([...lossy].map(([, hour]) => hour))], ["2"]);
    },
  );

  await t.step(
    "what machines read has points, and times that only grow",
    async () => {
      const { stdout } = await asked(
        "export",
        "--last",
        "52w",
        "--format",
        "csv",
      );
      const [head = "", ...rows] = stdout.trimEnd().split("\n")
        .map((line) => line.split(","));
      const column = (name: string) =>
        rows.map((row) => row[head.indexOf(name)] ?? "");
      const stamps = column("timestamp_ms").map(Number);
      strictEqual(stamps.length, 2 * (25 + 23) * PER_HOUR);
      deepStrictEqual(stamps, stamps.toSorted((a, b) => a - b));
      ok(rows.every((row) => row.length === head.length), "no decimal comma");
      deepStrictEqual([...new Set(column("rtt_ms"))].sort(), ["", "12.5"]);
    },
  );
});

Deno.test("what is due at 02:30 each day is due once on the days on which clocks are set", async () => {
  const module = new URL("../../client/store/retention.ts", import.meta.url);
  const script = `import { lastDueMs } from ${JSON.stringify(module.href)};
    for (const day of ["2026-03-28T12:00Z", "2026-10-24T12:00Z"]) {
      const due = new Set();
      for (let minute = 0; minute < 2 * 1440; minute++) {
        due.add(lastDueMs(Date.parse(day) + 60_000 * minute, 150));
      }
      console.log([...due].map((ms) => new Date(ms).toISOString()).join(" "));
    }`;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", script],
    env: { TZ: "Europe/Berlin" },
  }).output();
  deepStrictEqual(new TextDecoder().decode(stdout).trim().split("\n"), [
    // 02:30 does not exist: 150 minutes after midnight clocks read 03:30.
    "2026-03-28T01:30:00.000Z 2026-03-29T01:30:00.000Z 2026-03-30T00:30:00.000Z",
    "2026-10-24T00:30:00.000Z 2026-10-25T00:30:00.000Z 2026-10-26T01:30:00.000Z",
  ]);
});

const ZONES = [
  { tz: "Asia/Kolkata", at: "06:00:00", why: "half an hour off" },
  { tz: "America/St_Johns", at: "22:00:00", why: "west, and half an hour off" },
  { tz: "Pacific/Apia", at: "13:30:00", why: "behind the date line" },
  { tz: "", at: "00:30:00", why: "empty: UTC" },
  { tz: "Nonsense/Zone", at: "00:30:00", why: "no zone: UTC" },
] as const;

Deno.test("every command works in any zone, and where TZ names none", async () => {
  await using folder = await temporaryFolder();
  const db = `${folder.path}/b.db`;
  writeClockChanges(db);
  await Promise.all(ZONES.map(async ({ tz, at, why }) => {
    const from = ["--db", db, "--start", "2026-10-24", "--end", "2026-10-27"];
    const run = async (...args: string[]) => {
      const { code, stdout, stderr } = await inGermany([...args, ...from], {
        TZ: tz,
      });
      strictEqual(code, 0, `${why}: ${stderr}`);
      return stdout;
    };
    ok((await run("events")).includes(` ${at}  critical`), why);
    const page = `${folder.path}/${encodeURIComponent(tz)}.html`;
    await run("chart", "daily_heatmap", "--interactive", "--output", page);
    const report = await run("report");
    ok(!report.includes("undefined"), why);
  }));
});
