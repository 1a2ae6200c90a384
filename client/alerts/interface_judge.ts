import { LossesNeeded } from "../analysis/loss_confidence.ts";
import type { Series } from "../model/mod.ts";
import { Connected } from "./connected.ts";
import { commonLoss, disconnection, downSlot } from "./disconnection.ts";
import { DnsJudge } from "./dns_judge.ts";
import { Doubt } from "./doubt.ts";
import { DropJudge } from "./drop_judge.ts";
import type { Finding, Metrics } from "./incident.ts";
import type { Incidents } from "./incidents.ts";
import { type DownScope, isFar, isWithin } from "./ladder.ts";
import type { JudgeOptions, LineLoad } from "./options.ts";
import { qualityFindings } from "./quality.ts";
import { SeriesJudge } from "./series_judge.ts";
import { serviceFindings } from "./services.ts";

/** A series that is not measured any more tells nothing: after so many ms, */
const SILENT_MS = 15_000;
/** or so many rounds. */
const SILENT_ROUNDS = 3;

const DOWN_SCOPES: readonly DownScope[] = ["line", "ipv4", "ipv6"];

/** All that is judged of one interface, and what is wrong with it now. */
export class InterfaceJudge {
  /** The TCP connections that were made over it. */
  readonly connected: Connected = new Connected();
  readonly #name: string;
  readonly #options: JudgeOptions;
  readonly #needed: LossesNeeded;
  readonly #pings = new Map<Series, SeriesJudge>();
  readonly #resolvers = new Map<string, DnsJudge>();
  readonly #connections = new Map<Series, DropJudge>();
  readonly #down = new Set<DownScope>();
  #linkDownMs = NaN;
  #wasLinkDown = false;
  #doubt: Doubt | null = null;
  #isFull = false;
  #traffic: Metrics = {};

  /**
   * Begins with no series; each is added as it comes.
   *
   * @param name The interface.
   * @param options When something counts as trouble.
   */
  constructor(name: string, options: JudgeOptions) {
    this.#name = name;
    this.#options = options;
    this.#needed = new LossesNeeded(options.thresholds.packetLossPct);
  }

  /** The judge of a series of pings or ECHOs. */
  ping(series: Series): SeriesJudge {
    let judge = this.#pings.get(series);
    if (judge === undefined) {
      judge = new SeriesJudge(series, {
        ...this.#options,
        needed: this.#needed,
      });
      this.#pings.set(series, judge);
    }
    return judge;
  }

