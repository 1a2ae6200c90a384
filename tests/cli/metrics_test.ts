import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { CATALOGUE } from "../../client/metrics/catalogue.ts";
import {
  messageOf,
  messagesAt,
  textAt,
} from "../../metrics/protobuf_testing.ts";
import { within } from "../lab/lab.ts";
import { spawn } from "../lab/spawned.ts";
import { familiesOf, type Sample } from "../support/exposition.ts";
import { promtool } from "../support/promtool.ts";
import { testInNamespaces } from "../support/skip.ts";
import { type Household, openHousehold } from "./household.ts";
import {
  finish,
  finishCommand,
  lineOf,
  pass,
  start,
  until,
} from "./program.ts";

const SINK = new URL("metrics_sink_main.ts", import.meta.url).pathname;
const NAMES: readonly string[] = Object.values(CATALOGUE)
  .map(({ name }) => name);
/** Nothing younger is counted. */
const SETTLING_MS = 15_000;

testInNamespaces(
  "the monitor is scraped, and sends what it counts",
  async () => {
    await using home = await openHousehold();
    const { here, db } = home;
    await using _broker = await startBroker(home);
    await using _sink = await startSink(home);
    await Deno.writeTextFile(
      `${here.folder}/m.conf`,
      `[metrics]
enabled = true
push_interval_s = 1
otlp_url = "http://127.0.0.1:4318/v1/metrics"
otlp_authorization = "Bearer t0p"
influx_url = "http://127.0.0.1:4318/write"
influx_authorization = "Bearer t0p"
mqtt_url = "mqtt://127.0.0.1"
[tests.dns]
interval_s = 3
[tests.tcp]
interval_s = 3
`,
      { mode: 0o600 },
    );
    const args = ["--config", "m.conf", "--db", db, "--quiet"];
    await using monitor = await start(here, args);
    await until(
      async () => (await scrape(home)).includes("bufferbane_monitor_up 1"),
      () => `metrics: ${monitor.stdout().join("\n")}`,
    );
    await pass(SETTLING_MS);
    await until(
      async () => countedS(await scrape(home)) > 4,
      () => `settled figures: ${monitor.stdout().join("\n")}`,
    );
    const text = await scrape(home);
    deepStrictEqual(await promtool(["check", "metrics"], text), {
      code: 0,
      text: "",
    });
    await equalToStats(home, text);
    audited(text);
    await inBothFormats(home);
    await refusedToStrangers(home);
    await sent(home);
    const told = () =>
      monitor.stdout().filter((line) => line.includes("influx_url"))
        .map((line) => line.replace(/^.*?(?=Cannot|The receiver)/, "").trim());
    await lineOf(monitor, /takes metrics again/);
    deepStrictEqual(told(), [
      "Cannot send metrics to influx_url: it answered 503; it is tried on",
      "The receiver at influx_url takes metrics again",
    ]);
  },
  { tools: ["curl", "promtool", "mosquitto", "mosquitto_sub", "dnsmasq"] },
);

/** What is counted is what `stats` finds in the same seconds. */
async function equalToStats(home: Household, text: string): Promise<void> {
  const families = familiesOf(text);
  const time = (name: string) =>
    new Date(1_000 * numberIn(text, name)).toLocaleString("sv");
  const { stdout, stderr } = await finish(home.here, [
    ...["stats", "--json", "--db", home.db],
    ...["--start", time("counted_from_timestamp_seconds")],
    ...["--end", time("counted_until_timestamp_seconds")],
  ]);
  strictEqual(stderr, "");
  const { series }: StatsJson = JSON.parse(stdout);
  ok(series.length > 8, "pings, DNS, TCP");
  for (const { series: own, statistics } of series) {
    const isOwn = ({ labels }: Sample) =>
      labels["target"] === own.target && labels["probe"] === own.probe &&
      labels["variant"] === own.variant &&
      labels["interface"] === own.interface;
    const figure = (family: string, suffix = "") =>
      families.get(family)?.samples.find((sample) =>
        sample.name === family + suffix && isOwn(sample)
      )?.value;
    const name = `${own.probe} ${own.target} ${own.variant}`;
    strictEqual(figure("bufferbane_probes_sent_total"), statistics.sent, name);
    strictEqual(figure("bufferbane_probes_lost_total"), statistics.lost, name);
    const time = TIME_OF[own.probe] ?? "";
    strictEqual(figure(time, "_count"), statistics.answered, name);
    const meanUs = 1e6 * (figure(time, "_sum") ?? NaN) / statistics.answered;
    ok(Math.abs(meanUs - statistics.meanUs) < 1e-3, name);
  }
}

