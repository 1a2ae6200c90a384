import type {
  EchoColumns,
  Period,
  SampleColumns,
  Series,
  StoredEcho,
  StoredSample,
} from "../model/mod.ts";
import type { Query, Row } from "./query.ts";
import { LOST_ON_SHIFT, ODD_BIT, STATUS_MASK } from "./view.ts";

/** Far beyond any clock, and exact in a double. */
const LATEST_MS = 2 ** 52;
const IN_PERIOD = "(ts, ms) >= (?, ?) AND (ts, ms) < (?, ?)";
const SAMPLE_FIELDS = "ts * 1000 + ms, status, coalesce(rtt_us, -1), " +
  "coalesce(ipdv_us, -1)";
const ECHO_FIELDS = ["up_us", "error_us", "queue_up_us", "queue_down_us"];
/** The tables that hold samples. */
const TABLES = ["samples", "echo_samples"] as const;

function tableOf({ probe }: Series): typeof TABLES[number] {
  return probe === "echo" ? "echo_samples" : "samples";
}

/** What a row of `echo_samples` has beyond one of `samples`. */
function echoOf(
  { status, rttUs }: { readonly status: number; readonly rttUs: number },
  cells: Row,
): StoredEcho {
  const [upUs = -1, errorUs = -1, queueUpUs = -1, queueDownUs = -1] = cells
    .map(Number);
  const downUs = upUs < 0 ? -1 : rttUs - upUs;
  const lostOn = status >> LOST_ON_SHIFT;
  return { upUs, downUs, errorUs, queueUpUs, queueDownUs, lostOn };
}

function key(atMs: number): [ts: number, ms: number] {
  const whole = Math.ceil(Math.min(Math.max(atMs, 0), LATEST_MS));
  return [Math.floor(whole / 1000), whole % 1000];
}

/** What binds a period to `(ts, ms) >= (?, ?) AND (ts, ms) < (?, ?)`. */
export function keys({ fromMs, toMs }: Period): number[] {
  return [...key(fromMs), ...key(toMs)];
}

/**
 * Reads the list of series.
 *
 * @param query The database.
 * @returns Ids and series, in the order in which they were first measured.
 */
export function selectSeries(query: Query): [id: number, series: Series][] {
  const rows = query(
    `SELECT id, probe, interface, connection_type, target, role, family,
      variant, server FROM series ORDER BY id`,
  );
  return rows.map((row) => {
    const [id, ...fields] = row;
    const [probe, name, connectionType, target, role, family, variant, server] =
      fields;
    // Only RowWriter fills this table, and only from such an object.
    const series = {
      probe,
      interface: name,
      connectionType,
      target,
      role,
      family,
      variant,
      server,
    } as unknown as Series;
    return [Number(id), series];
  });
}

/**
 * Finds where samples go on.
 *
 * @param query The database.
 * @param ids The series.
 * @param fromMs From when on, Unix milliseconds.
 * @returns The first sample's Unix milliseconds; `null` if there is none.
 */
export function selectNextMs(
  query: Query,
  ids: readonly number[],
  fromMs: number,
): number | null {
  let next: number | null = null;
  for (const id of ids) {
    for (const table of TABLES) {
      const [row] = query(
        `SELECT ts * 1000 + ms FROM ${table} WHERE series_id = ?
          AND (ts, ms) >= (?, ?) ORDER BY ts, ms LIMIT 1`,
        id,
        ...key(fromMs),
      );
      if (row !== undefined) next = Math.min(next ?? LATEST_MS, Number(row[0]));
    }
  }
  return next;
}

/**
 * Reads one series' samples as columns.
 *
 * @param query The database.
 * @param id The series' id; `undefined` if it is not stored.
 * @param options The series itself, and when.
 * @returns The samples, oldest first.
 */
