/**
 * What each command does, as its own module says too: help on all of them
 * loads none of these modules.
 */
export const SUMMARIES: Readonly<Record<string, string>> = {
  monitor: "Measure until stopped (the default command)",
  chart: "One chart, as a picture or an interactive page",
  charts: "All charts, into a folder",
  report: "What a period was like, to read or to send to the provider",
  export: "What was measured in a period, for other programs",
  bloat: "Measure once what load does to the line's delay",
  throughput: "Measure once what the line carries, with your own server",
  pause: "Hold the running monitor's load tests back for a while",
  resume: "Let the running monitor's load tests go on",
  stats: "The figures of a period",
  events: "What happened in a period",
  diagnose: "What is wrong with the line, and whose fault it is",
  compare: "Interfaces, servers or periods against each other",
  note: "Write down what was changed, for charts and comparisons",
  interfaces: "Show the network interfaces, their counters and rates",
  connections: "Show TCP and UDP sockets with process, RTT and losses",
  cleanup: "Delete what was measured before a day",
  traffic: "Show what an interface carries, here and as a web page",
  generate: "Send HTTP or HTTPS traffic of a given rate, to test with",
  dashboard: "Serve the live web page, until stopped",
  config: "Write, check or show client.conf",
  secret: "Print a new 32-byte secret as 64 hex characters",
  doctor: "Say what works on this machine, and how to get the rest",
  completions: "Print what makes a shell complete commands and options",
};
