import { SEVERITIES } from "../../model/event.ts";
import { choice, decimal, FLAG, list, whole } from "../shape.ts";
import { SECRET_SMTP, SECRET_URL, section, setting } from "../setting.ts";
import {
  LINE,
  MAIL_ADDRESS_OR_NONE,
  MAIL_ADDRESSES,
  PATH,
  PCT,
  QUIET_HOURS,
  SECONDS,
} from "./shapes.ts";

const MS = decimal({ min: 0, max: 60_000, unit: "ms" });
const COUNT = whole({ min: 1, max: 1_000, unit: "" });

export const THRESHOLDS = section("When something counts as trouble.", {
  latencySpikeFactor: setting(decimal({ min: 1, max: 100, unit: "times" }), {
    default: 3,
    doc: "`latency_spike`: round-trip time above this many times the usual.",
    reason: "people notice a line that is three times slower than usual",
  }),
  latencySpikeMs: setting(MS, {
    default: 20,
    doc: "`latency_spike`: and above the usual by this much.",
    reason: "three times 2 ms is no trouble for anybody",
  }),
  latencySpikeS: setting(SECONDS, {
    default: 5,
    doc: "`latency_spike`: and for longer than this.",
    reason: "single slow packets are normal",
  }),
  jitterMs: setting(MS, {
    default: 30,
    doc: "`high_jitter`: RFC 3550 jitter above this.",
    reason: "it is what the buffers of voice programs make good",
  }),
  jitterS: setting(SECONDS, {
    default: 10,
    doc: "`high_jitter`: and for longer than this.",
    reason: "short jitter is normal on Wi-Fi",
  }),
  packetLossPct: setting(PCT, {
    default: 1,
    doc: "`packet_loss`: more than this over 60 or 600 seconds, with 99.9 % " +
      "confidence.",
    reason: "above one in a hundred, TCP slows down and voices break up",
  }),
  lossBurstWarning: setting(COUNT, {
    default: 3,
    doc: "`loss_burst`, warning: losses one after the other.",
    reason: "three in a row are hardly ever chance",
  }),
  lossBurstCritical: setting(COUNT, {
    default: 5,
    doc: "`loss_burst`, critical: losses one after the other.",
    reason: "five seconds without a packet end a call",
  }),
  microDisconnectionS: setting(SECONDS, {
    default: 2,
    doc: "`micro_disconnection`: every target of an interface lost for longer.",
    reason: "it is the shortest that two rounds of probes can confirm",
  }),
  outageS: setting(SECONDS, {
    default: 60,
    doc: "`outage`: every target of an interface lost for longer.",
    reason: "after a minute people call it that",
  }),
  throughputNoticePct: setting(PCT, {
    default: 80,
    doc: "Throughput below this share of the usual is marked by that share " +
      "on the console, no more.",
    reason: "speed varies that much on a good day",
  }),
  throughputWarningPct: setting(PCT, {
    default: 70,
    doc: "`upload_degradation`, `download_degradation`: below this share.",
    reason: "a third of the speed missing is no ordinary variation",
  }),
  throughputCriticalPct: setting(PCT, {
    default: 50,
    doc: "`upload_degradation`, `download_degradation`, critical: below this.",
    reason: "half of the speed missing is a fault to report",
  }),
  throughputS: setting(SECONDS, {
    default: 30,
    doc:
      "`upload_degradation`, `download_degradation`: for longer than this, and " +
      "in two tests or more.",
    reason: "one slow test can be somebody else's download",
  }),
  dnsSlowMs: setting(MS, {
    default: 200,
    doc: "`dns_slow`: median of the last 6 look-ups of the cached name.",
    reason: "every click waits that much longer",
  }),
  dnsFailingPct: setting(PCT, {
    default: 10,
    doc: "`dns_failing`: more than this of the last 30, and 3 or more.",
    reason: "one look-up in ten failing breaks pages",
  }),
  connectionDrops: setting(COUNT, {
    default: 2,
    doc: "`connection_unstable`: more drops or resets than this in 5 minutes.",
    reason: "two can be a server's restart",
  }),
  bufferbloatWarningMs: setting(MS, {
    default: 100,
    doc: "`bufferbloat`, warning: delay under load above idle by this much.",
    reason: "a call beside a download begins to suffer",
  }),
  bufferbloatAlertMs: setting(MS, {
    default: 200,
    doc: "`bufferbloat`: delay under load above idle by this much.",
    reason: "a call beside a download is no longer pleasant",
  }),
  bufferbloatCriticalMs: setting(MS, {
    default: 500,
    doc: "`bufferbloat`, critical: delay under load above idle by this much.",
    reason: "a call beside a download is not possible",
  }),
});

