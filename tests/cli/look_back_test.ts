import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { controlPaths } from "../../client/monitor/control.ts";
import { askStatus } from "../../client/monitor/control_client.ts";
import { drop } from "../lab/mod.ts";
import { testInNamespaces } from "../support/skip.ts";
import { type Household, openHousehold } from "./household.ts";
import { endsWithItsReader, namesFolders } from "./look_back_destinations.ts";
import {
  endBy,
  type Ended,
  finish,
  finishCommand,
  lineOf,
  start,
  until,
} from "./program.ts";
import { count, isThere, query } from "./recorded.ts";

/** From the documents, to the letter. */
const DOCUMENTED_QUERY = `SELECT
    interface,
    connection_type,
    AVG(rtt_ms) as avg_latency,
    AVG(jitter_ms) as avg_jitter,
    AVG(packet_loss_pct) as avg_loss
FROM measurements
WHERE timestamp > strftime('%s', 'now', '-1 hour')
  AND target = '8.8.8.8'
GROUP BY interface;`;

/** What the view and the exports share. */
const SHARED = [
  "timestamp",
  "interface",
  "connection_type",
  "target",
  "rtt_ms",
  "jitter_ms",
  "test_type",
  "server_name",
  "dns_time_ms",
  "connect_ms",
  "status",
  "error_detail",
  "timestamp_ms",
] as const;

