/** What the panels of one line ask for. @module */

/** The line that was chosen. */
export const AT = '{instance="$instance", interface=~"$interface"}';

/** The same with more conditions. */
export function at(more: string): string {
  return `{instance="$instance", interface=~"$interface", ${more}}`;
}

/** A percentile of a histogram, by some of its labels. */
export function percentile(
  share: number,
  by: string,
  selector: string,
): string {
  return `histogram_quantile(${share}, sum by (${by}, le) (rate(${selector}[$__rate_interval])))`;
}