export const ALERTS = section("Who is told of trouble, and how.", {
  enabled: setting(FLAG, {
    default: true,
    doc: "Whether to tell anybody; events are recorded in any case.",
    reason: "trouble is what the program is there to name",
  }),
  reopenS: setting(SECONDS, {
    default: 300,
    doc:
      "The same trouble again within this time continues the old incident. " +
      "An end is told after it.",
    reason: "one bad evening is one message, not fifty",
  }),
  minSeverity: setting(choice(...SEVERITIES), {
    default: "warning",
    doc: "Tell only of what is this bad or worse.",
    reason: "everything that is an incident is worth a message",
  }),
  quietHours: setting(QUIET_HOURS, {
    default: "",
    doc:
      "When only what is critical is told at once, by the local clock; the " +
      "rest waits for its end.",
    reason: "nobody else knows when you sleep",
  }),
  messagesPerHour: setting(whole({ min: 1, max: 1_000, unit: "" }), {
    default: 20,
    doc: "To each receiver; the rest waits, and is not lost.",
    reason: "more than that nobody reads",
  }),
  logPath: setting(PATH, {
    default: "",
    doc:
      "A file that gets a line for each incident and for its end, at once. " +
      "Empty: none.",
    reason: "the database has them all",
  }),
  webhookUrl: setting(SECRET_URL, {
    default: "",
    doc: "A web address that gets each incident, by HTTP POST. For Telegram: " +
      "`https://api.telegram.org/botTOKEN/sendMessage?chat_id=NUMBER`.",
    reason: "nothing leaves this machine without being asked",
  }),
  webhookFormat: setting(
    choice(
      "auto",
      "json",
      "slack",
      "discord",
      "ntfy",
      "telegram",
      "gotify",
      "home_assistant",
    ),
    {
      default: "auto",
      doc: "What the web address understands; `auto` sees it by the address.",
      reason: "the usual receivers are known by their addresses",
    },
  ),
  command: setting(list("a list: a program and its arguments", LINE), {
    default: [],
    doc:
      "A program to run for each incident; it gets JSON on standard input. " +
      'E.g. `["/usr/local/bin/notify", "--phone"]`.',
    reason: "nothing is run without being asked",
  }),
  smtpUrl: setting(SECRET_SMTP, {
    default: "",
    doc:
      "A mail server, e.g. `smtps://name:password@smtp.example.com`; needs " +
      "`mail_from` and `mail_to`.",
    reason: "nothing leaves this machine without being asked",
  }),
  mailFrom: setting(MAIL_ADDRESS_OR_NONE, {
    default: "",
    doc: "Who sends the e-mail.",
    reason: "mail servers take only what is from their own",
  }),
  mailTo: setting(MAIL_ADDRESSES, {
    default: [],
    doc: "Who gets the e-mail.",
    reason: "nobody else knows your address",
  }),
});

export const MONITORING = section("Changes of the surroundings to record.", {
  gateway: setting(FLAG, {
    default: true,
    doc: "`gateway_changed`: another router.",
    reason: "it explains other changes, and costs nothing",
  }),
  publicAddress: setting(FLAG, {
    default: true,
    doc: "`public_address_changed`; your own server tells the address.",
    reason: "it explains dropped connections, and asks no third party",
  }),
  route: setting(FLAG, {
    default: true,
    doc: "`route_changed`: other routers on the way.",
    reason: "it explains changed delays",
  }),
});
