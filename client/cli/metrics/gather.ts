/** The figures, up to now, for whoever asks. @module */

import type { Reading } from "@bufferbane/metrics";
import { INCIDENT_TYPES } from "../../alerts/incident.ts";
import type { StoredIncidents } from "../../alerts/incidents.ts";
import { readText } from "../../links/mod.ts";
import { Collector } from "../../metrics/mod.ts";
import { INCIDENTS_KEY } from "../../monitor/judgement_memory.ts";
import type { StoreReader } from "../../store/mod.ts";
import { monitorPaths } from "../ask_monitor.ts";
import { VERSION } from "../version.ts";
import { addCondition } from "./condition.ts";

/** Who asks again so soon gets the same. */
const FRESH_MS = 500;
/** The monitor, which must not be disturbed, is asked no more often. */
const CONDITION_MS = 5_000;
const MS_PER_S = 1_000;

/** What gathers. */
export interface Gathering {
  /** Counts on, and tells all figures. */
  readonly read: () => Promise<readonly Reading[]>;
  /** What is not counted before it, Unix milliseconds. */
  readonly fromMs: number;
  /** Counts a sending of figures. */
  readonly countPush: (receiver: string, result: "done" | "failed") => void;
}

/**
 * Begins to count.
 *
 * @param reader The database, to be open as long as this is used.
 * @param databasePath Its file.
 * @param nowMs The wall clock.
 */
export async function startGathering(
  reader: StoreReader,
  databasePath: string,
  nowMs: () => number,
): Promise<Gathering> {
  const place = {
    sockets: await monitorPaths(databasePath),
    databasePath,
    readText,
  };
  const collector = new Collector(reader, {
    nowMs: nowMs(),
    incidents: () => incidentsIn(reader),
    kinds: INCIDENT_TYPES,
  });
  const { figures } = collector;
  figures.number("buildInfo", VERSION, `Deno ${Deno.version.deno}`).value = 1;
  let askedMs = -Infinity;
  const gather = async () => {
    collector.advance(nowMs());
    if (Math.abs(nowMs() - askedMs) >= CONDITION_MS) {
      askedMs = nowMs();
      await addCondition(figures, place);
      const startedMs = reader.runs().at(-1)?.startedMs ?? NaN;
      figures.number("monitorStart").value = startedMs / MS_PER_S;
    }
    return collector.readings();
  };
  let takenMs = -Infinity;
  let taken: Promise<readonly Reading[]> = Promise.resolve([]);
  return {
    read() {
      const isFresh = Math.abs(nowMs() - takenMs) < FRESH_MS;
      if (!isFresh) {
        takenMs = nowMs();
        taken = gather();
      }
      return taken;
    },
    fromMs: collector.counted.fromMs,
    countPush(receiver, result) {
      figures.number("pushes", receiver, result).value++;
    },
  };
}

function incidentsIn(reader: StoreReader): StoredIncidents["incidents"] {
  const kept = reader.kept(INCIDENTS_KEY);
  if (kept === null) return [];
  // What is kept under this key was made by JudgementMemory.keepIncidents().
  return (JSON.parse(kept) as StoredIncidents).incidents;
}
