import { decimal, FLAG, list, whole } from "../shape.ts";
import { planned, section } from "../setting.ts";
import {
  HOSTS,
  LINE,
  PATH,
  PCT,
  PORT,
  SECONDS,
  URL_OR_NONE,
} from "./shapes.ts";

const MS = decimal({ min: 0, max: 60_000, unit: "ms" });
const COUNT = whole({ min: 1, max: 1_000, unit: "" });

export const THRESHOLDS = section("When something counts as trouble.", {
  latencySpikeFactor: planned(decimal({ min: 1, max: 100, unit: "times" }), {
    default: 3,
    doc: "`latency_spike`: round-trip time above this many times the usual.",
    reason: "people notice a line that is three times slower than usual",
  }),
  latencySpikeMs: planned(MS, {
    default: 20,
    doc: "`latency_spike`: and above the usual by this much.",
    reason: "three times 2 ms is no trouble for anybody",
  }),
  latencySpikeS: planned(SECONDS, {
    default: 5,
    doc: "`latency_spike`: and for longer than this.",
    reason: "single slow packets are normal",
  }),
  jitterMs: planned(MS, {
    default: 30,
    doc: "`high_jitter`: RFC 3550 jitter above this.",
    reason: "it is what the buffers of voice programs make good",
  }),
  jitterS: planned(SECONDS, {
    default: 10,
    doc: "`high_jitter`: and for longer than this.",
    reason: "short jitter is normal on Wi-Fi",
  }),
  packetLossPct: planned(PCT, {
    default: 1,
    doc: "`packet_loss`: more than this over 60 or 600 seconds, with 99.9 % " +
      "confidence.",
    reason: "above one in a hundred, TCP slows down and voices break up",
  }),
  lossBurstWarning: planned(COUNT, {
    default: 3,
    doc: "`loss_burst`, warning: losses one after the other.",
    reason: "three in a row are hardly ever chance",
  }),
  lossBurstCritical: planned(COUNT, {
    default: 5,
    doc: "`loss_burst`, critical: losses one after the other.",
    reason: "five seconds without a packet end a call",
  }),
  microDisconnectionS: planned(SECONDS, {
    default: 2,
    doc: "`micro_disconnection`: every target of an interface lost for longer.",
    reason: "it is the shortest that two rounds of probes can confirm",
  }),
  outageS: planned(SECONDS, {
    default: 60,
    doc: "`outage`: every target of an interface lost for longer.",
    reason: "after a minute people call it that",
  }),
  throughputNoticePct: planned(PCT, {
    default: 80,
    doc: "Throughput below this share of the usual is coloured, no more.",
    reason: "speed varies that much on a good day",
  }),
  throughputWarningPct: planned(PCT, {
    default: 70,
    doc: "`upload_degradation`, `download_degradation`: below this share.",
    reason: "a third of the speed missing is no ordinary variation",
  }),
  throughputCriticalPct: planned(PCT, {
    default: 50,
    doc: "`upload_degradation`, `download_degradation`, critical: below this.",
    reason: "half of the speed missing is a fault to report",
  }),
  throughputS: planned(SECONDS, {
    default: 30,
    doc:
      "`upload_degradation`, `download_degradation`: for longer than this, and " +
      "in two tests or more.",
    reason: "one slow test can be somebody else's download",
  }),
  dnsSlowMs: planned(MS, {
    default: 200,
    doc: "`dns_slow`: median of the last 6 look-ups of the cached name.",
    reason: "every click waits that much longer",
  }),
  dnsFailingPct: planned(PCT, {
    default: 10,
    doc: "`dns_failing`: more than this of the last 30, and 3 or more.",
    reason: "one look-up in ten failing breaks pages",
  }),
  connectionDrops: planned(COUNT, {
    default: 2,
    doc: "`connection_unstable`: more drops or resets than this in 5 minutes.",
    reason: "two can be a server's restart",
  }),
  bufferbloatWarningMs: planned(MS, {
    default: 100,
    doc: "`bufferbloat`, warning: delay under load above idle by this much.",
    reason: "a call beside a download begins to suffer",
  }),
  bufferbloatAlertMs: planned(MS, {
    default: 200,
    doc: "`bufferbloat`: delay under load above idle by this much.",
    reason: "a call beside a download is no longer pleasant",
  }),
  bufferbloatCriticalMs: planned(MS, {
    default: 500,
    doc: "`bufferbloat`, critical: delay under load above idle by this much.",
    reason: "a call beside a download is not possible",
  }),
});

export const ALERTS = section("Who is told of trouble, and how.", {
  enabled: planned(FLAG, {
    default: true,
    doc: "Whether to tell anybody; events are recorded in any case.",
    reason: "trouble is what the program is there to name",
  }),
  reopenS: planned(SECONDS, {
    default: 300,
    doc: "The same trouble again within this time continues the old incident.",
    reason: "one bad evening is one message, not fifty",
  }),
  logPath: planned(PATH, {
    default: "",
    doc: "A file that gets a line for each incident. Empty: none.",
    reason: "the database has them all",
  }),
  webhookUrl: planned(URL_OR_NONE, {
    default: "",
    doc: "A web address that gets each incident as JSON.",
    reason: "nothing leaves this machine without being asked",
  }),
  command: planned(list("a list: a program and its arguments", LINE), {
    default: [],
    doc:
      "A program to run for each incident; it gets JSON on standard input. " +
      'E.g. `["/usr/local/bin/notify", "--phone"]`.',
    reason: "nothing is run without being asked",
  }),
});

export const MONITORING = section("Changes of the surroundings to record.", {
  gateway: planned(FLAG, {
    default: true,
    doc: "`gateway_changed`: another router.",
    reason: "it explains other changes, and costs nothing",
  }),
  publicAddress: planned(FLAG, {
    default: true,
    doc: "`public_address_changed`; your own server tells the address.",
    reason: "it explains dropped connections, and asks no third party",
  }),
  route: planned(FLAG, {
    default: true,
    doc: "`route_changed`: other routers on the way.",
    reason: "it explains changed delays",
  }),
});

/** Never beyond this machine unless asked for. */
const LOOPBACK_NOTE = "only programs on this machine can reach it";

export const METRICS = section("Figures for Prometheus or OpenTelemetry.", {
  enabled: planned(FLAG, {
    default: false,
    doc: "Whether to serve `http://127.0.0.1:PORT/metrics`.",
    reason: `most people have no Prometheus; ${LOOPBACK_NOTE}`,
  }),
  port: planned(PORT, {
    default: 9_877,
    doc: "The TCP port.",
    reason: "it is next to the server's 9876",
  }),
  otlpUrl: planned(URL_OR_NONE, {
    default: "",
    doc: "An OpenTelemetry collector to send to.",
    reason: "nothing leaves this machine without being asked",
  }),
});

export const DASHBOARD = section("The live web page.", {
  enabled: planned(FLAG, {
    default: false,
    doc: "Whether the monitor serves it; `bufferbane dashboard` always does.",
    reason: `a port is opened only when asked for; ${LOOPBACK_NOTE}`,
  }),
  port: planned(PORT, {
    default: 9_878,
    doc: "The TCP port.",
    reason: "it is near the server's 9876",
  }),
  allowedHosts: planned(HOSTS, {
    default: [],
    doc: "Names under which a proxy may pass the page on.",
    reason: "other names than this machine's own are a browser attack",
  }),
});
