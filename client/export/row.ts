import {
  LOST_ON,
  type Series,
  STATUS_NAMES,
  type StoredEcho,
  type StoredSample,
} from "../model/mod.ts";

/**
 * The columns of every export, in order. The first seven are fixed for good,
 * later ones are only ever added at the end.
 */
export const COLUMNS = [
  "timestamp",
  "interface",
  "connection_type",
  "target",
  "rtt_ms",
  "jitter_ms",
  "loss_pct",
  "test_type",
  "server_name",
  "dns_time_ms",
  "connect_ms",
  "status",
  "error_detail",
  "timestamp_ms",
  "role",
  "ip_version",
  "variant",
  "upload_ms",
  "download_ms",
  "owd_error_ms",
  "queue_up_ms",
  "queue_down_ms",
  "lost_on",
] as const;

/** What an export writes besides the sample itself. */
export interface ExportOptions {
  /**
   * Loss over the sample's series in the 60 s up to it, percent; `NaN` where
   * nothing counts. Called once for every sample, in order.
   */
  readonly lossPct: (sample: StoredSample) => number;
}

/**
 * How one format writes its pieces. Everything that depends on the series
 * alone is written once and reused: a month is 2.6 million rows of it.
 */
export interface RowFormat {
  /** A text, or an empty one. */
  readonly text: (text: string) => string;
  /** What stands for no value. */
  readonly none: string;
  /** Puts cells, in the order of {@linkcode COLUMNS}, into one row. */
  readonly key: (column: typeof COLUMNS[number]) => string;
}

/**
 * Makes the function that writes one sample's row, without what separates
 * rows: each cell behind its key, cells parted by commas.
 *
 * @param format How cells are written.
 * @param options The loss.
 */
export function rowWriter(
  format: RowFormat,
  options: ExportOptions,
): (sample: StoredSample) => string {
  const { text, none, key } = format;
  const statuses = STATUS_NAMES.map(text);
  const known = new Map<Series, SeriesCells>();
  const noDetail = text("");
  const noEcho = echoCells(NO_ECHO, format);
  return (sample) => {
    const { series, atMs, rttUs, ipdvUs, status, detail, echo } = sample;
    let cells = known.get(series);
    if (cells === undefined) {
      cells = seriesCells(series, format);
      known.set(series, cells);
    }
    const { probe } = series;
    const isEcho = probe === "icmp" || probe === "echo";
    const rtt = milliseconds(rttUs, none);
    const jitter = isEcho ? milliseconds(ipdvUs, none) : none;
    return key("timestamp") + Math.floor(atMs / 1000) + cells.beforeRtt +
      (isEcho ? rtt : none) + "," + key("jitter_ms") + jitter + "," +
      key("loss_pct") + percent(options.lossPct(sample), none) +
      cells.beforeTimes + (probe === "dns" ? rtt : none) + "," +
      key("connect_ms") + (probe === "tcp" ? rtt : none) + "," +
      key("status") + (statuses[status] ?? none) + "," +
      key("error_detail") + (detail === "" ? noDetail : text(detail)) + "," +
      key("timestamp_ms") + atMs + cells.last +
      (echo === undefined ? noEcho : echoCells(echo, format));
  };
}

/** The stretches of a row that are the same for a whole series. */
interface SeriesCells {
  readonly beforeRtt: string;
  readonly beforeTimes: string;
  readonly last: string;
}

function seriesCells(series: Series, { text, key }: RowFormat): SeriesCells {
  const cells = (
    pairs: readonly (readonly [typeof COLUMNS[number], string])[],
  ) => pairs.map(([column, cell]) => `,${key(column)}${cell}`).join("");
  return {
    beforeRtt: cells([
      ["interface", text(series.interface)],
      ["connection_type", text(series.connectionType)],
      ["target", text(series.target)],
      ["rtt_ms", ""],
    ]),
    beforeTimes: cells([
      ["test_type", text(series.probe)],
      ["server_name", text(series.server)],
      ["dns_time_ms", ""],
    ]),
    last: cells([
      ["role", text(series.role)],
      ["ip_version", String(series.family)],
      ["variant", text(series.variant)],
    ]),
  };
}

const NO_ECHO: StoredEcho = {
  upUs: -1,
  downUs: -1,
  errorUs: -1,
  queueUpUs: -1,
  queueDownUs: -1,
  lostOn: 0,
};

/** What only ECHOs to the own server have. */
function echoCells(echo: StoredEcho, { text, none, key }: RowFormat): string {
  const lostOn = LOST_ON[echo.lostOn - 1];
  return "," + key("upload_ms") + milliseconds(echo.upUs, none) +
    "," + key("download_ms") + milliseconds(echo.downUs, none) +
    "," + key("owd_error_ms") + milliseconds(echo.errorUs, none) +
    "," + key("queue_up_ms") + milliseconds(echo.queueUpUs, none) +
    "," + key("queue_down_ms") + milliseconds(echo.queueDownUs, none) +
    "," + key("lost_on") + (lostOn === undefined ? none : text(lostOn));
}

/** Whole microseconds as milliseconds: at most three decimals, exact. */
function milliseconds(us: number, none: string): string {
  return us < 0 ? none : String(us / 1000);
}

function percent(pct: number, none: string): string {
  return Number.isNaN(pct) ? none : String(Math.round(100 * pct) / 100);
}
