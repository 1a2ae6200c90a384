import { Counters, DROP_CAUSES, TOTALS } from "./counters.ts";
import type { ClientKey } from "./sessions.ts";
import { CONTROL, type SharedMemory } from "./shared.ts";

/** Rates are means over so many seconds. */
const RATE_WINDOW_S = 10;

/** What `bufferbane-server status` tells. */
export interface Status {
  /** The process. */
  readonly pid: number;
  /** How long it has been up, in s. */
  readonly uptimeS: number;
  /** Tells this start from others, 16 hex digits. */
  readonly bootId: string;
  /** Where it listens. */
  readonly listening: readonly string[];
  /** Threads that answer. */
  readonly workers: number;
  /** What seals the packets. */
  readonly cipher: string;
  /** Sessions now. */
  readonly sessions: number;
  /** The same by client; of each with its previous secret. */
  readonly clients: Readonly<Record<string, number>>;
  /** Since the start. */
  readonly totals: Readonly<Record<string, number>>;
  /** A second, over the last ten. */
  readonly perSecond: Readonly<Record<string, number>>;
  /** Datagrams dropped since the start, by cause; causes that were seen. */
  readonly drops: Readonly<Record<string, number>>;
}

/** What a status is gathered from, beside what threads share. */
export interface StatusSources {
  /** What threads share. */
  readonly shared: SharedMemory;
  /** What does not change. */
  readonly fixed: Pick<
    Status,
    "pid" | "bootId" | "listening" | "workers" | "cipher"
  >;
  /** The secrets now. */
  readonly keys: () => readonly ClientKey[];
  /** How long the server has been up, in s. */
  readonly uptimeS: () => number;
}

/** Adds up what the threads count, and how fast it grows. */
export class StatusKeeper {
  readonly #sources: StatusSources;
  readonly #history: (readonly number[])[] = [];

  /** @param sources What to gather from. */
  constructor(sources: StatusSources) {
    this.#sources = sources;
  }

  /** Takes note of the counters; once a second. */
  tick(): void {
    this.#history.push(this.#totals());
    if (this.#history.length > RATE_WINDOW_S + 1) this.#history.shift();
  }

  /** How things are. */
  status(): Status {
    const { shared, fixed, keys, uptimeS } = this.#sources;
    const totals = this.#totals();
    const newest = this.#history.at(-1) ?? totals;
    const oldest = this.#history[0] ?? newest;
    const seconds = Math.max(1, this.#history.length - 1);
    const clients: Record<string, number> = {};
    for (const { name, quotaSlot } of keys()) {
      const sessions = Atomics.load(shared.sessionsByKey, quotaSlot);
      clients[name] = (clients[name] ?? 0) + sessions;
    }
    return {
      ...fixed,
      uptimeS: uptimeS(),
      sessions: Atomics.load(shared.control, CONTROL.sessions),
      clients,
      totals: named(totals),
      perSecond: named(
        totals.map((_, i) => ((newest[i] ?? 0) - (oldest[i] ?? 0)) / seconds),
      ),
      drops: Object.fromEntries(
        DROP_CAUSES.map((cause) => [cause, this.#sum(cause)] as const)
          .filter(([, count]) => count > 0),
      ),
    };
  }

  #totals(): readonly number[] {
    return TOTALS.map((name) => this.#sum(name));
  }

  #sum(name: Parameters<Counters["get"]>[0]): number {
    return this.#sources.shared.counters.reduce(
      (sum, row) => sum + new Counters(row).get(name),
      0,
    );
  }
}

function named(totals: readonly number[]): Readonly<Record<string, number>> {
  return Object.fromEntries(TOTALS.map((name, i) => [name, totals[i] ?? 0]));
}

/** What a name does not say by itself. */
const EXPLANATIONS: Readonly<Record<string, string>> = {
  "kernel_drops": " (no client's, a wrong secret among them, or no room)",
};

/**
 * A status for a person.
 *
 * @param status From {@linkcode StatusKeeper.status}, perhaps by JSON.
 */
export function renderStatus(status: Status): string {
  const { totals, perSecond: rates, drops, clients } = status;
  const lines = [
    `bufferbane-server, process ${status.pid}, up ${duration(status.uptimeS)}`,
    `listening on ${status.listening.join(", ")}; ` +
    `${count(status.workers, "thread")}, ${status.cipher}`,
    count(status.sessions, "session"),
    ...Object.entries(clients).map(([name, sessions]) =>
      `  ${name}: ${sessions}`
    ),
    "since the start, and a second over the last ten",
    ...Object.entries(totals).map(([name, total]) =>
      `  ${name}: ${total}, ${(rates[name] ?? 0).toFixed(1)}${
        EXPLANATIONS[name] ?? ""
      }`
    ),
    "dropped, by cause",
    ...Object.entries(drops).map(([cause, drop]) => `  ${cause}: ${drop}`),
  ];
  if (Object.keys(drops).length === 0) lines.push("  nothing");
  return `${lines.join("\n")}\n`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** `1d 02:03:04` or `02:03:04`. */
function duration(seconds: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const days = Math.floor(seconds / 86_400);
  const time = [seconds / 3600 % 24, seconds / 60 % 60, seconds % 60].map(two)
    .join(":");
  return days > 0 ? `${days}d ${time}` : time;
}
