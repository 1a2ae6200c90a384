import type { LinkMinuteColumns } from "../model/mod.ts";
import { floorTo, MINUTE_MS } from "./grain.ts";
import { addLinkFigures, type LinkFigures } from "./link_rollup.ts";

/**
 * Puts an interface's figures side by side.
 *
 * @param name The interface.
 * @param parts When, Unix milliseconds, and what, in any order; a minute may
 *   be told in several, by its seconds, or if the interface was taken for
 *   another kind within it.
 * @returns A column a figure, oldest minute first.
 */
export function toLinkColumns(
  name: string,
  parts: Iterable<readonly [number, LinkFigures]>,
): LinkMinuteColumns {
  const byMs = new Map<number, LinkFigures>();
  for (const [atMs, figures] of parts) {
    const minuteMs = floorTo(atMs, MINUTE_MS);
    const known = byMs.get(minuteMs);
    if (known) addLinkFigures(known, figures);
    else byMs.set(minuteMs, figures);
  }
  const minutes = [...byMs].toSorted(([a], [b]) => a - b);
  const column = (read: (of: LinkFigures) => number) =>
    Float64Array.from(minutes, ([, figures]) => read(figures));
  const bps = (bytes: number, spanMs: number) => 8000 * bytes / spanMs;
  return {
    interface: name,
    length: minutes.length,
    atMs: Float64Array.from(minutes, ([atMs]) => atMs),
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
