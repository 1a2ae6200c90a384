/** Figures and names as people read them. Pure. @module */

import type { SeriesJson } from "./api.ts";

/** What cannot be known. */
const NONE = "–";

/**
 * A time, with its unit.
 *
 * @param ms Milliseconds; `null` or `NaN`: not known.
 */
export function msText(ms: number | null): string {
  if (ms === null || Number.isNaN(ms)) return NONE;
  const digits = ms < 10 ? 2 : ms < 100 ? 1 : 0;
  return `${ms.toFixed(digits)} ms`;
}

/**
 * A share, with its unit.
 *
 * @param pct Percent; `null` or `NaN`: not known.
 * @returns `"0 %"` only when it is exactly none, `"100 %"` of exactly all.
 */
export function pctText(pct: number | null): string {
  if (pct === null || Number.isNaN(pct)) return NONE;
  if (pct === 0 || pct === 100) return `${pct} %`;
  if (pct < 0.01) return "< 0.01 %";
  if (pct > 99.99) return "> 99.99 %";
  return `${pct.toFixed(pct < 1 || pct > 99 ? 2 : 1)} %`;
}

/**
 * A rate, with its unit.
 *
 * @param bps bit/s; `null`: not known.
 */
export function rateText(bps: number | null): string {
  if (bps === null || Number.isNaN(bps)) return NONE;
  return withUnit(bps, ["bit/s", "kbit/s", "Mbit/s", "Gbit/s"]);
}

/**
 * An amount of data, with its unit.
 *
 * @param bytes Bytes.
 */
export function bytesText(bytes: number): string {
  return withUnit(bytes, ["B", "kB", "MB", "GB", "TB"]);
}

/**
 * A length of time.
 *
 * @param ms Milliseconds, >= 0.
 */
export function spanText(ms: number): string {
  const s = ms / 1000;
  if (s < 10) return `${Number(s.toFixed(1))} s`;
  if (s < 120) return `${Math.round(s)} s`;
  const minutes = Math.round(s / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/**
 * A number of things.
 *
 * @param count How many.
 */
export function countText(count: number): string {
  return count.toLocaleString("en").replaceAll(",", "\u202f");
}

/** What an interface is, in a word. */
const KINDS: Readonly<Record<string, string>> = {
  wired: "wired",
  wifi: "Wi-Fi",
  cellular: "cellular",
  vpn: "VPN",
};

/**
 * What an interface is.
 *
 * @param type As the API calls it.
 * @returns Empty where nobody knows.
 */
export function kindText(type: string): string {
  return KINDS[type] ?? "";
}

/**
 * What a series is to a person.
 *
 * @param series Whose.
 * @returns The IP version is told only where the address does not.
 */
export function seriesText(series: SeriesJson): string {
  const { family, target } = series;
  const isTold = family === 4 || target.includes(":");
  return isTold ? plainName(series) : `${plainName(series)}, IPv6`;
}

function plainName(
  { probe, role, target, variant, server }: SeriesJson,
): string {
  switch (probe) {
    case "echo":
      return `Your server ${server}`;
    case "dns":
      return variant === "random"
        ? `Names by ${target}, uncached`
        : `Names by ${target}`;
    case "tcp":
      return variant === "hold"
        ? `Connection held to ${target}`
        : `Connections to ${target}`;
    case "icmp":
      return role === "gateway"
        ? `Your router ${target}`
        : role === "isp"
        ? `Provider's first router ${target}`
        : target;
  }
}

function withUnit(amount: number, units: readonly string[]): string {
  let value = amount;
  let step = 0;
  while (value >= 1000 && step < units.length - 1) {
    value /= 1000;
    step++;
  }
  const digits = step === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${units[step] ?? ""}`;
}