export function selectSamples(
  query: Query,
  id: number,
  options: { readonly series: Series; readonly period: Period },
): SampleColumns {
  const { series, period } = options;
  const table = tableOf(series);
  const isEcho = table === "echo_samples";
  // Time and status in one number, small enough to need no memory of its own:
  // a fifth faster than two.
  const baseS = Math.floor(Math.max(period.fromMs, 0) / 1000);
  const fields = [
    "((ts - ?) * 1000 + ms) * 256 + status",
    "coalesce(rtt_us, -1)",
    "coalesce(ipdv_us, -1)",
    ...isEcho ? ECHO_FIELDS.map((field) => `coalesce(${field}, -1)`) : [],
  ];
  const rows = query(
    `SELECT ${fields.join()} FROM ${table}
      WHERE series_id = ? AND ${IN_PERIOD} ORDER BY ts, ms`,
    baseS,
    id,
    ...keys(period),
  );
  const columns = emptySamples(series, rows.length);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? [];
    const packed = Number(row[0]);
    const status = packed % 256;
    const rttUs = Number(row[1]);
    columns.atMs[i] = baseS * 1000 + (packed - status) / 256;
    columns.status[i] = status & STATUS_MASK;
    columns.rttUs[i] = rttUs;
    columns.ipdvUs[i] = Number(row[2]);
    if (columns.echo === undefined) continue;
    const echo = echoOf({ status, rttUs }, row.slice(3));
    for (const name of ECHO_COLUMNS) columns.echo[name][i] = echo[name];
  }
  return columns;
}

/** The names of {@linkcode EchoColumns}. */
export const ECHO_COLUMNS = [
  "upUs",
  "downUs",
  "errorUs",
  "queueUpUs",
  "queueDownUs",
  "lostOn",
] as const satisfies readonly (keyof EchoColumns)[];

/** Columns with room for so many samples. */
export function emptySamples(series: Series, length: number): SampleColumns {
  return {
    series,
    length,
    atMs: new Float64Array(length),
    rttUs: new Int32Array(length),
    ipdvUs: new Int32Array(length),
    status: new Uint8Array(length),
    ...(series.probe === "echo" ? { echo: emptyEchoes(length) } : {}),
  };
}

function emptyEchoes(length: number): EchoColumns {
  return {
    upUs: new Int32Array(length),
    downUs: new Int32Array(length),
    errorUs: new Int32Array(length),
    queueUpUs: new Int32Array(length),
    queueDownUs: new Int32Array(length),
    lostOn: new Uint8Array(length),
  };
}

/**
 * Reads samples of many series in the order of time.
 *
 * @param query The database.
 * @param series The series by id.
 * @param period When; all of it is in memory at once.
 * @returns The samples.
 */
export function selectMixed(
  query: Query,
  series: ReadonlyMap<number, Series>,
  period: Period,
): StoredSample[] {
  const rows = query(
    `${mixedArm("samples", series)} UNION ALL ${
      mixedArm("echo_samples", series)
    } ORDER BY 1, 5`,
    ...keys(period),
    ...keys(period),
  );
  const samples: StoredSample[] = [];
  for (const [atMs, status, rttUs, ipdvUs, id, detail, ...cells] of rows) {
    const of = series.get(Number(id));
    if (of === undefined) continue;
    const figures = { status: Number(status), rttUs: Number(rttUs) };
    samples.push({
      series: of,
      atMs: Number(atMs),
      status: figures.status & STATUS_MASK,
      rttUs: figures.rttUs,
      ipdvUs: Number(ipdvUs),
      detail: String(detail ?? ""),
      ...(of.probe === "echo" ? { echo: echoOf(figures, cells) } : {}),
    });
  }
  return samples;
}

/** Rows of one table, alike in both. */
function mixedArm(
  table: typeof TABLES[number],
  series: ReadonlyMap<number, Series>,
): string {
  const ids = [...series]
    .flatMap(([id, of]) => tableOf(of) === table ? [id] : []);
  const cells = ECHO_FIELDS.map((field) =>
    table === "samples" ? "-1" : `coalesce(${field}, -1)`
  );
  return `SELECT ${SAMPLE_FIELDS}, series_id,
      CASE WHEN status & ${ODD_BIT} THEN (
        SELECT text FROM odd_samples o JOIN details ON id = detail_id
        WHERE (o.series_id, o.ts, o.ms) = (p.series_id, p.ts, p.ms)) END,
      ${cells.join()}
      FROM ${table} p WHERE series_id IN (${ids.join()}) AND ${IN_PERIOD}`;
}
