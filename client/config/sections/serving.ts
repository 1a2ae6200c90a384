import { FLAG } from "../shape.ts";
import {
  SECRET,
  SECRET_HEADER,
  SECRET_MQTT,
  SECRET_URL,
  section,
  setting,
} from "../setting.ts";
import {
  BIND,
  HOSTS,
  PATH,
  PORT,
  SECONDS,
  TOPIC,
  TOPIC_OR_NONE,
} from "./shapes.ts";

/** Never beyond this machine unless asked for. */
const LOOPBACK_NOTE = "only programs on this machine can reach it";

/** Where something is served. */
const OWN_ADDRESS = setting(BIND, {
  default: "localhost",
  doc: "The address to serve it at; localhost: 127.0.0.1 and ::1. Any other " +
    "than this machine's own needs a `token`.",
  reason: LOOPBACK_NOTE,
});

export const METRICS = section(
  "Figures for Prometheus, OpenTelemetry, InfluxDB and MQTT.",
  {
    enabled: setting(FLAG, {
      default: false,
      doc: "Whether to serve `http://127.0.0.1:PORT/metrics`.",
      reason: `most people have no Prometheus; ${LOOPBACK_NOTE}`,
    }),
    port: setting(PORT, {
      default: 9_877,
      doc: "The TCP port.",
      reason: "it is next to the server's 9876",
    }),
    bind: OWN_ADDRESS,
    token: setting(SECRET, {
      default: "",
      doc: "What Prometheus has to show (`authorization` in its " +
        "`scrape_configs`), as `bufferbane secret` prints it. Empty: nothing.",
      reason: "who can run programs on this machine may see its measurements",
    }),
    allowedHosts: setting(HOSTS, {
      default: [],
      doc: "Other names and addresses under which it may be asked for.",
      reason: "other names than this machine's own are a browser attack",
    }),
    pushIntervalS: setting(SECONDS, {
      default: 30,
      doc: "How often figures are sent to the receivers below.",
      reason: "it shows every trouble that lasts, at little traffic",
    }),
    otlpUrl: setting(SECRET_URL, {
      default: "",
      doc: "An OpenTelemetry receiver (OTLP over HTTP) to send to, with its " +
        "path: e.g. `http://localhost:4318/v1/metrics`.",
      reason: "nothing leaves this machine without being asked",
    }),
    otlpAuthorization: setting(SECRET_HEADER, {
      default: "",
      doc: "What it wants to see as `Authorization`, e.g. `Bearer TOKEN`.",
      reason: "many ask for none",
    }),
    influxUrl: setting(SECRET_URL, {
      default: "",
      doc: "Where to write InfluxDB's line protocol, e.g. " +
        "`http://localhost:8086/api/v2/write?org=home&bucket=line`.",
      reason: "nothing leaves this machine without being asked",
    }),
    influxAuthorization: setting(SECRET_HEADER, {
      default: "",
      doc: "What it wants to see as `Authorization`, e.g. `Token TOKEN`.",
      reason: "many ask for none",
    }),
    mqttUrl: setting(SECRET_MQTT, {
      default: "",
      doc: "An MQTT broker to tell, e.g. `mqtts://name:password@broker:8883`.",
      reason: "nothing leaves this machine without being asked",
    }),
    mqttTopic: setting(TOPIC, {
      default: "bufferbane",
      doc: "What the topics begin with; the machine's name follows.",
      reason: "nobody else uses it",
    }),
    mqttDiscovery: setting(TOPIC_OR_NONE, {
      default: "homeassistant",
      doc: "Where Home Assistant looks for new devices. Empty: it is not told.",
      reason: "it is Home Assistant's own default",
    }),
    caFile: setting(PATH, {
      default: "",
      doc:
        "Certificates (PEM) of authorities to trust besides the usual ones, " +
        "for these receivers.",
      reason: "the usual ones know every public receiver",
    }),
  },
);

export const DASHBOARD = section("The live web page.", {
  enabled: setting(FLAG, {
    default: false,
    doc: "Whether the monitor serves it; `bufferbane dashboard` always does.",
    reason: `a port is opened only when asked for; ${LOOPBACK_NOTE}`,
  }),
  port: setting(PORT, {
    default: 9_878,
    doc: "The TCP port.",
    reason: "it is near the server's 9876",
  }),
  bind: OWN_ADDRESS,
  token: setting(SECRET, {
    default: "",
    doc:
      "What has to be shown to see the page, as `bufferbane secret` prints " +
      "it. Empty: nothing.",
    reason: "who can run programs on this machine may see its measurements",
  }),
  allowedHosts: setting(HOSTS, {
    default: [],
    doc: "Other names and addresses under which browsers ask for the page, " +
      "e.g. that of this machine in your network, or of a proxy.",
    reason: "other names than this machine's own are a browser attack",
  }),
});
