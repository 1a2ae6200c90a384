/** Minutes and hours as columns. @module */

import type { Distribution } from "../analysis/distribution.ts";
import { Rollup } from "../analysis/rollup.ts";
import {
  type EchoMinuteColumns,
  LOST_ON,
  type MinuteColumns,
  type Series,
} from "../model/mod.ts";
import type { Row } from "./query.ts";
import { readRollupCells } from "./rollup_cells.ts";
import { bytesOf } from "./rollup_tables.ts";

const UP = LOST_ON.indexOf("up");
const DOWN = LOST_ON.indexOf("down");

/** Whole microseconds; -1 where there is no value. */
function whole(us: number): number {
  return Number.isNaN(us) ? -1 : Math.round(us);
}

function emptyColumns(series: Series, length: number): MinuteColumns {
  const column = () => new Int32Array(length);
  const echo = (): EchoMinuteColumns => ({
    lostUp: column(),
    lostDown: column(),
    queueUpP50Us: column(),
    queueDownP50Us: column(),
  });
  return {
    series,
    length,
    atMs: new Float64Array(length),
    sent: column(),
    lost: column(),
    unsent: column(),
    off: column(),
    longestLossRun: column(),
    p50Us: column(),
    ...(series.probe === "echo" ? { echo: echo() } : {}),
  };
}

/**
 * Decodes rows of sums.
 *
 * @param series Whose they are.
 * @param rows Of `selectRollups()`.
 * @param length How many there are.
 * @returns A column a figure.
 */
export function toColumns(
  series: Series,
  rows: Iterable<Row>,
  length: number,
): MinuteColumns {
  const columns = emptyColumns(series, length);
  const rollup = new Rollup(series.probe);
  let i = -1;
  for (const row of rows) {
    i++;
    rollup.clear();
    readRollupCells(bytesOf(row), rollup);
    const { rtt, losses } = rollup;
    columns.atMs[i] = 1000 * Number(row[0]);
    columns.sent[i] = rollup.sent;
    columns.lost[i] = rollup.lost;
    columns.unsent[i] = rollup.unsent;
    columns.off[i] = rollup.off;
    columns.longestLossRun[i] = losses.longest;
    columns.p50Us[i] = whole(rtt.percentile(50));
    if (columns.echo !== undefined) putEcho(columns.echo, i, rollup);
  }
  return columns;
}

function putEcho(columns: EchoMinuteColumns, i: number, rollup: Rollup): void {
  const percentile = (of: Distribution | undefined, pct: number) =>
    whole(of?.percentile(pct) ?? NaN);
  const { echo, lostOn } = rollup;
  columns.lostUp[i] = lostOn[UP] ?? 0;
  columns.lostDown[i] = lostOn[DOWN] ?? 0;
  columns.queueUpP50Us[i] = percentile(echo?.queueUp, 50);
  columns.queueDownP50Us[i] = percentile(echo?.queueDown, 50);
}
