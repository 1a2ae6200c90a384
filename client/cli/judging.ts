/** The live judgement of one run, as the configuration wants it. @module */

import type { Settings } from "../config/mod.ts";
import { Judgement, type JudgementContext } from "../monitor/judgement.ts";
import { SilenceWatch } from "./console/watch.ts";

const HOURS_OF_DAY = 24;

/**
 * Opens the live judgement.
 *
 * @param settings The configuration.
 * @param context Whom it works with.
 */
export function openJudgement(
  settings: Settings,
  context: Omit<JudgementContext, "watch"> & {
    /** Whether bufferbane itself loads an interface's line. */
    readonly isOwnLoad: (name: string, atMs: number) => boolean;
  },
): Judgement {
  const { thresholds, alerts, general } = settings;
  const silences = new SilenceWatch();
  return new Judgement(
    { ...context, watch: (measurement) => silences.add(measurement) },
    {
      thresholds,
      intervalMs: general.testIntervalMs,
      reopenMs: alerts.reopenS * 1000,
      hourOfWeek,
      isOwnLoad: context.isOwnLoad,
    },
  );
}

/** By the local clock: what is usual depends on when people are at home. */
function hourOfWeek(atMs: number): number {
  const date = new Date(atMs);
  return date.getDay() * HOURS_OF_DAY + date.getHours();
}