const TIME_OF: Readonly<Record<string, string>> = {
  icmp: "bufferbane_rtt_seconds",
  dns: "bufferbane_dns_query_seconds",
  tcp: "bufferbane_tcp_connect_seconds",
};

interface StatsJson {
  readonly series: readonly {
    readonly series: Readonly<
      Record<"interface" | "target" | "probe" | "variant", string>
    >;
    readonly statistics: Readonly<
      Record<"sent" | "lost" | "answered" | "meanUs", number>
    >;
  }[];
}

/** What the program says of itself is likely. */
function audited(text: string): void {
  const nowS = Date.now() / 1_000;
  const ranges: Readonly<Record<string, readonly [number, number]>> = {
    "rounds_total": [4, 60],
    "store_rows_acknowledged_total": [50, 5_000],
    "store_rows_dropped_total": [0, 0],
    "store_writing": [1, 1],
    "database_size_bytes": [100_000, 10_000_000],
    "monitor_start_time_seconds": [nowS - 120, nowS],
    "monitor_resident_memory_bytes": [30e6, 200e6],
    "monitor_cpu_seconds_total": [0.05, 60],
    "link_bytes_total": [1_000, 1e6],
    "build_info": [1, 1],
  };
  for (const [name, [least, most]] of Object.entries(ranges)) {
    const value = numberIn(text, name);
    ok(value >= least && value <= most, `${name} is ${value}`);
  }
}

async function inBothFormats(home: Household): Promise<void> {
  for (const { type, samples } of familiesOf(await scrape(home)).values()) {
    ok(["counter", "gauge", "histogram"].includes(type) && samples.length > 0);
  }
  const open = await scrape(home, "-H", "Accept: application/openmetrics-text");
  match(open, /# EOF\n$/);
  const families = familiesOf(open);
  strictEqual(families.get("bufferbane_probes_sent")?.type, "counter");
  for (const [name, { type }] of families) {
    ok(NAMES.includes(type === "counter" ? `${name}_total` : name), name);
  }
}

async function refusedToStrangers(home: Household): Promise<void> {
  match(
    await scrape(home, "-H", "Host: evil.example"),
    /^Cannot answer for "evil\.example" as that is not this machine's name/,
  );
}

/** Every receiver has got the same. */
async function sent(home: Household): Promise<void> {
  const { folder, namespace } = home.here;
  const metrics = messagesAt(
    messageOf(await Deno.readFile(`${folder}/otlp`)),
    1,
    2,
    2,
  ).map((metric) => textAt(metric, 1));
  ok(metrics.includes("bufferbane_rtt_seconds"));
  for (const name of metrics) ok(NAMES.includes(name), name);
  await until(
    async () => (await Deno.stat(`${folder}/lines`).catch(() => null)) !== null,
    () => "line protocol",
  );
  const lines = await Deno.readTextFile(`${folder}/lines`);
  for (const line of lines.trimEnd().split("\n")) {
    match(line, /^bufferbane_\w+,.*host=.* \S+ \d{19}$/);
  }
  const { stdout } = await finishCommand(within(namespace, [
    ...["mosquitto_sub", "-t", "bufferbane/+/state", "-C", "1", "-W", "10"],
  ]));
  const state: Readonly<Record<string, unknown>> = JSON.parse(stdout);
  strictEqual(typeof state["incidents_open"], "number");
  ok(Object.keys(state).some((id) => id.startsWith("round_trip_")));
}

async function scrape(
  { here }: Household,
  ...options: readonly string[]
): Promise<string> {
  const url = "http://localhost:9877/metrics";
  const { stdout } = await finishCommand(
    within(here.namespace, ["curl", "-s", ...options, url]),
  );
  return stdout;
}

/** The first figure of a metric; `NaN` without. */
function numberIn(text: string, name: string): number {
  return Number(
    new RegExp(`^bufferbane_${name}(?:\\{.*\\})? (\\S+)$`, "m").exec(text)
      ?.[1],
  );
}

function countedS(text: string): number {
  return numberIn(text, "counted_until_timestamp_seconds") -
    numberIn(text, "counted_from_timestamp_seconds");
}

async function startBroker({ here }: Household): Promise<AsyncDisposable> {
  const config = `${here.folder}/mosquitto.conf`;
  await Deno.writeTextFile(
    config,
    "listener 1883 127.0.0.1\nallow_anonymous true\npersistence false\n",
  );
  return await spawn(
    within(here.namespace, ["mosquitto", "-c", config]),
  );
}

async function startSink({ here }: Household): Promise<AsyncDisposable> {
  const command = [Deno.execPath(), "run", "-A", "--no-config", SINK];
  const sink = await spawn(
    within(here.namespace, [...command, "4318", here.folder]),
  );
  await lineOf(sink, /listening/);
  return sink;
}
