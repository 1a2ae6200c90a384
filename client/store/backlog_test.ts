import {
  deepStrictEqual,
  notStrictEqual,
  strictEqual,
} from "node:assert/strict";
import { Backlog } from "./backlog.ts";
import { BATCH_SAMPLES } from "./batch.ts";
import { START_MS, tickAt, wallNs } from "./testing.ts";

/** Adds so many rounds, numbered by their milliseconds. */
function add(backlog: Backlog, from: number, count: number): void {
  for (let i = from; i < from + count; i++) {
    backlog.tick(tickAt(wallNs(START_MS + i)));
  }
}

/** The number of a batch's first round. */
function firstOf(backlog: Backlog): number | undefined {
  const at = backlog.take()?.columns().ticks[0]?.at;
  return at === undefined ? undefined : Number(at / 1_000_000n) - START_MS;
}

Deno.test("Backlog.take() returns the oldest again until it is written", () => {
  const backlog = new Backlog(10 * BATCH_SAMPLES);
  strictEqual(backlog.take(), null);
  add(backlog, 0, 3);
  strictEqual(firstOf(backlog), 0);
  add(backlog, 3, 2);
  backlog.settle(false);
  strictEqual(firstOf(backlog), 0);
  backlog.settle(true);
  deepStrictEqual([firstOf(backlog), backlog.rows], [3, 2]);
});

Deno.test("Backlog never adds to a batch that is being written", () => {
  const backlog = new Backlog(10 * BATCH_SAMPLES);
  add(backlog, 0, 1);
  const inFlight = backlog.take();
  add(backlog, 1, 1);
  strictEqual(inFlight?.rows, 1);
  backlog.settle(true);
  notStrictEqual(backlog.take(), inFlight);
});

Deno.test("Backlog drops its oldest batch, but not the one being written", () => {
  const backlog = new Backlog(2 * BATCH_SAMPLES);
  add(backlog, 0, BATCH_SAMPLES);
  strictEqual(firstOf(backlog), 0);
  add(backlog, BATCH_SAMPLES, 2 * BATCH_SAMPLES);
  strictEqual(backlog.droppedRows, BATCH_SAMPLES);
  backlog.settle(true);
  deepStrictEqual([firstOf(backlog), backlog.rows], [
    2 * BATCH_SAMPLES,
    BATCH_SAMPLES,
  ]);
});
