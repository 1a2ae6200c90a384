/**
 * Every section and key of `server.conf`: the one source of what is accepted,
 * of the defaults, of {@linkcode Settings} and of `server.conf.template`.
 *
 * @module
 */

import {
  address,
  ADDRESS_OR_NONE,
  BIND,
  choice,
  FLAG,
  HEADER,
  HOSTS,
  LABEL,
  PATH_OR_NONE,
  SECRET,
  type Shape,
  TOPIC_OR_NONE,
  whole,
} from "./shape.ts";

/** One key, with all that is known of it. */
export interface Setting<T> {
  /** What its value may look like. */
  readonly shape: Shape<T>;
  /** What applies when the file does not set it. */
  readonly default: T;
  /** What it does, and why the default is what it is. */
  readonly doc: string;
}

function setting<T>(
  shape: Shape<T>,
  about: { readonly default: T; readonly doc: string },
): Setting<T> {
  return { shape, ...about };
}

const PREVIOUS = setting(SECRET, {
  default: "",
  doc: "The secret before this one, valid beside it. To change a secret " +
    "without losing a packet: move the old one here, reload (SIGHUP), change " +
    "the clients, take this away, reload.",
});

/** The sections; `clients` may be repeated. */
export const SECTIONS = {
  general: {
    bindAddress: setting(ADDRESS_OR_NONE, {
      default: "",
      doc: "Where to listen. Empty: all addresses, IPv4 and IPv6.",
    }),
    bindPort: setting(whole(1, 65_535), {
      default: 9_876,
      doc: "The port, UDP and TCP. The TCP one answers nobody but who has a " +
        "load test granted.",
    }),
    maxConcurrentClients: setting(whole(1, 100_000), {
      default: 10_000,
      doc: "Sessions at a time. One costs about 10 KB; a client has one for " +
        "each interface and IP version.",
    }),
    workers: setting(whole(0, 64), {
      default: 0,
      doc: "Threads that answer. 0: one on one or two cores, else one for " +
        "each core but one.",
    }),
    statusSocket: setting(PATH_OR_NONE, {
      default: "",
      doc: "Where `bufferbane-server status` asks. Empty: " +
        "`$XDG_RUNTIME_DIR/bufferbane/server-PORT.sock` (`/run` if unset).",
    }),
  },
  security: {
    sharedSecret: setting(SECRET, {
      default: "",
      doc: "One secret for all clients: enough for one person. For several, " +
        "use [[clients]], so that each can be shut out by itself.",
    }),
    previousSecret: PREVIOUS,
    sessionTimeoutSec: setting(whole(30, 3_600, "s"), {
      default: 300,
      doc: "How long a session lives. Clients renew it in time.",
    }),
  },
  clients: {
    name: setting(LABEL, { default: "", doc: "Whose it is. Required." }),
    secret: setting(SECRET, { default: "", doc: "Its secret. Required." }),
    previousSecret: PREVIOUS,
  },
  limits: {
    echoPps: setting(whole(1, 1_000), {
      default: 20,
      doc: "Echoes a second that a session may ask for; twice as many at once.",
    }),
    maxRateKbps: setting(whole(100, 1_000_000, "kbit/s"), {
      default: 200_000,
      doc: "The fastest load test over UDP.",
    }),
    maxTestMb: setting(whole(1, 8_000, "MB"), {
      default: 1_500,
      doc: "What one load test may carry.",
    }),
    maxDailyGb: setting(whole(0, 50, "GB"), {
      default: 20,
      doc: "What one secret's load tests may carry in a day; 0: no load tests.",
    }),
  },
  logging: {
    level: setting(choice("error", "warn", "info"), {
      default: "info",
      doc: "How much to say on standard error.",
    }),
  },
  metrics: {
    enabled: setting(FLAG, {
      default: false,
      doc: "Whether to serve `http://127.0.0.1:PORT/metrics` for Prometheus.",
    }),
    port: setting(whole(1, 65_535), {
      default: 9_879,
      doc: "The TCP port. A client's metrics and dashboard have 9877 and " +
        "9878.",
    }),
    bind: setting(BIND, {
      default: "localhost",
      doc: "Where to serve them; localhost: 127.0.0.1 and ::1. Any other " +
        "address than this machine's own needs a `token`.",
    }),
    token: setting(SECRET, {
      default: "",
      doc: "What has to be shown, as `Authorization: Bearer`. Empty: nothing.",
    }),
    allowedHosts: setting(HOSTS, {
      default: [],
      doc: "Other names and addresses under which they are asked for, beside " +
        "this machine's own and `bind`.",
    }),
    pushIntervalS: setting(whole(1, 86_400, "s"), {
      default: 30,
      doc: "How often figures are sent to the receivers below.",
    }),
    otlpUrl: setting(address("http", "https"), {
      default: "",
      doc: "An OpenTelemetry receiver (OTLP over HTTP) to send to, with its " +
        "path: e.g. `http://localhost:4318/v1/metrics`.",
    }),
    otlpAuthorization: setting(HEADER, {
      default: "",
      doc: "What it wants to see as `Authorization`, e.g. `Bearer TOKEN`.",
    }),
    influxUrl: setting(address("http", "https"), {
      default: "",
      doc: "Where to write InfluxDB's line protocol, e.g. " +
        "`http://localhost:8086/api/v2/write?org=home&bucket=line`.",
    }),
    influxAuthorization: setting(HEADER, {
      default: "",
      doc: "What it wants to see as `Authorization`, e.g. `Token TOKEN`.",
    }),
    mqttUrl: setting(address("mqtt", "mqtts"), {
      default: "",
      doc: "An MQTT broker to tell, e.g. `mqtts://name:password@broker:8883`.",
    }),
    mqttTopic: setting(TOPIC_OR_NONE, {
      default: "bufferbane-server",
      doc: "What the topics begin with; the machine's name follows.",
    }),
    mqttDiscovery: setting(TOPIC_OR_NONE, {
      default: "homeassistant",
      doc: "Where Home Assistant looks for new devices. Empty: it is not told.",
    }),
    caFile: setting(PATH_OR_NONE, {
      default: "",
      doc: "Certificates (PEM) of authorities to trust besides the usual " +
        "ones, for these receivers.",
    }),
  },
} as const;

/** What is said above each section of the template. */
export const SECTION_DOCS: Readonly<Record<keyof typeof SECTIONS, string>> = {
  general: "Where to listen, and how much to do.",
  security: "Who may come.",
  clients: "A secret for each client: repeat this block.",
  limits: "How much a client may ask for.",
  logging: "What to say.",
  metrics: "Figures for Prometheus, OpenTelemetry, InfluxDB and MQTT.",
};

/** The values of a section's keys. */
export type Values<Keys> = {
  readonly [Name in keyof Keys]: Keys[Name] extends Setting<infer T> ? T
    : never;
};

/** Everything, complete and valid. */
export type Settings =
  & {
    readonly [
      Name in Exclude<keyof typeof SECTIONS, "clients">
    ]: Values<typeof SECTIONS[Name]>;
  }
  & { readonly clients: readonly Values<typeof SECTIONS["clients"]>[] };
