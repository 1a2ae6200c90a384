/** What people ask of a fleet, as in docs/fleet.md; any fleet has an answer. */
export const QUESTIONS: readonly (readonly [question: string, expr: string])[] =
  [
    ["how many clients tell their figures", "count(bufferbane_build_info)"],
    [
      "which lines lose, in which direction",
      "interface_direction:bufferbane_echoes_lost:ratio_rate5m >= 0",
    ],
    ["P99 by provider", "isp:bufferbane_rtt_seconds:p99_5m"],
    ["P99 by site", "site:bufferbane_rtt_seconds:p99_5m"],
    [
      "one-way delay by direction",
      "interface_direction:bufferbane_one_way_delay_seconds:p50_5m",
    ],
    ["lines that lose, by provider", "isp:bufferbane_lines_losing:count"],
    ["who has an incident", "count(bufferbane_incidents_open) or vector(0)"],
    [
      "self-audit: rounds missed",
      "sum(increase(bufferbane_rounds_missed_total[1m]))",
    ],
    ["sessions at the server", "sum(bufferbane_server_sessions)"],
    [
      "how long ECHOs are in the server",
      "instance:bufferbane_server_turnaround_seconds:p99_5m",
    ],
  ];
