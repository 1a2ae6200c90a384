/** Amounts as `generate` takes them, from its file and its options. @module */

/** A kind of amount: what may be written, and how it is read. */
export interface Amount {
  /** In words, with examples. */
  readonly allowed: string;
  /**
   * Reads a text.
   *
   * @returns The amount in the unit that the constant names; `null` for none
   * at all, `"0"`; `undefined` when it cannot be read.
   */
  read(text: string): number | null | undefined;
}

const PREFIXES: Readonly<Record<string, number>> = {
  "": 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
};
const TIMES_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1e3,
  m: 60e3,
  h: 3_600e3,
};
const MAX_REQUEST_BYTES = 100e6;
const MAX_CONNECTIONS = 1_000;
/** Above it no timer of the runtime reaches. */
const MAX_TIME_MS = 24 * 3_600e3;

/** A rate in bit/s: bits as networks count them, or bytes. */
export const BANDWIDTH: Amount = {
  allowed: "e.g. 500kbps, 10Mbps, 1Gbps or 100KB/s; 0 for no limit",
  read(text) {
    if (text === "0") return null;
    // b is bits and B is bytes: "MBps" could be meant either way.
    const [, count, prefix = "", unit] =
      /^(\d+(?:\.\d+)?) ?([kmg]?)(bps|bit\/s|B\/s)$/i.exec(text) ?? [];
    const bits = unit === "B/s" ? 8 : unit === unit?.toLowerCase() ? 1 : NaN;
    return positive(
      Number(count) * (PREFIXES[prefix.toLowerCase()] ?? 0) * bits,
    );
  },
};

/** How much in all, in bytes. */
export const TOTAL_SIZE: Amount = {
  allowed: "e.g. 500KB, 100MB or 1GB; 0 for no limit",
  read: (text) => text === "0" ? null : sizeBytes(text),
};

/** A request's body, in bytes. */
export const REQUEST_SIZE: Amount = {
  allowed: "1B to 100MB, e.g. 1KB, 100KB or 1MB",
  read(text) {
    const bytes = sizeBytes(text);
    return bytes !== undefined && bytes <= MAX_REQUEST_BYTES
      ? bytes
      : undefined;
  },
};

/** How long it lasts, in ms. */
export const DURATION: Amount = {
  allowed: "until 24h, e.g. 30s, 5m or 1h; 0 for no limit",
  read: (text) => text === "0" ? null : positive(timeMs(text)),
};

/** A pause, in ms. */
export const LATENCY: Amount = {
  allowed: "until 24h, e.g. 0ms, 500ms or 2s",
  read: (text) => text === "0" ? 0 : timeMs(text),
};

/** How many at a time. */
export const CONNECTIONS: Amount = {
  allowed: `a whole number, 1 to ${MAX_CONNECTIONS}`,
  read(text) {
    const count = /^\d{1,4}$/.test(text) ? Number(text) : NaN;
    return count >= 1 && count <= MAX_CONNECTIONS ? count : undefined;
  },
};

function sizeBytes(text: string): number | undefined {
  const [, count, prefix = ""] = /^(\d+(?:\.\d+)?) ?([kmg]?)B$/i.exec(text) ??
    [];
  const bytes = Number(count) * (PREFIXES[prefix.toLowerCase()] ?? 0);
  return bytes >= 1 ? Math.round(bytes) : undefined;
}

function timeMs(text: string): number | undefined {
  const [, count, unit = ""] = /^(\d+(?:\.\d+)?) ?(ms|s|m|h)$/.exec(text) ?? [];
  const ms = Number(count) * (TIMES_MS[unit] ?? NaN);
  return ms <= MAX_TIME_MS ? ms : undefined;
}

/** Nothing that was named may come to nothing. */
function positive(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 && Number.isFinite(value)
    ? value
    : undefined;
}
