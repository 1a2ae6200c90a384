/** Figures for an MQTT broker, and for Home Assistant behind it. @module */

import { Buffer } from "node:buffer";
import { rootCertificates } from "node:tls";
import { connect, type MqttClient } from "mqtt";
import { splitLogin } from "./login.ts";
import type { Sent } from "./post.ts";

export type { Sent } from "./post.ts";

/** One figure, as people see it. */
export interface Sensor {
  /** Names it for good: letters, digits and `_`. */
  readonly id: string;
  /** For a person. */
  readonly name: string;
  /** E.g. `"ms"`; empty: it has none, or is a text. */
  readonly unit: string;
  /** What Home Assistant calls its kind; `null`: nothing it knows. */
  readonly deviceClass: "duration" | "data_rate" | null;
  /** Now; `null`: not known. */
  readonly value: number | string | null;
}

/** A broker, and as whom to speak there. */
export interface Broker {
  /** Where it is; may carry a name and a password. */
  readonly url: string;
  /** Certificates (PEM) to trust besides the usual ones; empty: none. */
  readonly ca: string;
  /** What topics begin with; the machine's name follows. */
  readonly topic: string;
  /** Where Home Assistant looks for new devices; empty: it is not told. */
  readonly discovery: string;
  /** The machine. */
  readonly host: string;
  /** The program, e.g. `"bufferbane"`. */
  readonly program: string;
  /** The program's version. */
  readonly version: string;
  /** Without news for so long the figures are out of date, seconds. */
  readonly expiryS: number;
}

/** Publishes to a broker. */
export interface Publisher extends AsyncDisposable {
  /** Publishes figures, connecting if need be; never rejects. */
  readonly post: (
    sensors: readonly Sensor[],
    signal: AbortSignal,
  ) => Promise<Sent>;
}

const TIMEOUT_MS = 20_000;
const KEEPALIVE_S = 60;
/** The broker says so for us when we are gone without a word. */
const OFFLINE = "offline";
const ONLINE = "online";

/**
 * Opens a publisher; it connects when there is something to publish, and stays
 * connected.
 *
 * @param broker Where to.
 */
export function openPublisher(broker: Broker): Publisher {
  const node = `${broker.program}_${slug(broker.host)}`;
  const base = `${broker.topic}/${levelOf(broker.host)}`;
  const topics = { status: `${base}/status`, state: `${base}/state` };
  const { url, username, password } = splitLogin(broker.url);
  let client: MqttClient | null = null;
  const announced = new Set<string>();
  async function close(): Promise<void> {
    const last = client;
    client = null;
    await last?.endAsync(true);
  }
  async function connected(): Promise<MqttClient> {
    if (client?.connected) return client;
    await close();
    announced.clear();
    client = connect(url, {
      ...(username === "" ? {} : { username }),
      ...(password === "" ? {} : { password }),
      // Trying again is the queue's part.
      reconnectPeriod: 0,
      connectTimeout: TIMEOUT_MS,
      keepalive: KEEPALIVE_S,
      will: {
        topic: topics.status,
        payload: Buffer.from(OFFLINE),
        qos: 1,
        retain: true,
      },
      ...(broker.ca === "" ? {} : { ca: [...rootCertificates, broker.ca] }),
    });
    await accepted(client);
    await client.publishAsync(topics.status, ONLINE, { qos: 1, retain: true });
    return client;
  }
  async function publish(sensors: readonly Sensor[]): Promise<void> {
    const to = await connected();
    for (const sensor of sensors) {
      if (broker.discovery === "" || announced.has(sensor.id)) continue;
      const topic = `${broker.discovery}/sensor/${node}/${sensor.id}/config`;
      const config = JSON.stringify(discoveryOf(sensor, broker, topics));
      await to.publishAsync(topic, config, { qos: 1, retain: true });
      announced.add(sensor.id);
    }
    const state = Object.fromEntries(
      sensors.map(({ id, value }) => [id, value]),
    );
    await to.publishAsync(topics.state, JSON.stringify(state), {
      qos: 1,
      retain: true,
    });
  }
  return {
    async post(sensors, signal) {
      const late = AbortSignal.timeout(TIMEOUT_MS);
      try {
        await unlessAborted(publish(sensors), AbortSignal.any([signal, late]));
        return { kind: "taken" };
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        await close();
        const why = late.aborted
          ? `there was no answer within ${TIMEOUT_MS / 1_000} s`
          : error.message;
        return { kind: "failed", why, afterMs: 0 };
      }
    },
    async [Symbol.asyncDispose]() {
      if (client?.connected) {
        await unlessAborted(
          client.publishAsync(topics.status, OFFLINE, { qos: 1, retain: true }),
          AbortSignal.timeout(1_000),
        ).catch(() => {});
      }
      await close();
    },
  };
}

/** Settles when the broker has answered. */
async function accepted(client: MqttClient): Promise<void> {
  const answer = Promise.withResolvers<void>();
  client.once("connect", () => answer.resolve());
  // Whatever it is later, the next publishing fails by it.
  client.on("error", answer.reject);
  client.once(
    "close",
    () => answer.reject(new Error("the broker closed the connection")),
  );
  await answer.promise;
}

/**
 * @see {@link https://www.home-assistant.io/integrations/sensor.mqtt/ | Home Assistant, MQTT sensor}
 */
function discoveryOf(
  { id, name, unit, deviceClass, value }: Sensor,
  { host, program, version, expiryS }: Broker,
  topics: { readonly status: string; readonly state: string },
): unknown {
  const node = `${program}_${slug(host)}`;
  const isText = typeof value === "string";
  return {
    name,
    "unique_id": `${node}_${id}`,
    "state_topic": topics.state,
    "value_template": `{{ value_json['${id}'] }}`,
    "availability_topic": topics.status,
    "expire_after": expiryS,
    ...(unit === "" ? {} : { "unit_of_measurement": unit }),
    ...(deviceClass === null ? {} : { "device_class": deviceClass }),
    ...(isText ? {} : { "state_class": "measurement" }),
    device: {
      identifiers: [node],
      name: `${program} ${host}`,
      manufacturer: program,
      "sw_version": version,
    },
    origin: { name: program, "sw_version": version },
  };
}

/** Home Assistant's names of things: letters, digits and `_`. */
function slug(text: string): string {
  return text.replace(/[^A-Za-z0-9]+/g, "_").replace(/^_+|_+$/g, "");
}

/** A level of a topic. */
function levelOf(text: string): string {
  return text.replace(/[+#/\0]/g, "_");
}

async function unlessAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", abort);
  try {
    if (signal.aborted) abort();
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
    // The loser of the race fails unheard.
    aborted.promise.catch(() => {});
    promise.catch(() => {});
  }
}
