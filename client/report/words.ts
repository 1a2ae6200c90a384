/** Figures as a report writes them. @module */

const US_PER_MS = 1000;
const BPS_PER_MBIT = 1e6;

/** Microseconds as milliseconds; a dash where there are none. */
export function msText(us: number): string {
  if (!Number.isFinite(us)) return "-";
  const ms = us / US_PER_MS;
  return ms >= 100 ? ms.toFixed(0) : ms.toFixed(ms >= 10 ? 1 : 2);
}

/** A share in percent; 0 and 100 only where it is that exactly. */
export function pctText(pct: number): string {
  if (!Number.isFinite(pct)) return "-";
  if (pct === 0 || pct === 100) return `${pct} %`;
  if (pct < 0.01) return "< 0.01 %";
  return pct > 99.99 ? "> 99.99 %" : `${pct.toFixed(2)} %`;
}

/** A rate in Mbit/s. */
export function mbpsText(bps: number | null): string {
  return bps === null
    ? "-"
    : String(Number((bps / BPS_PER_MBIT).toPrecision(3)));
}
