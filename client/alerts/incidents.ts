import { SEVERITIES, type Severity } from "../model/mod.ts";
import type { Cause, Finding, Incident, Metrics, Notice } from "./incident.ts";

/** Targets named in an incident at most. */
const MAX_TARGETS = 16;
/** After a time without measurements, what is wrong needs so long to show, */
const GRACE_MS = 20_000;
/** but that a line is down shows within three rounds. */
const DOWN_GRACE_MS = 6_000;

/** All incidents to keep over a restart. */
export interface StoredIncidents {
  /** Those that go on, and those that may come again. */
  readonly incidents: readonly Incident[];
}

/**
 * The open incidents, and those that ended so recently that they may come
 * again: what is wrong now goes in, what has become of them comes out.
 */
export class Incidents {
  readonly #reopenMs: number;
  readonly #bySlot = new Map<string, Incident>();
  readonly #retracted = new Set<string>();
  #pausedMs = -Infinity;

  /**
   * Begins with none.
   *
   * @param reopenMs The same trouble within this time is the same incident.
   */
  constructor(reopenMs: number) {
    this.#reopenMs = reopenMs;
  }

  /** Whether there is nothing to look after. */
  get isEmpty(): boolean {
    return this.#bySlot.size === 0;
  }

  /** The incident of a slot, if it goes on. */
  openIn(slot: string): Incident | undefined {
    const incident = this.#bySlot.get(slot);
    return incident?.isOpen ? incident : undefined;
  }

  /**
   * Says until when an incident lasted that is about to end.
   *
   * @param slot Its slot.
   * @param untilMs Unix milliseconds.
   */
  lasted(slot: string, untilMs: number): void {
    const open = this.openIn(slot);
    if (open === undefined || untilMs <= open.untilMs) return;
    this.#bySlot.set(slot, { ...open, untilMs });
  }

