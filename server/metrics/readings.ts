import type { Labels, Point, Reading } from "@bufferbane/metrics";
import { BulkSlot } from "../bulk/slot.ts";
import { Counters, DROP_CAUSES } from "../counters.ts";
import type { ClientKey } from "../sessions.ts";
import { CONTROL, type SharedMemory } from "../shared.ts";
import { TURNAROUND_BOUNDS_NS } from "../turnaround.ts";
import { CATALOGUE, type MetricKey } from "./catalogue.ts";

/** Clients that are told apart; the sessions of all others are one's. */
const MAX_CLIENTS = 100;

/** What those are called. */
const OTHER = "other";

/** What the readings are gathered from, beside what threads share. */
export interface ReadingSources {
  /** What threads share. */
  readonly shared: SharedMemory;
  /** What does not change. */
  readonly build: {
    /** The program's. */
    readonly version: string;
    /** Deno's. */
    readonly runtime: string;
    /** What seals the packets. */
    readonly cipher: string;
  };
  /** Sessions that there may be. */
  readonly maxSessions: number;
  /** The secrets now. */
  readonly keys: () => readonly ClientKey[];
  /** How long the server has been up, s. */
  readonly uptimeS: () => number;
  /** The raw clock, ms. */
  readonly nowMs: () => number;
  /** What the process takes. */
  readonly cost: () => {
    /** Processor time so far, s. */
    readonly cpuS: number;
    /** Memory now. */
    readonly residentBytes: number;
  };
}

/**
 * Takes every metric of the server.
 *
 * @param sources Where from.
 * @returns All of {@linkcode CATALOGUE}, in its order.
 */
export function readServer(sources: ReadingSources): readonly Reading[] {
  const { shared, build, maxSessions, uptimeS, nowMs, cost } = sources;
  const threads = shared.counters.map((row) => new Counters(row));
  const { cpuS, residentBytes } = cost();
  const byThread = (of: (thread: Counters, index: number) => Point["value"]) =>
    threads.map((thread, i) => point(of(thread, i), { thread: String(i) }));
  const bothWays = (received: TotalOf, sent: TotalOf) =>
    threads.flatMap((thread, i) => [
      point(thread.get(received), { thread: String(i), direction: "in" }),
      point(thread.get(sent), { thread: String(i), direction: "out" }),
    ]);
  const all = (name: TotalOf) =>
    threads.reduce((sum, thread) => sum + thread.get(name), 0);
  const points: Readonly<Record<MetricKey, readonly Point[]>> = {
    build: [point(1, build)],
    uptime: [point(uptimeS())],
    sessions: sessionsOf(sources),
    sessionsLimit: [point(maxSessions)],
    sessionsOpened: byThread((thread) => thread.get("sessions_opened")),
    knocks: byThread((thread) => thread.get("knocks")),
    echoes: byThread((thread) => thread.get("echoes")),
    datagrams: bothWays("received", "sent"),
    bytes: bothWays("received_bytes", "sent_bytes"),
    errors: byThread((thread) => thread.get("errors_sent")),
    drops: DROP_CAUSES.map((cause) => point(all(cause), { cause })),
    kernelDrops: byThread((thread) => thread.get("kernel_drops")),
    queueOverflows: [
      point(Atomics.load(shared.control, CONTROL.queueOverflows)),
    ],
    turnaround: byThread(({ turnaround }) => ({
      bounds: TURNAROUND_BOUNDS_NS.map((ns) => ns / 1e9),
      counts: turnaround.counts,
      sum: turnaround.sumNs / 1e9,
    })),
    turns: byThread((_, i) => shared.turns[i] ?? 0),
    threadCpu: byThread((thread) => thread.cpuS),
    loadRunning: [point(Number(new BulkSlot(shared).isTaken(nowMs())))],
    loads: [point(all("loads"))],
    loadsRefused: [
      point(all("loads_refused_busy"), { reason: "busy" }),
      point(all("loads_refused_quota"), { reason: "quota" }),
      point(all("loads_refused_other"), { reason: "other" }),
    ],
    loadBytes: [
      point(all("load_up_bytes"), { direction: "up" }),
      point(all("load_down_bytes"), { direction: "down" }),
    ],
    cpu: [point(cpuS)],
    memory: [point(residentBytes)],
  };
  return Object.entries(CATALOGUE).map(([key, metric]) => ({
    metric,
    points: points[key as MetricKey], // entries() forgets the keys' type
  }));
}

/** A counter that each thread has. */
type TotalOf = Parameters<Counters["get"]>[0];

function point(value: Point["value"], labels: Labels = {}): Point {
  return { labels, value };
}

/** Of each client, its previous secret's with its new one's. */
function sessionsOf({ shared, keys }: ReadingSources): readonly Point[] {
  const counts = new Map<string, number>();
  for (const { name, quotaSlot } of keys()) {
    const sessions = Atomics.load(shared.sessionsByKey, quotaSlot);
    const isKnown = counts.has(name) || counts.size < MAX_CLIENTS;
    const client = isKnown ? name : OTHER;
    counts.set(client, (counts.get(client) ?? 0) + sessions);
  }
  return [...counts].map(([client, count]) => point(count, { client }));
}
