/** The live judgement of one run, as the configuration wants it. @module */

import type { Settings } from "../config/mod.ts";
import type { Measurement, StoredEvent } from "../model/mod.ts";
import type { Courier, CourierContext } from "../monitor/courier.ts";
import { Judgement, type JudgementContext } from "../monitor/judgement.ts";
import { SilenceWatch } from "./console/watch.ts";

const HOURS_OF_DAY = 24;

/**
 * Opens the live judgement.
 *
 * @param settings The configuration.
 * @param context Whom it works with.
 */
export async function openJudgement(
  settings: Settings,
  context: Omit<JudgementContext, "watch" | "courier" | "openTests"> & {
    /** Whether bufferbane itself loads an interface's line. */
    readonly isOwnLoad: (name: string, atMs: number) => boolean;
  },
): Promise<Judgement> {
  const { thresholds, alerts, general, failover } = settings;
  const silences = new SilenceWatch();
  const courier = await loadCourier(settings, context);
  const watch = (measurement: Measurement) => silences.add(measurement);
  return new Judgement(
    {
      ...context,
      watch,
      courier,
      // Only who has a server has load tests.
      openTests: async (taker) => {
        const { TestJudgement } = await import("../monitor/test_judgement.ts");
        const { recorder } = context;
        return new TestJudgement(thresholds, { recorder, taker });
      },
    },
    {
      thresholds,
      intervalMs: general.testIntervalMs,
      reopenMs: alerts.reopenS * 1000,
      hourOfWeek,
      isOwnLoad: context.isOwnLoad,
      failover: failover.primary === "" ? null : {
        primary: failover.primary,
        backup: failover.backup,
        goodMs: failover.backupGoodS * 1000,
      },
    },
  );
}

/**
 * Which events are of use, by `[monitoring]`.
 *
 * @param settings The configuration.
 */
export function wantedEvents(
  { monitoring }: Settings,
): (event: StoredEvent) => boolean {
  const isOn = new Map([
    ["gateway_changed", monitoring.gateway],
    ["public_address_changed", monitoring.publicAddress],
    ["route_changed", monitoring.route],
  ]);
  return ({ type }) => isOn.get(type) ?? true;
}

/** What tells others of trouble; loaded only where there are any. */
async function loadCourier(
  settings: Settings,
  context: Omit<CourierContext, "startDeliverer">,
): Promise<Courier | undefined> {
  const { enabled, logPath, webhookUrl, command, smtpUrl } = settings.alerts;
  const isWanted = [logPath, webhookUrl, ...command, smtpUrl].some(Boolean);
  if (!enabled || !isWanted) return undefined;
  const { openCourier } = await import("./telling.ts");
  return openCourier(settings, context);
}

/** By the local clock: what is usual depends on when people are at home. */
function hourOfWeek(atMs: number): number {
  const date = new Date(atMs);
  return date.getDay() * HOURS_OF_DAY + date.getHours();
}