  /** Says that an incident never was: all that was lost came late. */
  retract(slot: string): void {
    if (this.#bySlot.has(slot)) this.#retracted.add(slot);
  }

  /** Those that go on. */
  open(): readonly Incident[] {
    return [...this.#bySlot.values()].filter(({ isOpen }) => isOpen);
  }

  /**
   * Takes what is wrong now.
   *
   * @param findings All of it; an incident that is not among them has ended.
   * @param nowMs Unix milliseconds.
   * @returns What has changed.
   */
  update(findings: readonly Finding[], nowMs: number): readonly Notice[] {
    const notices = findings.flatMap((finding) => this.#see(finding, nowMs));
    const slots = new Set(findings.map(({ slot }) => slot));
    for (const [slot, incident] of this.#bySlot) {
      if (slots.has(slot)) continue;
      if (this.#retracted.delete(slot)) {
        this.#bySlot.delete(slot);
        notices.push({ kind: "retracted", incident: closed(incident) });
      } else if (incident.isOpen) {
        if (nowMs >= this.#pausedMs + graceOf(incident)) {
          notices.push(this.#end(incident));
        }
      } else if (nowMs - incident.untilMs > this.#reopenMs) {
        this.#bySlot.delete(slot);
        notices.push({ kind: "settled", incident });
      }
    }
    return notices;
  }

  /**
   * Says that there was a time without measurements, which is no part of any
   * incident: what goes on shortly after it goes on, what does not ended when
   * it was last seen.
   *
   * @param nowMs Unix milliseconds.
   */
  pause(nowMs: number): void {
    this.#pausedMs = nowMs;
  }

  /** For {@linkcode restore}. */
  stored(): StoredIncidents {
    return { incidents: [...this.#bySlot.values()] };
  }

  /**
   * Goes on where an earlier run was.
   *
   * @param stored What {@linkcode stored} gave then.
   * @param nowMs Unix milliseconds.
   * @returns What has ended meanwhile.
   */
  restore({ incidents }: StoredIncidents, nowMs: number): readonly Notice[] {
    this.pause(nowMs);
    const notices: Notice[] = [];
    for (const incident of incidents) {
      this.#bySlot.set(incident.slot, incident);
      const isStale = nowMs - incident.untilMs > this.#reopenMs;
      if (incident.isOpen && isStale) notices.push(this.#end(incident));
    }
    return notices;
  }

  #see(finding: Finding, nowMs: number): readonly Notice[] {
    const { slot } = finding;
    const known = this.#bySlot.get(slot) ?? this.#adopted(finding);
    if (known === undefined) return this.#open(finding);
    if (!known.isOpen && nowMs - known.untilMs > this.#reopenMs) {
      this.#bySlot.delete(slot);
      const settled: Notice = { kind: "settled", incident: known };
      return [settled, ...this.#open(finding)];
    }
    if (known.type !== finding.type && known.repeats > 0 && known.isOpen) {
      if (isNewKind(known, finding)) return this.#part(known, finding);
    }
    const incident = this.#merged(known, finding);
    this.#bySlot.set(slot, incident);
    if (!known.isOpen) return [{ kind: "reopened", incident }];
    return isWorse(incident, known) ? [{ kind: "grew", incident }] : [];
  }

  #open({ adopts: _, ...finding }: Finding): readonly Notice[] {
    const incident: Incident = {
      ...finding,
      id: `${Math.floor(finding.sinceMs)} ${finding.slot}`,
      targets: finding.targets.slice(0, MAX_TARGETS),
      startMs: finding.sinceMs,
      endedMs: finding.sinceMs,
      badMs: 0,
      repeats: 0,
      isOpen: true,
    };
    this.#bySlot.set(finding.slot, incident);
    return [{ kind: "opened", incident }];
  }

  /** A repetition that is of another kind than what was stored is its own. */
  #part(known: Incident, finding: Finding): readonly Notice[] {
    const incident = {
      ...known,
      isOpen: false,
      untilMs: known.endedMs,
      repeats: known.repeats - 1,
    };
    return [{ kind: "settled", incident }, ...this.#open(finding)];
  }

  #merged(known: Incident, finding: Finding): Incident {
    const targets = union(known.targets, finding.targets);
    const seen = {
      type: isNewKind(known, finding) ? finding.type : known.type,
      severity: worse(known.severity, finding.severity),
      cause: causeOf(known, finding),
      untilMs: Math.max(known.untilMs, finding.untilMs),
      conditions: union(known.conditions, finding.conditions),
      targets: targets.length > MAX_TARGETS
        ? targets.slice(0, MAX_TARGETS)
        : targets,
      metrics: highest(known.metrics, finding.metrics),
    };
    if (known.isOpen) {
      return isSame(known, seen) ? known : { ...known, ...seen };
    }
    return {
      ...known,
      ...seen,
      // A window reaches back into what was counted before.
      sinceMs: Math.max(finding.sinceMs, known.untilMs),
      endedMs: known.untilMs,
      repeats: known.repeats + 1,
      isOpen: true,
    };
  }

  #end(open: Incident): Notice {
    const incident = closed(open);
    this.#bySlot.set(incident.slot, incident);
    return { kind: "ended", incident };
  }

  /** The first of the lesser incidents that turn out to be this one. */
  #adopted({ slot, adopts }: Finding): Incident | undefined {
    for (const lesser of adopts) {
      const incident = this.openIn(lesser);
      if (incident === undefined) continue;
      this.#bySlot.delete(lesser);
      return { ...incident, slot };
    }
    return undefined;
  }
}

/** Mostly nothing is new, each second: then nothing is copied. */
function isSame(known: Incident, seen: Partial<Incident>): boolean {
  return known.untilMs === seen.untilMs && known.type === seen.type &&
    known.severity === seen.severity && known.cause === seen.cause &&
    known.conditions === seen.conditions && known.targets === seen.targets &&
    known.metrics === seen.metrics;
}

/** After a restart less is known: the vague does not replace the exact. */
function causeOf(known: Incident, { cause }: Finding): Cause {
  const isVague = cause === "unknown" || cause === "isp";
  return isVague && known.cause !== "unknown" && known.cause !== "far_end"
    ? known.cause
    : cause;
}

function closed(open: Incident): Incident {
  if (!open.isOpen) return open;
  const { badMs, untilMs, sinceMs } = open;
  return {
    ...open,
    isOpen: false,
    badMs: badMs + Math.max(0, untilMs - sinceMs),
  };
}

function graceOf({ type }: Incident): number {
  return type === "outage" || type === "micro_disconnection"
    ? DOWN_GRACE_MS
    : GRACE_MS;
}

/** A disconnection becomes an outage; everything else keeps its first name. */
function isNewKind({ type }: Incident, finding: Finding): boolean {
  return type === "micro_disconnection" && finding.type === "outage";
}

function isWorse(now: Incident, before: Incident): boolean {
  return now.type !== before.type ||
    SEVERITIES.indexOf(now.severity) > SEVERITIES.indexOf(before.severity);
}

function worse(a: Severity, b: Severity): Severity {
  return SEVERITIES.indexOf(a) > SEVERITIES.indexOf(b) ? a : b;
}

/** Numbers are peaks; of everything else the newest is true. */
function highest(before: Metrics, now: Metrics): Metrics {
  // Mostly nothing is new, each second: then nothing is copied.
  const news = Object.keys(now).filter((name) => {
    const [old, value] = [before[name], now[name]];
    return typeof old === "number" && typeof value === "number"
      ? value > old
      : value !== old;
  });
  if (news.length === 0) return before;
  return {
    ...before,
    ...Object.fromEntries(news.map((name) => [name, now[name] ?? null])),
  };
}

/** All of both, the known first; the same list where nothing is new. */
function union<T>(known: readonly T[], more: readonly T[]): readonly T[] {
  return more.every((item) => known.includes(item))
    ? known
    : [...new Set([...known, ...more])];
}
