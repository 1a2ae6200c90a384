import { deepStrictEqual } from "node:assert/strict";
import { CHART_TYPES } from "../../client/charts/charts.ts";
import { testInNamespaces } from "../support/skip.ts";
import { finish, openBareNamespace, temporaryFolder } from "./program.ts";

interface Row {
  readonly args: string;
  readonly code?: number;
  readonly says: string;
  readonly why: string;
}

const CHARTS = CHART_TYPES.join(", ");
const TRY_HELP = "\nTry --help for what is possible.";
const DURATION =
  "(allowed: a whole number above 0 and s, m, h, d or w, e.g. 90m, 24h, 7d)";
const MONITOR_OPTIONS =
  "--config, --db, --interfaces, --duration, --verbose, --quiet, --json";

/** Exit code 2 unless said; nothing but the words goes to stderr, nothing to stdout. */
const ROWS: readonly Row[] = [
  {
    args: "mintor",
    says:
      'Cannot run "mintor" as there is no such command (did you mean monitor?)',
    why: "a slip of the finger",
  },
  {
    args: "config nope",
    says:
      'Cannot run "nope" as there is no such command (there are: init, check, show)',
    why: "nothing is near, so all are named",
  },
  {
    args: "config",
    says:
      `Cannot run this without a subcommand (there are: init, check, show)${TRY_HELP}`,
    why: "half a command",
  },
  {
    args: "--verbos",
    says:
      `Cannot use --verbos as there is no such option (did you mean --verbose?)${TRY_HELP}`,
    why: "an option of the default command",
  },
  {
    args: "monitor --bogus",
    says:
      `Cannot use --bogus as there is no such option (there are: ${MONITOR_OPTIONS})${TRY_HELP}`,
    why: "nothing is near",
  },
  {
    args: "cleanup",
    says:
      "Cannot clean up without --before (allowed: YYYY-MM-DD, the first day to keep)",
    why: "nothing is deleted unless a day is named",
  },
  {
    args: "interfaces --last 1h --watch",
    says:
      "Cannot use --watch together with --last, --start or --end: it shows what happens now",
    why: "the past does not change",
  },
  {
    args: "interfaces --db b.db",
    says:
      "Cannot use --db or --config without --last, --start or --end: what happens now stands in no database",
    why: "nothing is quietly ignored",
  },
  {
    args: "interfaces --interfaces eth7",
    code: 1,
    says: "Cannot show eth7 as there is no such interface (have: lo)",
    why: "a slip of the finger, or it is unplugged",
  },
  {
    args: "connections --bogus",
    says:
      `Cannot use --bogus as there is no such option (there are: --json, --watch)${TRY_HELP}`,
    why: "a command of its own options",
  },
  {
    args: "diagnose --last tomorrow",
    says: `Cannot read --last as a duration: found "tomorrow" ${DURATION}`,
    why: "diagnose reads periods as all that looks back",
  },
  {
    args: "compare",
    says:
      `Cannot run this without a subcommand (there are: interfaces, servers, periods)${TRY_HELP}`,
    why: "half a command",
  },
  {
    args: "compare interface",
    says:
      'Cannot run "interface" as there is no such command (did you mean interfaces?)',
    why: "a slip of the finger",
  },
  {
    args: "compare periods",
    says:
      'Cannot compare periods without two of them, each "START..END", or --note TEXT',
    why: "one time alone is no comparison",
  },
  {
    args: "note",
    says:
      `Cannot run this without TEXT (What happened, e.g. "moved the router")${TRY_HELP}`,
    why: "there is nothing to note",
  },
  {
    args: "--db",
    says: `Cannot use --db without a value${TRY_HELP}`,
    why: "the value is missing at the end",
  },
  {
    args: "--db=",
    says: `Cannot use --db without a value${TRY_HELP}`,
    why: "an unset variable in a script: not the working directory",
  },
  {
    args: "--db --json",
    says: `Cannot use --db without a value${TRY_HELP}`,
    why: "an option is no file's name",
  },
  {
    args: "stats -db b.db",
    says:
      `Cannot use -db as there is no such option (did you mean --db?)${TRY_HELP}`,
    why: "one dash is not two, and the default database not meant",
  },
  {
    args: "--quiet=maybe",
    says: `Cannot use --quiet=maybe as --quiet takes no value${TRY_HELP}`,
    why: "a switch is no yes-or-no question",
  },
  {
    args: "monitor extra",
    says: `Cannot use "extra": nothing is expected there${TRY_HELP}`,
    why: "an argument too many",
  },
  {
    args: "--verbose --quiet",
    says: "Cannot use --verbose together with --quiet: each says what to show",
    why: "two wishes that contradict",
  },
  {
    args: "--json --quiet",
    says: "Cannot use --quiet together with --json: each says what to show",
    why: "likewise, in either order",
  },
  {
    args: "--duration 5x",
    says: `Cannot read --duration as a duration: found "5x" ${DURATION}`,
    why: "an unknown unit",
  },
  {
    args: "pause soon",
    says: `Cannot read the time as a duration: found "soon" ${DURATION}`,
    why: "how long is a number and a unit",
  },
  {
    args: "pause 2h --db none.db",
    code: 1,
    says: "No monitor runs on none.db",
    why: "nobody is there to be told",
  },
  {
    args: "dashboard --port 0",
    says: 'Cannot use --port: found "0" (allowed: a whole number, 1 to 65535)',
    why: "the port is a number",
  },
  {
    args: "dashboard --bind eth0",
    says:
      'Cannot use --bind: found "eth0" (allowed: "localhost" or an IP address)',
    why: "an interface is no address",
  },
  {
    args: "dashboard --bind 0.0.0.0",
    says:
      'Cannot serve the dashboard: dashboard.token is missing while dashboard.bind is "0.0.0.0", which others can reach (allowed: 64 hexadecimal digits, as `bufferbane secret` prints them, or localhost)',
    why: "nobody else may see it without a token",
  },
  {
    args: "generate",
    says:
      "Cannot generate traffic without a target: say --url http://HOST:PORT/, or write [target] url in client-config.toml",
    why: "no default target: it would be somebody else's",
  },
  {
    args: "generate --url http://8.8.8.8/ --bandwidth fast",
    says:
      'Cannot read --bandwidth: found "fast" (allowed: e.g. 500kbps, 10Mbps, 1Gbps or 100KB/s; 0 for no limit)',
    why: "a rate is a number and a unit",
  },
  {
    args: "generate --profile gone.toml",
    says: "Cannot read gone.toml as there is no such file",
    why: "a file that was named must be there",
  },
  {
    args: "resume --db none.db",
    code: 1,
    says: "No monitor runs on none.db",
    why: "likewise",
  },
  {
    args: "stats --last 0h --db b.db",
    says: `Cannot read --last as a duration: found "0h" ${DURATION}`,
    why: "no time at all",
  },
  {
    args: "events --severity bad --db b.db",
    says:
      'Cannot read --severity: found "bad" (allowed: info, warning, alert, critical)',
    why: "severities have names",
  },
  {
    args: "stats --start yesterday --db b.db",
    says:
      'Cannot read --start as a local time: found "yesterday" (allowed: YYYY-MM-DD, YYYY-MM-DD HH:MM or YYYY-MM-DD HH:MM:SS, which +01:00 or Z may follow)',
    why: "words are not dates",
  },
  {
    args: "stats --last 24h --start 2025-01-01 --db b.db",
    says:
      "Cannot use --last together with --start: each says where the period begins",
    why: "two beginnings",
  },
  {
    args: "export --format xml --db b.db",
    says: 'Cannot export as "xml" (allowed: csv, json, ndjson)',
    why: "refused although there is no database either",
  },
  {
    args: "chart",
    says: `Cannot run this without TYPE (What to draw: ${CHARTS})${TRY_HELP}`,
    why: "the type is missing",
  },
  {
    args: "chart latency_overtime --db b.db",
    says:
      `Cannot draw "latency_overtime": there is no such chart type (have: ${CHARTS}); did you mean latency_over_time?`,
    why: "the nearest is named",
  },
  {
    args: "charts --segments many --db b.db",
    says: 'Cannot use --segments "many" (allowed: a whole number, 1 to 2000)',
    why: "charts takes the options of chart",
  },
  {
    args: "report --format pdf --db b.db",
    says: 'Cannot write a report as "pdf" (allowed: text, markdown, html)',
    why: "a browser prints the HTML report to PDF",
  },
  {
    args: "export --what rows --db b.db",
    says: 'Cannot export "rows" (allowed: samples, tests, events)',
    why: "another word for samples",
  },
  {
    args: "chart latency_over_time --theme pink --db b.db",
    says: 'Cannot use the theme "pink" (allowed: light, dark)',
    why: "no such theme",
  },
  {
    args: "chart latency_over_time --width 5 --db b.db",
    says: 'Cannot use --width "5" (allowed: a whole number, 200 to 8000)',
    why: "no picture is so small",
  },
  {
    args: "stats --db b.db",
    code: 1,
    says:
      "Cannot read FOLDER/b.db as there is no such file: run `bufferbane` first",
    why: "nothing has been measured yet",
  },
  {
    args: "export --db b.db",
    code: 1,
    says:
      "Cannot read FOLDER/b.db as there is no such file: run `bufferbane` first",
    why: "likewise",
  },
  {
    args: "chart latency_over_time --db b.db",
    code: 1,
    says:
      "Cannot read FOLDER/b.db as there is no such file: run `bufferbane` first",
    why: "likewise",
  },
  {
    args: "--config gone.conf",
    says:
      "Cannot read gone.conf as there is no such file (`bufferbane config init` writes one)",
    why: "a file that was named must be there",
  },
  {
    args: "--config .",
    says: "Cannot read . as it is a folder",
    why: "a folder is no file",
  },
];

testInNamespaces("bufferbane refuses wrong usage in plain words", async () => {
  await using bare = await openBareNamespace();
  await using folder = await temporaryFolder();
  const surroundings = { ...bare, folder: folder.path };
  const found = await Promise.all(ROWS.map(async ({ args, why }) => {
    return { why, ...await finish(surroundings, args.split(" ")) };
  }));
  deepStrictEqual(
    found,
    ROWS.map(({ code = 2, says, why }) => ({
      why,
      code,
      stdout: "",
      stderr: `${says.replaceAll("FOLDER", folder.path)}\n`,
    })),
  );
});
