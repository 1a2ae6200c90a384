import { downSlot } from "./disconnection.ts";
import type { Finding, Incident } from "./incident.ts";
import type { Incidents } from "./incidents.ts";

/** Two lines, of which one is to stand in for the other. */
export interface FailoverOptions {
  /** The interface of the line that is used normally. */
  readonly primary: string;
  /** The interface of the line to change to. */
  readonly backup: string;
  /** A line must have been good for so long to be changed to, ms. */
  readonly goodMs: number;
}

/** What a failover is decided by. */
export interface FailoverFacts {
  /** What is wrong now. */
  readonly incidents: Incidents;
  /** Whether targets on the internet answer over an interface. */
  readonly isAnswering: (name: string) => boolean;
  /** Unix milliseconds. */
  readonly nowMs: number;
}

/**
 * Says when to change to a backup line: while the line that is used normally
 * is in trouble, once the other has been good for long enough; until that has
 * been good as long.
 */
export class Failover {
  readonly #options: FailoverOptions;
  readonly #goodSinceMs = new Map<string, number>();
  #advisedMs = NaN;
  #reason = "";

  /**
   * Begins with nothing advised.
   *
   * @param options The lines.
   */
  constructor(options: FailoverOptions) {
    this.#options = options;
  }

  /** Decides; ask every second. */
  finding(facts: FailoverFacts): Finding | null {
    const { primary, backup } = this.#options;
    const { incidents, nowMs } = facts;
    const [trouble] = troublesOf(primary, incidents);
    const isBackupGood = this.#isGood(backup, facts);
    const isPrimaryGood = this.#isGood(primary, facts);
    if (Number.isNaN(this.#advisedMs)) {
      if (trouble === undefined || !isBackupGood) return null;
      this.#advisedMs = nowMs;
      this.#reason = trouble.type;
    } else if (isPrimaryGood) {
      this.#advisedMs = NaN;
      return null;
    }
    return {
      slot: `${primary} failover`,
      type: "failover_advised",
      severity: "alert",
      interface: primary,
      target: "",
      server: "",
      sinceMs: this.#advisedMs,
      untilMs: nowMs,
      cause: trouble?.cause ?? "unknown",
      conditions: ["failover_advised"],
      targets: [],
      metrics: { backup, reason: this.#reason },
      adopts: [],
    };
  }

  #isGood(name: string, facts: FailoverFacts): boolean {
    const { incidents, isAnswering, nowMs } = facts;
    const isGood = troublesOf(name, incidents).length === 0 &&
      isAnswering(name);
    if (!isGood) {
      this.#goodSinceMs.delete(name);
      return false;
    }
    const sinceMs = this.#goodSinceMs.get(name) ?? nowMs;
    this.#goodSinceMs.set(name, sinceMs);
    return nowMs - sinceMs >= this.#options.goodMs;
  }
}

/** A target's own trouble is no reason to leave a line. */
function troublesOf(name: string, incidents: Incidents): readonly Incident[] {
  return [downSlot(name, "line"), `${name} quality line`]
    .flatMap((slot) => incidents.openIn(slot) ?? []);
}
