/** What an export writes: samples, load tests or events. @module */

import { TrailingLoss } from "../analysis/mod.ts";
import { csvOf, jsonOf, ndjsonOf } from "../export/mod.ts";
import { eventsOf } from "../export/events.ts";
import { testsOf } from "../export/tests.ts";
import type { Period, StoredSample } from "../model/mod.ts";
import type { LookBack } from "./look_back.ts";

const FORMATS = { csv: csvOf, json: jsonOf, ndjson: ndjsonOf } as const;
const FORMAT_NAMES = ["csv", "json", "ndjson"] as const;
const SUBJECTS = ["samples", "tests", "events"] as const;

/** As what it can be written. */
export type ExportFormat = typeof FORMAT_NAMES[number];
/** Of what. */
export type Subject = typeof SUBJECTS[number];

/** What `loss_pct` looks back on. */
const LOSS_WINDOW_MS = 60_000;
/** No load test takes longer. */
const LONGEST_TEST_MS = 3_600_000;

/**
 * Reads `--format`.
 *
 * @param text As typed.
 * @throws {SyntaxError} When there is no such format.
 */
export function exportFormatOf(text: string): ExportFormat {
  const format = FORMAT_NAMES.find((name) => name === text);
  if (format !== undefined) return format;
  throw new SyntaxError(
    `Cannot export as "${text}" (allowed: ${FORMAT_NAMES.join(", ")})`,
  );
}

/**
 * Reads `--what`.
 *
 * @param text As typed.
 * @throws {SyntaxError} When there is no such thing.
 */
export function exportSubjectOf(text: string): Subject {
  const subject = SUBJECTS.find((name) => name === text);
  if (subject !== undefined) return subject;
  throw new SyntaxError(
    `Cannot export "${text}" (allowed: ${SUBJECTS.join(", ")})`,
  );
}

/**
 * What is written, in blocks.
 *
 * @param what Of what.
 * @param format As what.
 * @param at From where; to be open while the blocks are taken.
 * @returns `null`: there is nothing.
 */
export function contentOf(
  what: Subject,
  format: ExportFormat,
  at: LookBack,
): Iterable<string> | null {
  switch (what) {
    case "samples":
      return sampleChunks(at, format);
    case "tests":
      return testChunks(at, format);
    case "events":
      return eventChunks(at, format);
  }
}

function sampleChunks(
  { reader, filter, period }: LookBack,
  format: ExportFormat,
): Iterable<string> | null {
  const { fromMs, toMs } = period;
  const rows = reader.rows(filter, { fromMs: fromMs - LOSS_WINDOW_MS, toMs });
  const loss = new TrailingLoss();
  let first = rows.next();
  for (; !first.done && first.value.atMs < fromMs; first = rows.next()) {
    loss.add(first.value);
  }
  if (first.done) return null;
  return FORMATS[format](startingWith(first.value, rows), {
    lossPct: (sample) => loss.add(sample),
  });
}

/** Those that ended in the period: what runs now is told the next time. */
function testChunks(
  { reader, filter: { interfaces }, period }: LookBack,
  format: ExportFormat,
): Iterable<string> | null {
  const { fromMs, toMs } = period;
  const tests = reader.tests({ fromMs: fromMs - LONGEST_TEST_MS, toMs })
    .filter((test) =>
      isWithin(period, test.atMs + test.durationMs) &&
      (interfaces?.includes(test.interface) ?? true)
    );
  return tests.length === 0 ? null : testsOf(tests, format);
}

/** Those that began or ended in the period. */
function eventChunks(
  { reader, filter: { interfaces, targets }, period }: LookBack,
  format: ExportFormat,
): Iterable<string> | null {
  const events = reader.events(period).filter((event) =>
    (isWithin(period, event.atMs) ||
      isWithin(period, event.atMs + (event.durationMs ?? Infinity))) &&
    isOf(interfaces, event.interface) && isOf(targets, event.target)
  );
  return events.length === 0 ? null : eventsOf(events, format);
}

function isWithin({ fromMs, toMs }: Period, atMs: number): boolean {
  return atMs >= fromMs && atMs < toMs;
}

/** What concerns all interfaces concerns each. */
function isOf(asked: readonly string[] | undefined, name: string): boolean {
  return asked === undefined || name === "" || asked.includes(name);
}

/** Puts back what was taken to see whether there is anything. */
function* startingWith(
  first: StoredSample,
  rest: Iterable<StoredSample>,
): Generator<StoredSample> {
  yield first;
  yield* rest;
}
