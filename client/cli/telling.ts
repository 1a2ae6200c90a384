/** Who is told of incidents, as the configuration wants it. @module */

import type { Channel } from "../alerts/sinks/channel.ts";
import { startDeliverer } from "../alerts/sinks/deliverer.ts";
import { isQuietAt } from "../alerts/sinks/quiet_hours.ts";
import { formatOf } from "../alerts/sinks/webhook.ts";
import type { Settings } from "../config/mod.ts";
import {
  Courier,
  type CourierContext,
  type Receiver,
} from "../monitor/courier.ts";

const MINUTES_OF_HOUR = 60;

/**
 * Opens what tells them. Load this module only if somebody is to be told.
 *
 * @param settings The configuration.
 * @param context Whom it works with.
 */
export function openCourier(
  { alerts }: Settings,
  context: Omit<CourierContext, "startDeliverer">,
): Courier {
  const people = {
    host: Deno.hostname(),
    minSeverity: alerts.minSeverity,
    isImmediate: false,
    perHour: alerts.messagesPerHour,
    isQuiet: (nowMs: number) => isQuietAt(alerts.quietHours, minuteOf(nowMs)),
  };
  const file = {
    ...people,
    isImmediate: true,
    perHour: Infinity,
    isQuiet: () => false,
  };
  const receivers: readonly Receiver[] = channelsOf(alerts).map((channel) => ({
    name: NAMES[channel.kind],
    channel,
    options: channel.kind === "log" ? file : people,
  }));
  return new Courier({ ...context, startDeliverer }, receivers);
}

/** As the user knows them from the configuration. */
const NAMES: Readonly<Record<Channel["kind"], string>> = {
  webhook: "webhook_url",
  command: "command",
  mail: "e-mail",
  log: "log_path",
};

function channelsOf(alerts: Settings["alerts"]): readonly Channel[] {
  const { webhookUrl, webhookFormat, command, logPath } = alerts;
  const [program, ...args] = command;
  const channels: Channel[] = [];
  if (logPath !== "") channels.push({ kind: "log", path: logPath });
  if (webhookUrl !== "") {
    const format = webhookFormat === "auto"
      ? formatOf(webhookUrl)
      : webhookFormat;
    channels.push({ kind: "webhook", url: webhookUrl, format });
  }
  if (program !== undefined) channels.push({ kind: "command", program, args });
  if (alerts.smtpUrl !== "") {
    const { smtpUrl, mailFrom, mailTo } = alerts;
    channels.push({ kind: "mail", smtpUrl, from: mailFrom, to: mailTo });
  }
  return channels;
}

/** By the local clock, since people sleep by it. */
function minuteOf(atMs: number): number {
  const date = new Date(atMs);
  return date.getHours() * MINUTES_OF_HOUR + date.getMinutes();
}
