/** Sends readings to the receivers that are configured. @module */

import type { Batch } from "./batch.ts";
import { Delivery } from "./delivery.ts";
import type { Broker, Sensor } from "./mqtt.ts";
import { openPoster } from "./post.ts";

export type { Batch } from "./batch.ts";
export type { Sensor } from "./mqtt.ts";

/** A figure of a broker is out of date after so many intervals. */
const EXPIRY_INTERVALS = 4;

/** Who is to be sent what; an empty address: nobody. */
export interface PushSettings {
  /** How often batches come, s. */
  readonly pushIntervalS: number;
  /** An OpenTelemetry receiver. */
  readonly otlpUrl: string;
  /** What it wants to see as `Authorization`. */
  readonly otlpAuthorization: string;
  /** What takes line protocol. */
  readonly influxUrl: string;
  /** What it wants to see as `Authorization`. */
  readonly influxAuthorization: string;
  /** An MQTT broker. */
  readonly mqttUrl: string;
  /** What its topics begin with. */
  readonly mqttTopic: string;
  /** Where Home Assistant looks for devices. */
  readonly mqttDiscovery: string;
}

/** What {@linkcode openPusher} works with. */
export interface PushContext {
  /** What of a batch a broker gets. */
  readonly sensors: (batch: Batch) => readonly Sensor[];
  /** Certificates (PEM) to trust besides the usual ones; empty: none. */
  readonly ca: string;
  /** Whose figures they are. */
  readonly program: Pick<Batch, "program" | "version" | "host">;
  /** Told what became of each sending, by receiver. */
  readonly onSent: (receiver: string, result: "done" | "failed") => void;
  /** Tells the user of trouble, a sentence each, once. */
  readonly note: (text: string) => void;
}

/** How a web receiver wants a batch. */
interface Format {
  readonly type: string;
  readonly body: (batch: Batch) => string | Uint8Array<ArrayBuffer>;
}

/** Sends to all receivers until disposed of. */
export interface Pusher extends AsyncDisposable {
  /** Takes a batch; never waits. */
  readonly add: (batch: Batch) => void;
}

/** The queue of one of them. */
type Receiver = Pick<Pusher, "add">;

/**
 * Opens what sends readings to all receivers. Each has a queue of its own, and
 * only what it needs is loaded.
 *
 * @param settings To whom.
 * @param context What, and who is told.
 * @throws {SyntaxError} When the certificates to trust are none.
 */
export async function openPusher(
  settings: PushSettings,
  context: PushContext,
): Promise<Pusher> {
  await using opening = new AsyncDisposableStack();
  const receivers: Receiver[] = [];
  const web = (name: "otlp" | "influx", { type, body }: Format) => {
    const { post } = opening.use(openPoster({
      url: settings[`${name}Url`],
      authorization: settings[`${name}Authorization`],
      type,
      ca: context.ca,
    }));
    const delivery = opening.use(
      new Delivery({ post, ...toldOf(name, context) }),
    );
    receivers.push({ add: (batch) => delivery.add(body(batch)) });
  };
  if (settings.otlpUrl !== "") {
    const { OTLP_TYPE, otlpBody } = await import("./otlp.ts");
    web("otlp", { type: OTLP_TYPE, body: otlpBody });
  }
  if (settings.influxUrl !== "") {
    const { LINE_TYPE, linesOf } = await import("./line_protocol.ts");
    web("influx", { type: LINE_TYPE, body: linesOf });
  }
  if (settings.mqttUrl !== "") {
    receivers.push(await mqtt(opening, settings, context));
  }
  const open = opening.move();
  return {
    add(batch) {
      for (const receiver of receivers) receiver.add(batch);
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

async function mqtt(
  stack: AsyncDisposableStack,
  { mqttUrl, mqttTopic, mqttDiscovery, pushIntervalS }: PushSettings,
  context: PushContext,
): Promise<Receiver> {
  const { openPublisher } = await import("./mqtt.ts");
  const broker: Broker = {
    ...context.program,
    url: mqttUrl,
    ca: context.ca,
    topic: mqttTopic,
    discovery: mqttDiscovery,
    expiryS: EXPIRY_INTERVALS * pushIntervalS,
  };
  const { post } = stack.use(openPublisher(broker));
  // Only how it is now is of interest there.
  const maxWaiting = 1;
  const delivery = stack.use(
    new Delivery({ post, maxWaiting, ...toldOf("mqtt", context) }),
  );
  return { add: (batch) => delivery.add(context.sensors(batch)) };
}

function toldOf(name: string, { onSent, note }: PushContext) {
  return {
    onSent: (result: "done" | "failed") => onSent(name, result),
    onTrouble: (why: string | null) =>
      note(
        why === null
          ? `The receiver at ${name}_url takes metrics again`
          : `Cannot send metrics to ${name}_url: ${why}; it is tried on`,
      ),
    random: Math.random,
  };
}
