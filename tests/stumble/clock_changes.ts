/** A line in Berlin, over both days of 2026 on which clocks are set. @module */

import { join } from "node:path";
import { Batch } from "../../client/store/batch.ts";
import {
  answered,
  RUN,
  seriesOf,
  tickAt,
  unanswered,
  wallNs,
} from "../../client/store/testing.ts";
import { Writer } from "../../client/store/writer.ts";
import { type Ended, finishCommand } from "../cli/program.ts";

const ROOT = join(import.meta.dirname ?? ".", "..", "..");

/** From one probe to the next. */
export const STEP_MS = 10_000;

/** A stretch of time, and an outage in it. */
interface Days {
  readonly from: string;
  readonly to: string;
  readonly outage: readonly [from: string, to: string];
}

/** Set forward: 02:00 to 03:00 is missing. Down from 01:50 to 03:10. */
const SPRING: Days = {
  from: "2026-03-28T23:00Z",
  to: "2026-03-29T22:00Z",
  outage: ["2026-03-29T00:50Z", "2026-03-29T01:10Z"],
};

/**
 * Set back: 02:00 to 03:00 comes twice. Down for the last half of the first
 * one alone, which a careless eye puts into the second.
 */
const AUTUMN: Days = {
  from: "2026-10-24T22:00Z",
  to: "2026-10-25T23:00Z",
  outage: ["2026-10-25T00:30Z", "2026-10-25T01:00Z"],
};

const SERIES = [
  seriesOf({ target: "192.168.0.1", role: "gateway" }),
  seriesOf({ target: "8.8.8.8" }),
];

/**
 * Writes it: a probe every ten seconds, and an event for each outage.
 *
 * @param path A new database.
 */
export function writeClockChanges(path: string): void {
  for (const { from, to, outage } of [SPRING, AUTUMN]) {
    const [downMs, upMs] = [Date.parse(outage[0]), Date.parse(outage[1])];
    const startedMs = Date.parse(from);
    const writer = new Writer(
      { path, run: { ...RUN, startedMs }, busyTimeoutMs: 1000 },
      { onCheck: () => {}, onRepair: () => {} },
    );
    const batch = new Batch();
    const commit = () => {
      writer.write(batch.columns());
      writer.tidy();
      batch.clear();
    };
    batch.event({
      atMs: downMs,
      type: "outage",
      severity: "critical",
      interface: "eth0",
      target: "",
      server: "",
      description: "Outage on eth0",
      durationMs: upMs - downMs,
      metrics: {},
    });
    for (let atMs = startedMs; atMs < Date.parse(to); atMs += STEP_MS) {
      const at = wallNs(atMs);
      batch.tick(tickAt(at));
      for (const series of SERIES) {
        const isLost = series.role === "public" &&
          atMs >= downMs && atMs < upMs;
        if (isLost) batch.sample(unanswered(series, at), null);
        else batch.sample(answered(series, at, { rttUs: 12_500 }), 250_000);
      }
      if (batch.rows > 900) commit();
    }
    commit();
    writer.close();
  }
}

/** Runs a command that looks back, as somebody in Germany does. */
export async function inGermany(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const variables = {
    TZ: "Europe/Berlin",
    LANG: "de_DE.UTF-8",
    LC_ALL: "de_DE.UTF-8",
    NO_COLOR: "",
    ...env,
  };
  return await finishCommand([
    ...["env", "-u", "XDG_CONFIG_HOME"],
    ...Object.entries(variables).map(([name, value]) => `${name}=${value}`),
    ...[Deno.execPath(), "run", "-A", "--quiet", "--no-check"],
    ...["--config", join(ROOT, "deno.json")],
    ...[join(ROOT, "client", "main.ts"), ...args],
  ]);
}
