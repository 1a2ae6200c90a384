import type { LinkMinuteColumns } from "../model/mod.ts";
import {
  addLinkFigures,
  type LinkFigures,
  readLinkFigures,
} from "./link_rollup.ts";
import type { Row } from "./query.ts";
import { bytesOf } from "./rollup_tables.ts";

/**
 * Decodes rows of an interface's sums.
 *
 * @param name The interface.
 * @param rows Of `selectRollups()`, in any order; one minute may be told in
 *   two, if the interface was taken for another kind within it.
 * @returns A column a figure, oldest minute first.
 */
export function toLinkColumns(
  name: string,
  rows: readonly Row[],
): LinkMinuteColumns {
  const byTs = new Map<number, LinkFigures>();
  for (const row of rows) {
    const figures = readLinkFigures(bytesOf(row));
    const known = byTs.get(Number(row[0]));
    if (known) addLinkFigures(known, figures);
    else byTs.set(Number(row[0]), figures);
  }
  const minutes = [...byTs].toSorted(([a], [b]) => a - b);
  const column = (read: (of: LinkFigures) => number) =>
    Float64Array.from(minutes, ([, figures]) => read(figures));
  const bps = (bytes: number, spanMs: number) => 8000 * bytes / spanMs;
  return {
    interface: name,
    length: minutes.length,
    atMs: Float64Array.from(minutes, ([ts]) => 1000 * ts),
    sentBps: column(({ sentBytes, spanMs }) => bps(sentBytes, spanMs)),
    receivedBps: column(({ receivedBytes, spanMs }) =>
      bps(receivedBytes, spanMs)
    ),
    peakSentBps: column(({ peakSentBps }) => peakSentBps),
    peakReceivedBps: column(({ peakReceivedBps }) => peakReceivedBps),
    downSeconds: Uint8Array.from(column(({ downSeconds }) => downSeconds)),
    ownLoadSeconds: Uint8Array.from(
      column(({ ownLoadSeconds }) => ownLoadSeconds),
    ),
  };
}
