import type { Example } from "./help_text.ts";

/** What to type for a start, by command: `--help` and the manual show it. */
export const EXAMPLES: Readonly<Record<string, readonly Example[]>> = {
  "bufferbane": [
    ["bufferbane", "Measure until Ctrl-C."],
    [
      "bufferbane diagnose --last 7d",
      "What was wrong in the last week, and what to do.",
    ],
    ["bufferbane chart latency_over_time --last 24h", "Draw the last day."],
  ],
  "bufferbane monitor": [
    ["bufferbane --duration 10m", "Measure for ten minutes."],
    [
      "bufferbane --quiet",
      "No table, a line for each event: for a log, or a screen reader.",
    ],
  ],
  "bufferbane chart": [
    [
      "bufferbane chart latency_over_time --last 24h",
      "The last day, as latency_over_time.png.",
    ],
    [
      "bufferbane chart daily_heatmap --last 7d --interactive",
      "A page to zoom in, for a browser.",
    ],
  ],
  "bufferbane charts": [
    [
      "bufferbane charts --last 7d --output-dir charts",
      "All there are data for.",
    ],
  ],
  "bufferbane report": [
    ["bufferbane report --last 7d", "To read here."],
    [
      "bufferbane report --last 7d --format html --output report.html",
      "With charts, to send to the provider.",
    ],
  ],
  "bufferbane export": [
    [
      "bufferbane export --last 1h --output last_hour.csv",
      "Every probe of the last hour.",
    ],
    [
      "bufferbane export --what events --last 7d --format json",
      "What happened in the last week, to another program.",
    ],
  ],
  "bufferbane bloat": [
    ["bufferbane bloat", "With the server of your client.conf."],
    [
      "bufferbane bloat --url https://example.com/large-file",
      "Without one: downloads only.",
    ],
  ],
  "bufferbane throughput": [
    ["bufferbane throughput", "With the server of your client.conf."],
  ],
  "bufferbane pause": [
    ["bufferbane pause", "For an hour."],
    ["bufferbane pause 2h", "During a long call, say."],
  ],
  "bufferbane resume": [
    ["bufferbane resume", "The call was shorter."],
  ],
  "bufferbane stats": [
    ["bufferbane stats --last 1h", "The last hour."],
    [
      'bufferbane stats --start "2026-10-18 18:00" --end "2026-10-18 23:00"',
      "One evening, local time.",
    ],
  ],
  "bufferbane events": [
    ["bufferbane events --last 7d --severity warning", "No mere notes."],
  ],
  "bufferbane diagnose": [
    ["bufferbane diagnose --last 7d", "Evenings and nights tell the most."],
  ],
  "bufferbane compare": [
    ["bufferbane compare interfaces --last 7d", "Wi-Fi or provider?"],
  ],
  "bufferbane compare interfaces": [
    ["bufferbane compare interfaces --last 7d", "Wi-Fi or provider?"],
  ],
  "bufferbane compare servers": [
    ["bufferbane compare servers --last 7d", "Near or far?"],
  ],
  "bufferbane compare periods": [
    [
      'bufferbane compare periods --note "new router"',
      "Before and after it, as `bufferbane note` dated it.",
    ],
  ],
  "bufferbane note": [
    ['bufferbane note "new router"', "Now."],
    [
      'bufferbane note "moved the router" --at "2026-10-18 18:00"',
      "Some time ago.",
    ],
  ],
  "bufferbane interfaces": [
    ["bufferbane interfaces", "What there is, now."],
    ["bufferbane interfaces --last 30d", "What went over each."],
  ],
  "bufferbane connections": [
    ["bufferbane connections --watch", "Until Ctrl-C."],
  ],
  "bufferbane cleanup": [
    [
      "bufferbane cleanup --before 2026-10-01 --keep-aggregations",
      "Single probes go; figures for each minute and hour stay.",
    ],
  ],
  "bufferbane traffic": [
    ["bufferbane traffic --iface eth0", "Here, and as a page."],
  ],
  "bufferbane generate": [
    [
      "bufferbane generate --url http://192.168.0.10:8080/ --bandwidth 10Mbps",
      "To a machine of your own, for a minute.",
    ],
  ],
  "bufferbane dashboard": [
    ["bufferbane dashboard", "At the address that it prints, until Ctrl-C."],
  ],
  "bufferbane config": [
    ["bufferbane config init", "Write client.conf."],
  ],
  "bufferbane config init": [
    ["bufferbane config init", "Write client.conf."],
  ],
  "bufferbane config check": [
    ["bufferbane config check --config client.conf", "Before a restart, say."],
  ],
  "bufferbane config show": [
    ["bufferbane config show", "Every setting, and which line has set it."],
  ],
  "bufferbane secret": [
    ["bufferbane secret", "For client.conf and server.conf alike."],
  ],
  "bufferbane doctor": [
    ["bufferbane doctor", "When something does not work."],
  ],
  "bufferbane completions": [
    [
      "bufferbane completions bash > ~/.local/share/bash-completion/completions/bufferbane",
      "From the next shell on.",
    ],
  ],
};
