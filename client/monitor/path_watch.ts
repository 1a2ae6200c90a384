import { LibcError } from "@bufferbane/ffi";
// Each from its own file: mod.ts would load all of the analysis.
import { wayChange } from "../analysis/path_change.ts";
import { pathFaults } from "../analysis/path_fault.ts";
import { isLoss } from "../analysis/loss.ts";
import {
  type Clock,
  type Measurement,
  type PathTrace,
  type Series,
  type StoredEvent,
  unixMs,
} from "../model/mod.ts";
import { IcmpNotAllowedError } from "../probes/icmp_socket.ts";
import {
  type FoundPath,
  type PathContext,
  type PathOptions,
  PathTracer,
} from "../probes/path.ts";
import type { PathHint } from "./path_trigger.ts";
import { faultEvent, routeEvent, type WayOf } from "./path_words.ts";
import type { PlannedTarget } from "./targets.ts";
import {
  FIRST_AGAIN_MS,
  type TraceKind,
  type Watched,
  watchedWay,
} from "./watched_way.ts";

const NS_PER_MS = 1_000_000n;
/** The first traces wait until probing has begun. */
const START_NS = 2_000_000_000n;
/** The longest that hints are taken for the same thing. */
const MOST_AGAIN_MS = 900_000;
/** Trouble is looked into so often. */
const TROUBLE_AGAIN_MS = 600_000;

/** How it is traced, by why. */
const TRACES = {
  ordinary: { tries: 3, pauseNs: 250_000_000n },
  thorough: { tries: 20, pauseNs: 1_000_000_000n },
} as const satisfies Record<TraceKind, unknown>;

/** What {@linkcode PathWatch} works with. */
export interface PathWatchContext
  extends Omit<PathContext, "wallNs" | "nowNs"> {
  /** The time. */
  readonly clock: Clock;
  /** Keeps what was found. */
  readonly store: (trace: PathTrace) => void;
  /** Takes what has happened. */
  readonly event: (event: StoredEvent) => void;
  /** Gives 32 random bits. */
  readonly randomTag: () => number;
  /** Whether bufferbane itself loads an interface's line. */
  readonly isOwnLoad: (name: string, atMs: number) => boolean;
  /** Opens a tracer; {@linkcode PathTracer} unless said. */
  readonly open?: (
    context: PathContext,
    options: PathOptions,
  ) => Disposable & { run(): Promise<FoundPath> };
}

/**
 * Knows the ways to the targets: traces them at the start, at intervals, when
 * a probe hints at another way, and thoroughly when there is trouble. One
 * trace of each kind at a time, so as to be no load.
 */