  /** The judge of a resolver. */
  resolver(series: Series): DnsJudge {
    let judge = this.#resolvers.get(series.target);
    if (judge === undefined) {
      judge = new DnsJudge(series, this.#options);
      this.#resolvers.set(series.target, judge);
    }
    return judge;
  }

  /** The judge of a TCP target. */
  connection(series: Series): DropJudge {
    let judge = this.#connections.get(series);
    if (judge === undefined) {
      judge = new DropJudge(series, this.#options);
      this.#connections.set(series, judge);
    }
    return judge;
  }

  /** Notes since when the interface cannot send, Unix milliseconds; or `NaN`. */
  set linkDownMs(atMs: number) {
    this.#linkDownMs = atMs;
  }

  /** What the user's own traffic is, as evidence. */
  set traffic(traffic: Metrics) {
    this.#traffic = traffic;
  }

  /** How much the line is used by the user's own traffic. */
  set load(load: LineLoad) {
    this.#isFull = load === "full";
    for (const judge of this.#pings.values()) judge.isLoaded = load !== "idle";
  }

  /**
   * Forgets what was sent before an instant.
   *
   * @param untilMs Unix milliseconds.
   */
  forgive(untilMs: number): void {
    this.connected.forgive(untilMs);
    for (const judge of this.#judges()) judge.forgive(untilMs);
  }

  /**
   * Lets go of what is not measured any more: a laptop sees many networks.
   *
   * @param oldestMs What was measured last before it, Unix milliseconds.
   * @returns The series of pings and ECHOs that were let go.
   */
  prune(oldestMs: number): readonly Series[] {
    const gone: Series[] = [];
    for (const [series, { newestMs }] of this.#pings) {
      if (newestMs >= oldestMs) continue;
      this.#pings.delete(series);
      gone.push(series);
    }
    for (const [target, { newestMs }] of this.#resolvers) {
      if (!(newestMs >= oldestMs)) this.#resolvers.delete(target);
    }
    for (const [series, { newestMs }] of this.#connections) {
      if (!(newestMs >= oldestMs)) this.#connections.delete(series);
    }
    return gone;
  }

  /** The trouble of an ended incident has been told. */
  forgetPeaks(): void {
    for (const judge of this.#judges()) {
      if (!judge.isRaised) judge.forgetPeaks();
    }
  }

  /** Whether nothing is wrong, nor was just now: there is no need to judge. */
  get isCalm(): boolean {
    if (this.#doubt !== null || this.#down.size > 0) return false;
    if (!Number.isNaN(this.#linkDownMs)) return false;
    for (const { lostInARow } of this.#pings.values()) {
      if (lostInARow > 0) return false;
    }
    for (const { isRaised } of this.#judges()) if (isRaised) return false;
    return true;
  }

  /** Whether targets on the internet answer. */
  isAnswering(nowMs: number): boolean {
    return this.#measured(nowMs).some((judge) =>
      isFar(judge) && judge.hasAnswered && judge.lostInARow === 0
    );
  }

  /** Since when nothing at all answers, Unix milliseconds; `NaN`: something does. */
  deafSinceMs(nowMs: number): number {
    const lost = commonLoss(
      this.#measured(nowMs),
      this.connected.newestMs("line"),
    );
    const isSure = lost !== null && lost.lastMs > lost.fromMs &&
      lost.judges.length > 1;
    return isSure ? lost.fromMs : NaN;
  }

  /**
   * What is wrong now.
   *
   * @param incidents What was wrong before.
   * @param nowMs Unix milliseconds.
   */
  findings(incidents: Incidents, nowMs: number): readonly Finding[] {
    if (this.#doubt?.settle(incidents, nowMs)) this.#doubt = null;
    const measured = this.#measured(nowMs);
    const findings: Finding[] = [];
    for (const scope of DOWN_SCOPES) {
      const own = scope === "line"
        ? measured
        : measured.filter((judge) => isWithin(judge, scope));
      // One IP version can only be told to be down beside another.
      if (scope !== "line" && own.length === measured.length) continue;
      const down = disconnection(
        commonLoss(own, this.connected.newestMs(scope)),
        {
          name: this.#name,
          scope,
          nowMs,
          linkDownMs: scope === "line" ? this.#linkDownMs : NaN,
          ladder: measured,
          options: this.#options,
          before: incidents.openIn(downSlot(this.#name, scope)),
        },
      );
      if (down === null) this.#recover(scope, own, { incidents, nowMs });
      else {
        this.#down.add(scope);
        if (!Number.isNaN(this.#linkDownMs)) this.#wasLinkDown = true;
        findings.push(down);
        if (scope === "line") return findings;
      }
    }
    const down = [...this.#down];
    const living = measured.filter((judge) =>
      !down.some((scope) => isWithin(judge, scope))
    );
    const where = {
      name: this.#name,
      incidents,
      options: this.#options,
      isFull: this.#isFull,
      traffic: this.#traffic,
    };
    const quality = qualityFindings(living, where);
    const isLineBad = down.length > 0 ||
      quality.some(({ target }) => target === "");
    findings.push(
      ...quality,
      ...serviceFindings(this.#resolvers.values(), this.#connections.values(), {
        name: this.#name,
        isLineBad,
      }),
    );
    return findings;
  }

  *#judges(): Generator<SeriesJudge | DnsJudge | DropJudge> {
    yield* this.#pings.values();
    yield* this.#resolvers.values();
    yield* this.#connections.values();
  }

  #measured(nowMs: number): readonly SeriesJudge[] {
    const oldestMs = nowMs -
      Math.max(SILENT_MS, SILENT_ROUNDS * this.#options.intervalMs);
    return [...this.#pings.values()]
      .filter(({ newestMs }) => newestMs >= oldestMs);
  }

  /** What was lost while it was down has been told. */
  #recover(
    scope: DownScope,
    judges: readonly SeriesJudge[],
    { incidents, nowMs }: {
      readonly incidents: Incidents;
      readonly nowMs: number;
    },
  ): void {
    if (!this.#down.delete(scope)) return;
    const goodMs = Math.min(
      nowMs,
      ...judges.filter((judge) => isFar(judge) && judge.lostInARow === 0)
        .map(({ newestMs }) => newestMs),
    );
    const slot = downSlot(this.#name, scope);
    const sinceMs = incidents.openIn(slot)?.startMs ?? goodMs;
    // An interface that was down sent nothing, so that nothing can be late.
    this.#doubt = this.#wasLinkDown
      ? null
      : new Doubt(slot, judges.filter(isFar), { sinceMs, nowMs });
    this.#wasLinkDown = false;
    incidents.lasted(slot, goodMs);
    if (scope === "line") this.forgive(goodMs);
    else for (const judge of judges) judge.forgive(goodMs);
  }
}
