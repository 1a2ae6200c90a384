/**
 * Draws the pictures of the documents, with the program itself, from a day
 * and a week that are the same on every run.
 *
 * ```sh
 * deno task pictures
 * ```
 *
 * @module
 */

import { join } from "node:path";
import { main } from "../client/main.ts";
import type { Series, TargetRole } from "../client/model/mod.ts";
import { Batch } from "../client/store/batch.ts";
import {
  answered,
  seriesOf,
  tickAt,
  unanswered,
  wallNs,
} from "../client/store/testing.ts";
import { Writer } from "../client/store/writer.ts";
import { CHART_TYPES } from "../client/charts/charts.ts";
import { seededRandom } from "../tests/support/random.ts";
import { writeWeek } from "./pictures_week.ts";

/** Local midnight of the day shown. */
const DAY = "2026-11-19";
const DAY_S = 86_400;
/** Local midnight before the week shown. */
const WEEK = "2026-11-12";
/** Coarser than the program measures, which no picture shows. */
const WEEK_STEP_MS = 5000;
/** What the week's contract promises. */
const CONTRACT =
  "[line]\nexpected_download_kbps = 100_000\nexpected_upload_kbps = 10_000\n";

interface Hop {
  readonly series: Series;
  /** On the quiet line, ms. */
  readonly baseMs: number;
  /** Whether the access line is in between. */
  readonly isBeyondLine: boolean;
}

function hop(
  target: string,
  role: TargetRole,
  baseMs: number,
): Hop {
  const isBeyondLine = role !== "gateway";
  return { series: seriesOf({ target, role }), baseMs, isBeyondLine };
}

const HOPS: readonly Hop[] = [
  hop("192.168.0.1", "gateway", 0.6),
  hop("100.64.0.1", "isp", 8.5),
  hop("8.8.8.8", "public", 13.5),
];

const hours = (hour: number, minute = 0) => hour * 3600 + minute * 60;

/** What happens on that day, in seconds since midnight. */
const OUTAGE = [hours(3, 12), hours(3, 31)] as const;
const REBOOT = [hours(7, 40), hours(8, 25)] as const;
const UPLOAD = [hours(13, 50), hours(14, 45)] as const;
const EVENING = [hours(18), hours(23)] as const;

function isWithin(
  second: number,
  [from, to]: readonly [number, number],
): boolean {
  return second >= from && second < to;
}

/** What the line adds at that second, ms; the queue of an upload, the evening. */
function lineDelayMs(second: number, random: () => number): number {
  const upload = isWithin(second, UPLOAD) ? 90 + 90 * random() : 0;
  const intoEvening = (second - EVENING[0]) / (EVENING[1] - EVENING[0]);
  const evening = isWithin(second, EVENING)
    ? 14 * Math.sin(Math.PI * intoEvening) * -Math.log(1 - random())
    : 0;
  return upload + evening - 1.2 * Math.log(1 - random());
}

function writeDay(path: string, midnightMs: number): void {
  const random = seededRandom(20_261_119);
  const run = {
    startedMs: midnightMs,
    pid: 1,
    bootId: "",
    host: "living-room",
    version: "0",
  };
  const writer = new Writer({ path, run, busyTimeoutMs: 1000 }, {
    onCheck: () => {},
    onRepair: () => {},
  });
  const batch = new Batch();
  for (let second = 0; second < DAY_S; second++) {
    if (isWithin(second, REBOOT)) continue;
    const at = wallNs(midnightMs + second * 1000 + 60);
    const addedMs = lineDelayMs(second, random);
    batch.tick(tickAt(at));
    for (const { series, baseMs, isBeyondLine } of HOPS) {
      const isLost = isBeyondLine &&
        (isWithin(second, OUTAGE) || random() < 0.0008);
      const rttMs = baseMs - 0.15 * Math.log(1 - random()) +
        (isBeyondLine ? addedMs : 0);
      const rttUs = Math.round(rttMs * 1000);
      batch.sample(
        isLost ? unanswered(series, at) : answered(series, at, { rttUs }),
        null,
      );
    }
    if (batch.rows > 900) {
      writer.write(batch.columns());
      batch.clear();
    }
  }
  writer.write(batch.columns());
  writer.close();
}

async function draw(args: readonly string[]): Promise<void> {
  const said: string[] = [];
  const say = (text: string) => void said.push(text);
  const code = await main(args, { out: say, err: say });
  if (code !== 0) throw new Error(said.join(""));
}

/** The other charts. */
async function drawWeek(folder: string, pictures: string): Promise<void> {
  const database = join(folder, "week.db");
  const config = join(folder, "client.conf");
  await Deno.writeTextFile(config, CONTRACT);
  const startMs = new Date(`${WEEK}T00:00:00`).getTime();
  writeWeek(database, { startMs, stepMs: WEEK_STEP_MS });
  const week = [
    ...["--db", database, "--config", config],
    ...["--start", `${WEEK} 00:00`, "--end", `${DAY} 00:00`],
  ];
  for (const type of CHART_TYPES) {
    if (type === "latency_over_time") continue;
    await draw([
      ...["chart", type, ...week, "--width", "1600", "--height", "800"],
      ...["--output", join(pictures, `${type}.png`)],
    ]);
  }
}

if (import.meta.main) {
  const folder = await Deno.makeTempDir();
  const database = join(folder, "day.db");
  const pictures = join(import.meta.dirname ?? ".", "..", "docs", "pictures");
  try {
    writeDay(database, new Date(`${DAY}T00:00:00`).getTime());
    await Deno.mkdir(pictures, { recursive: true });
    const day = ["--start", `${DAY} 00:00`, "--end", `${DAY} 23:59:59`];
    await draw([
      ...["chart", "latency_over_time", "--db", database, ...day],
      ...["--width", "1600", "--height", "800", "--segments", "288"],
      ...["--output", join(pictures, "latency_over_time.png")],
    ]);
    await drawWeek(folder, pictures);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