export class PathWatch implements Disposable {
  readonly #context: PathWatchContext;
  readonly #watched = new Map<string, Watched>();
  /** So that no key is built for each probe. */
  readonly #bySeries = new Map<Series, Watched | undefined>();
  readonly #queues: Readonly<Record<TraceKind, Watched[]>> = {
    ordinary: [],
    thorough: [],
  };
  readonly #running = new Map<TraceKind, Disposable>();
  readonly #rhythm: Disposable;
  #isDisposed = false;

  /**
   * Traces nothing yet.
   *
   * @param context What to work with.
   * @param intervalS Time between two traces of a target, s.
   */
  constructor(context: PathWatchContext, intervalS: number) {
    this.#context = context;
    const rhythm = {
      periodNs: BigInt(intervalS) * 1_000_000_000n,
      phaseNs: context.clock.mono() + BigInt(intervalS) * 1_000_000_000n,
    };
    this.#rhythm = context.schedule.every(rhythm, () => {
      for (const one of this.#watched.values()) this.#ask("ordinary", one);
    });
  }

  /** Watches the ways to these targets from now on, and to no others. */
  follow(targets: readonly PlannedTarget[]): void {
    const wanted = new Map(
      targets.filter(({ role }) => role !== "gateway" && role !== "isp")
        .map((target) => [keyOf(target), target]),
    );
    this.#bySeries.clear();
    for (const key of this.#watched.keys()) {
      if (!wanted.has(key)) this.#watched.delete(key);
    }
    for (const [key, target] of wanted) {
      const known = this.#watched.get(key);
      if (known !== undefined) {
        known.target = target;
        continue;
      }
      const fresh = watchedWay(target, this.#context.randomTag());
      this.#watched.set(key, fresh);
      const { clock, schedule } = this.#context;
      schedule.at(
        clock.mono() + START_NS,
        () => this.#ask("ordinary", fresh),
      );
    }
  }

  /** Takes a ping's outcome; a hint has the way looked at. */
  sample({ series, sentAt, outcome, isCorrection }: Measurement): void {
    if (series.probe !== "icmp" || isCorrection === true) return;
    const watched = this.#of(series);
    if (watched === undefined) return;
    const atMs = unixMs(sentAt);
    if (this.#context.isOwnLoad(series.interface, atMs)) return;
    if (isLoss(outcome.kind, "icmp")) {
      this.#hint(watched, watched.trigger.lose());
    } else if ("rttNs" in outcome) {
      this.#hint(watched, watched.trigger.answer(outcome.rttNs));
    }
  }

  /** Takes the time-to-live with which a series' answer came. */
  ttl(series: Series, ttl: number): void {
    const watched = this.#of(series);
    if (watched !== undefined) this.#hint(watched, watched.trigger.ttl(ttl));
  }

  /** Traces no more. */
  [Symbol.dispose](): void {
    this.#isDisposed = true;
    this.#rhythm[Symbol.dispose]();
    for (const tracer of this.#running.values()) tracer[Symbol.dispose]();
  }

  #of(series: Series): Watched | undefined {
    if (!this.#bySeries.has(series)) {
      const { interface: name, family, target } = series;
      const key = wayKey({ interface: name, family, target });
      this.#bySeries.set(series, this.#watched.get(key));
    }
    return this.#bySeries.get(series);
  }

  #hint(watched: Watched, hint: PathHint): void {
    if (hint === "none") return;
    const nowMs = this.#nowMs();
    watched.hintedMs = nowMs;
    if (hint === "trouble") {
      if (nowMs < watched.nextThoroughMs) return;
      watched.nextThoroughMs = nowMs + TROUBLE_AGAIN_MS;
      return this.#ask("thorough", watched);
    }
    if (watched.isDue) return;
    const waitMs = Math.max(0, watched.nextMs - nowMs);
    watched.nextMs = nowMs + waitMs + watched.againMs;
    watched.againMs = Math.min(2 * watched.againMs, MOST_AGAIN_MS);
    if (waitMs === 0) return this.#ask("ordinary", watched);
    watched.isDue = true;
    const { schedule, clock } = this.#context;
    schedule.at(clock.mono() + BigInt(waitMs) * NS_PER_MS, () => {
      watched.isDue = false;
      this.#ask("ordinary", watched);
    });
  }

  #ask(kind: TraceKind, watched: Watched): void {
    if (this.#isDisposed || watched.tracing.has(kind)) return;
    watched.tracing.add(kind);
    this.#queues[kind].push(watched);
    if (!this.#running.has(kind)) void this.#work(kind);
  }

  async #work(kind: TraceKind): Promise<void> {
    const queue = this.#queues[kind];
    for (let next; (next = queue.shift()) !== undefined;) {
      const found = this.#isWatched(next)
        ? await this.#trace(kind, next)
        : null;
      next.tracing.delete(kind);
      if (found !== null) this.#take(kind, next, found);
    }
  }

  async #trace(kind: TraceKind, watched: Watched): Promise<FoundPath | null> {
    const { open = openTracer, clock } = this.#context;
    const { target: { port, address }, tag } = watched;
    const context = {
      ...this.#context,
      wallNs: () => clock.wall(),
      nowNs: () => clock.mono(),
    };
    const { family, device } = port;
    const options = { ...TRACES[kind], family, device, address, tag };
    try {
      using tracer = openAllowed(open, context, options);
      this.#running.set(kind, tracer);
      return await tracer.run();
    } catch (error) {
      // The interface has gone meanwhile: its return is another change.
      if (error instanceof LibcError) return null;
      throw error;
    } finally {
      this.#running.delete(kind);
    }
  }

  #take(kind: TraceKind, watched: Watched, found: FoundPath): void {
    const { target: { target, port } } = watched;
    const { interface: name, family } = port;
    const atMs = this.#nowMs();
    const change = watched.way === null ? null : wayChange(watched.way, found);
    const of = { interface: name, target, family };
    this.#context.store({
      ...of,
      atMs,
      hops: found.hops,
      isChanged: change !== null,
    });
    if (change !== null) {
      this.#context.event(routeEvent(of, change, atMs));
      watched.againMs = FIRST_AGAIN_MS;
      watched.trigger.accept();
    }
    if (kind === "thorough") {
      // The hops of another way have no usual figures.
      const usual = change === null ? watched.usual?.hops ?? null : null;
      for (const fault of pathFaults(found.hops, usual)) {
        this.#context.event(faultEvent(of, fault, atMs));
      }
    }
    // A cut off way is no way: the target will be found by another one.
    if (found.isReached || watched.way === null) {
      const known = change === null ? watched.way?.balancedTtls ?? [] : [];
      const balancedTtls = [...new Set([...known, ...found.balancedTtls])];
      watched.way = { ...found, balancedTtls };
    }
    const isWell = atMs - watched.hintedMs > TROUBLE_AGAIN_MS;
    if (kind === "ordinary" && found.isReached && (isWell || change !== null)) {
      watched.usual = found;
    }
  }

  /** It may have been given up while it waited. */
  #isWatched(watched: Watched): boolean {
    return this.#watched.get(keyOf(watched.target)) === watched;
  }

  #nowMs(): number {
    return unixMs(this.#context.clock.wall());
  }
}

function keyOf({ port, target }: PlannedTarget): string {
  const { interface: name, family } = port;
  return wayKey({ interface: name, family, target });
}

function wayKey({ interface: name, family, target }: WayOf): string {
  return `${name} ${family} ${target}`;
}

function openTracer(context: PathContext, options: PathOptions): PathTracer {
  return new PathTracer(context, options);
}

/** By UDP where pings are not allowed. */
function openAllowed(
  open: NonNullable<PathWatchContext["open"]>,
  context: PathContext,
  options: Omit<PathOptions, "method">,
): ReturnType<NonNullable<PathWatchContext["open"]>> {
  try {
    return open(context, { ...options, method: "icmp" });
  } catch (error) {
    if (!(error instanceof IcmpNotAllowedError)) throw error;
    return open(context, { ...options, method: "udp" });
  }
}
