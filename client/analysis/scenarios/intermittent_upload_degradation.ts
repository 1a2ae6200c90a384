/**
 * Intermittent upload degradation: the upload's speed falls for a while, comes
 * back, and falls again, while the download keeps its own.
 *
 * @module
 */

import { confidenceOf } from "./confidence.ts";
import { type Finding, type Judgement, NOT_FOUND } from "./finding.ts";
import type { Line } from "./line.ts";
import { medianOf } from "./median.ts";
import {
  FEWEST_TESTS_IN_ALL,
  type RateDrops,
  rateDropsOf,
  SLOW_RATE_SHARE,
} from "./rate_drops.ts";
import { RECURRING, recurringOf } from "./recurrence.ts";
import { counted, lasting, rate, short, totalMs } from "./words.ts";

/** More than this of the time slow is not now and then. */
const MOST_TIME_SHARE = 0.6;

/**
 * Judges a line.
 *
 * @param line The line.
 * @returns The finding, with each time of slow upload.
 */
export function intermittentUploadDegradation(line: Line): Judgement {
  const all = rateDropsOf(line.tests, "up");
  if (all.length === 0) {
    const tests = line.tests.reduce(
      (sum, { uploadBps }) => sum + uploadBps.filter(Number.isFinite).length,
      0,
    );
    const known = tests === 0 ? "they need a server" : `so far ${tests}`;
    return {
      kind: "not_enough_data",
      missing: `${FEWEST_TESTS_IN_ALL} upload tests of one kind (${known})`,
    };
  }
  const found = all.flatMap((drops) => isIntermittent(drops) ? [drops] : [])
    .toSorted((a, b) => b.tests - a.tests);
  const [most] = found;
  return most === undefined
    ? NOT_FOUND
    : { kind: "found", finding: findingOf(line, most) };
}

/**
 * Whether the upload comes and goes by more than bad luck with single tests.
 *
 * @param drops When it was slow.
 */
export function isIntermittent(drops: RateDrops): boolean {
  const { times, expectedTimes, timeShare } = drops;
  const byChance = expectedTimes + 4 * Math.sqrt(expectedTimes);
  return recurringOf(times).length > byChance &&
    timeShare <= MOST_TIME_SHARE;
}

function findingOf(line: Line, drops: RateDrops): Finding {
  const times = recurringOf(drops.times);
  const typicalMs = medianOf(times.map(({ fromMs, toMs }) => toMs - fromMs));
  return {
    scenario: "intermittent_upload_degradation",
    interface: line.interface,
    families: [line.family],
    direction: "up",
    rung: null,
    targets: [...new Set(line.tests.map(({ server }) => server))],
    times,
    figures: {
      drops: times.length,
      usualBps: drops.usualBps,
      droppedToPct: 100 * drops.share,
      typicalMs,
      totalMs: totalMs(times),
      tests: drops.tests,
      ...(Number.isNaN(drops.otherShare)
        ? {}
        : { downloadMeanwhilePct: 100 * drops.otherShare }),
    },
    confidence: confidenceOf({
      margin: (1 - drops.share) / (1 - SLOW_RATE_SHARE),
      repetition: times.length / RECURRING.times,
      completeness: Number.isNaN(drops.otherShare) ? 0.9 : 1,
    }),
    sentence: `The upload fell to ${short(100 * drops.share)} % of its usual ${
      rate(drops.usualBps)
    } ${counted(times.length, "time")}, for ${
      lasting(typicalMs)
    } typically, and came back by itself${
      Number.isNaN(drops.otherShare) ? "" : "; the download kept its speed"
    }.`,
    advice:
      "Send the provider the times. On a cable line, have the upstream levels and the corrected and uncorrected errors of the modem looked at: noise on the way back looks like this.",
  };
}
