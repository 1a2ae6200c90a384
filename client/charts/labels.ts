import type { ProbeKind, Series } from "../model/mod.ts";

/** ICMP echo is what a round-trip time means unless something else is said. */
const PROBE_NAMES: Readonly<Record<ProbeKind, string>> = {
  icmp: "",
  dns: "DNS",
  tcp: "TCP",
  echo: "echo",
};

/**
 * What to call each series in a legend, e.g. `"8.8.8.8, wlan0 (wifi)"`.
 *
 * @param series Those in one picture.
 * @returns As many names in the same order, the IP version added where two
 * would be the same without.
 */
export function seriesLabels(series: readonly Series[]): readonly string[] {
  const names = series.map(nameOf);
  return series.map(({ family }, i) => {
    const name = names[i] ?? "";
    const isTwice = names.filter((other) => other === name).length > 1;
    return isTwice ? `${name}, IPv${family}` : name;
  });
}

function nameOf(series: Series): string {
  const { probe, variant, target, server, connectionType } = series;
  const what = [PROBE_NAMES[probe], variant, server || target];
  const kind = connectionType === "unknown" ? "" : ` (${connectionType})`;
  return `${what.filter(Boolean).join(" ")}, ${series.interface}${kind}`;
}
