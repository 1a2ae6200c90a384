import { deepStrictEqual } from "node:assert/strict";
import { readBlackbox } from "./blackbox.ts";

/** Of prometheus-blackbox-exporter 0.23.0; an RTT of 0 is no reply. */
function scrape(rtt: string): string {
  return `# HELP probe_dns_lookup_time_seconds Returns the time taken for probe dns lookup in seconds
# TYPE probe_dns_lookup_time_seconds gauge
probe_dns_lookup_time_seconds 9.1e-05
# TYPE probe_icmp_duration_seconds gauge
probe_icmp_duration_seconds{phase="resolve"} 9.1e-05
probe_icmp_duration_seconds{phase="rtt"} ${rtt}
probe_icmp_duration_seconds{phase="setup"} 0.000174
probe_success 1
`;
}

Deno.test("readBlackbox() tells the RTT of each scrape that had a reply", () => {
  const text = ["0.000130526", "0", "9.5e-05"].map(scrape).join("");
  deepStrictEqual(readBlackbox(text), [
    { index: 0, rttNs: 130_526 },
    { index: 2, rttNs: 95_000 },
  ]);
});