testInNamespaces(
  "stats, export and chart look back at what the monitor wrote",
  async (t) => {
    await using home = await openHousehold();
    const { lab, here, db } = home;
    // So that there are losses, and a detail with a comma in it.
    await using _rejected = await drop(lab.interfaces[0].up, {
      kind: "all",
      match: "ip daddr 9.9.9.9",
      reject: "host-unreachable",
    });
    await using monitor = await start(here, ["--db", db]);
    await lineOf(monitor, /9\.9\.9\.9 does not answer/);
    await until(() => isThere(db), () => "rows");

    await t.step(
      "the control socket tells the monitor's condition",
      async () => {
        const paths = await controlPaths(db, () => here.folder);
        // As client/cli/monitor.ts answers it.
        const status = await askStatus(paths) as Record<string, unknown>;
        deepStrictEqual({ pid: status["pid"], database: status["database"] }, {
          pid: monitor.pid,
          database: db,
        });
        deepStrictEqual(
          (status["store"] as Record<string, unknown>)["state"],
          { kind: "writing", reason: "the disk works" },
        );
      },
    );
    await t.step("the documents' query runs in sqlite3 meanwhile", async () => {
      const { code, stdout, stderr } = await finishCommand(
        ["sqlite3", "-readonly", "-json", db, DOCUMENTED_QUERY],
      );
      deepStrictEqual({ code, stderr }, { code: 0, stderr: "" });
      const [row, ...others] = JSON.parse(stdout);
      strictEqual(others.length, 0);
      strictEqual(row.interface, "c0");
      strictEqual(row.avg_loss, 0);
      ok(row.avg_latency > 0 && row.avg_latency < 100, stdout);
    });
    await t.step("stats --json agrees with SQL", async () => {
      const { period, series } = JSON.parse(
        (await ran(home, ["stats", "--json"])).stdout,
      );
      for (const { series: { probe, target, variant }, statistics } of series) {
        const sent = `SELECT count(*) FROM samples p
        JOIN series s ON s.id = p.series_id
        WHERE probe = '${probe}' AND target = '${target}'
        AND variant = '${variant}' AND ts * 1000 + ms < ${period.toMs}`;
        strictEqual(statistics.sent, count(db, sent), `${probe} ${target}`);
      }
      const lost = series.find(({ series }: { series: { target: string } }) =>
        series.target === "9.9.9.9"
      );
      strictEqual(lost.statistics.lossPct, 100);
    });
    strictEqual(await endBy(monitor, "SIGTERM"), 0);

    await t.step("all export formats hold the rows of the view", async () => {
      const inView = sorted(query(db, `SELECT * FROM measurements`));
      ok(inView.length > 20);
      const json = await ran(home, ["export", "--format", "json"]);
      deepStrictEqual(sorted(JSON.parse(json.stdout)), inView);
      const ndjson = await ran(home, ["export", "--format", "ndjson"]);
      deepStrictEqual(
        sorted(
          ndjson.stdout.trimEnd().split("\n").map((line) => JSON.parse(line)),
        ),
        inView,
      );
      await ran(home, ["export", "--output", "rows.csv"]);
      const text = await Deno.readTextFile(`${here.folder}/rows.csv`);
      match(
        text,
        /^timestamp,interface,connection_type,target,rtt_ms,jitter_ms,loss_pct,/,
      );
      // Read by a program that is not ours.
      const { stdout } = await finishCommand([
        ...["sqlite3", "-json", ":memory:"],
        `.import --csv ${here.folder}/rows.csv rows`,
        "SELECT * FROM rows",
      ]);
      deepStrictEqual(sorted(JSON.parse(stdout)), inView);
    });
    await t.step(
      "a chart is a picture, or a page that needs nothing else",
      async () => {
        const png = await ran(home, ["chart", "latency_over_time"]);
        strictEqual(png.stderr, "Wrote latency_over_time.png\n");
        const bytes = await Deno.readFile(
          `${here.folder}/latency_over_time.png`,
        );
        deepStrictEqual([...bytes.subarray(0, 8)], [
          ...[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
        ]);
        const header = new DataView(bytes.buffer, 16);
        deepStrictEqual([header.getUint32(0), header.getUint32(4)], [
          1920,
          1080,
        ]);
        await ran(home, [
          ...[
            "chart",
            "latency_over_time",
            "--interactive",
            "--output",
            "c.html",
          ],
        ]);
        const html = await Deno.readTextFile(`${here.folder}/c.html`);
        match(html, /^<!doctype html>/i);
        deepStrictEqual(
          html.match(
            /<(?:script|img|iframe)[^>]+src=|<link[^>]+href=["']?http|@import|url\(["']?http/gi,
          ),
          null,
        );
      },
    );
    await t.step(
      "charts draws what there is, and names what there is not",
      async () => {
        await Deno.mkdir(`${here.folder}/pictures`);
        const { stderr } = await ran(home, [
          ...["charts", "--output-dir", "pictures"],
          ...["--width", "800", "--height", "400"],
        ]);
        match(stderr, /^Wrote pictures\/latency_over_time\.png\n/);
        match(
          stderr,
          /\nWithout data in this period: throughput_over_time, bufferbloat_impact\n$/,
        );
        const drawn = await Array.fromAsync(
          Deno.readDir(`${here.folder}/pictures`),
        );
        strictEqual(drawn.length, 6);
      },
    );
    await t.step("a chart without data says what it needs", async () => {
      const { code, stderr } = await finish(
        here,
        ["chart", "throughput_over_time", "--db", db],
      );
      deepStrictEqual({ code, stderr }, {
        code: 3,
        stderr:
          "There is nothing for throughput_over_time in this period: it needs throughput tests (`bufferbane throughput`, or [tests.throughput] with a server)\n",
      });
    });
    await t.step("a report is written in every format", async () => {
      const { stdout } = await ran(home, ["report"]);
      match(stdout, /^Internet line of /);
      match(stdout, /Too little was measured to judge this line/);
      const markdown = await ran(home, ["report", "--format", "markdown"]);
      match(markdown.stdout, /^# Internet line of /);
      await ran(home, ["report", "--format", "html", "--output", "r.html"]);
      const html = await Deno.readTextFile(`${here.folder}/r.html`);
      strictEqual(html.match(/<img /g)?.length, 6);
    });
    await t.step(
      "an empty period is exit code 3, and says what there is",
      async () => {
        for (
          const command of [
            ["stats"],
            ["export"],
            ["report"],
            ["charts"],
            ["chart", "latency_over_time"],
            ["chart", "daily_heatmap"],
          ]
        ) {
          const empty = ["--start", "2025-10-18", "--end", "2025-10-19"];
          const { code, stdout, stderr } = await finish(
            here,
            [...command, "--db", db, ...empty],
          );
          deepStrictEqual({ code, stdout }, { code: 3, stdout: "" });
          match(
            stderr,
            /^Nothing was measured from 2025-10-18 00:00:00 to 2025-10-19 00:00:00 that fits \(there are measurements from 2\d{3}-\S+ \S+ to 2\d{3}-\S+ \S+\)\n$/,
          );
        }
        const { code } = await finish(
          here,
          ["stats", "--db", db, "--targets", "192.0.2.99"],
        );
        strictEqual(code, 3, "no such target");
      },
    );
    await t.step("a folder that is missing or closed is named", async () => {
      await namesFolders(home);
    });
    await t.step("a reader that has seen enough is no failure", async () => {
      await endsWithItsReader(home);
    });
  },
  { tools: ["dnsmasq", "sqlite3", "setpriv"] },
);

/** Runs a command over the database of a household; it must succeed. */
async function ran(
  { here, db }: Household,
  args: readonly string[],
): Promise<Ended> {
  const ended = await finish(here, [...args, "--db", db]);
  strictEqual(ended.code, 0, ended.stderr);
  return ended;
}

/** Rows in one order and one notation, for CSV has neither numbers nor NULL. */
function sorted(rows: readonly Record<string, unknown>[]): readonly string[] {
  return rows.map((row) =>
    SHARED.map((column) => String(row[column] ?? "")).join("|")
  ).toSorted();
}
