import type { Period, Series } from "../model/mod.ts";
import type { Query } from "./query.ts";
import { keys } from "./read_samples.ts";
import { SELECT_SERIES_ID, seriesKey } from "./rows.ts";

/**
 * Counts further copies of answers.
 *
 * @param query The database.
 * @param series Whose; compared by its fields.
 * @param period Of probes sent in it.
 * @returns How many.
 */
export function selectDuplicates(
  query: Query,
  series: Series,
  period: Period,
): number {
  const [row] = query(
    `SELECT sum(duplicates) FROM odd_samples
      WHERE series_id = (${SELECT_SERIES_ID})
        AND (ts, ms) >= (?, ?) AND (ts, ms) < (?, ?)`,
    ...seriesKey(series),
    ...keys(period),
  );
  return Number(row?.[0] ?? 0);
}
