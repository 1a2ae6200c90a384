import type { Query } from "./query.ts";

/** Tables clustered by an owner and Unix seconds. */
const TABLES = {
  raw: {
    series: ["samples", "echo_samples"],
    links: ["link_seconds", "traffic_seconds"],
  },
  minutes: { series: ["minutes"], links: ["link_minutes", "traffic_minutes"] },
} as const;

const FIRST_ROUND = `SELECT * FROM (SELECT at_ms / 1000 AS ts FROM ticks
  WHERE at_ms >= 1000 * ?1 ORDER BY at_ms LIMIT 1)`;

function arm(owners: "series" | "links", table: string): string {
  const owner = owners === "series" ? "series_id" : "link_id";
  return `SELECT (SELECT ts FROM ${table} WHERE ${owner} = id AND ts >= ?1
    ORDER BY ts LIMIT 1) AS ts FROM ${owners}`;
}

/**
 * Finds where stored rows go on, so that empty times can be leapt over.
 *
 * @param query The database.
 * @param what Samples, rounds and seconds, or minutes.
 * @param fromMs From when on, Unix milliseconds.
 * @returns The second of the first row, Unix milliseconds; `null` if there is
 *   none.
 */
export function selectFirstMs(
  query: Query,
  what: keyof typeof TABLES,
  fromMs: number,
): number | null {
  const { series, links } = TABLES[what];
  const arms = [
    ...what === "raw" ? [FIRST_ROUND] : [],
    ...series.map((table) => arm("series", table)),
    ...links.map((table) => arm("links", table)),
  ];
  const [row] = query(
    `SELECT min(ts) FROM (${arms.join(" UNION ALL ")})`,
    Math.floor(fromMs / 1000),
  );
  const ts = row?.[0] ?? null;
  return ts === null ? null : 1000 * Number(ts);
}
