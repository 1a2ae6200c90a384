import type { Period } from "../../model/mod.ts";
import { MINUTE_MS } from "./line.ts";
import type { Round } from "./rounds.ts";

/**
 * Finds when an outage began and ended, from the seconds around the first and
 * the last of its minutes.
 *
 * @param outage Whole minutes.
 * @param roundsIn Reads rounds; none where seconds are no longer kept.
 * @returns From the first round without an answer to the first with one, or to
 *   where measuring ended; an edge whose seconds are gone stays as it was.
 */
export function exactOutage(
  { fromMs, toMs }: Period,
  roundsIn: (period: Period) => readonly Round[],
): Period {
  const around = (edgeMs: number) =>
    roundsIn({ fromMs: edgeMs - MINUTE_MS, toMs: edgeMs + MINUTE_MS })
      .filter(({ sent }) => sent > 0);
  const before = around(fromMs);
  const begin = before.findLastIndex((round) =>
    isAnswered(round) && round.atMs < fromMs
  );
  const after = around(toMs);
  const end = after.findIndex((round) =>
    isAnswered(round) && round.atMs >= toMs
  );
  return {
    fromMs: before[begin + 1]?.atMs ?? fromMs,
    toMs: after[end]?.atMs ?? lastEndMs(after) ?? toMs,
  };
}

function isAnswered({ sent, lost }: Round): boolean {
  return lost < sent;
}

/** When the last round gave way to one that was not begun any more. */
function lastEndMs(rounds: readonly Round[]): number | undefined {
  const [before, last] = rounds.slice(-2);
  return before === undefined || last === undefined
    ? undefined
    : last.atMs + (last.atMs - before.atMs);
}
