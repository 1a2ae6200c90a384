/** A line of which everything is known, second by second. @module */

import type {
  ConnectionType,
  Period,
  Series,
  TestResult,
} from "../../client/model/mod.ts";
import type { PathChange } from "../../client/analysis/scenarios/observed.ts";
import { Draw } from "./draw.ts";

/** What became of a probe's second: 0 answered, else where it was lost. */
export const LOST = { up: 1, down: 2 } as const;

/** One target as the line sees it. */
export interface Target {
  /** Whom and how. */
  readonly series: Series;
  /** Median RTT while all is well, ms. */
  readonly baseMs: number;
  /** Typical jitter within a minute, ms. */
  readonly jitterMs: number;
  /** Added in each minute, ms. */
  readonly addedMs: Float32Array;
  /** Each second: 0 or one of {@linkcode LOST}. */
  readonly fate: Uint8Array;
}

/** What is known of the line that a run draws. */
export interface World {
  readonly draw: Draw;
  readonly startMs: number;
  /** Minutes in all. */
  readonly length: number;
  /** Local time less UTC, ms, for the whole run. */
  readonly localOffsetMs: number;
  readonly connectionType: ConnectionType;
  readonly gateway: Target;
  readonly isp: Target | null;
  /** Targets beyond, the own server's ECHO among them if there is one. */
  readonly far: readonly Target[];
  readonly hasServer: boolean;
  /** Whether the interface's counters are known. */
  readonly hasCounters: boolean;
  /** What the line can do, bit/s. */
  readonly capacity: { readonly up: number; readonly down: number };
  /** Used by people, of the capacity, each minute. */
  readonly load: { readonly up: Float32Array; readonly down: Float32Array };
  /** What the line can do at the time, of its capacity, each minute. */
  readonly speed: { readonly up: Float32Array; readonly down: Float32Array };
  /** How slow the evening makes even a good line of this kind, ms. */
  readonly eveningMs: number;
  /** Time in queues on the way, each minute, ms. */
  readonly queueMs: { readonly up: Float32Array; readonly down: Float32Array };
  /** Delay that a full line adds in each direction, ms. */
  readonly bloatMs: { up: number; down: number };
  /** Between two throughput tests, minutes. */
  testEveryMinutes: number;
  /** Bufferbloat tests a day; 0: none. */
  bloatTestsADay: number;
  readonly gaps: Period[];
  readonly pathChanges: PathChange[];
  readonly tests: TestResult[];
}

export const INTERFACE = "net0";
const DAY_MINUTES = 1440;

/** What a scenario asks of the line it is drawn into. */
export interface WorldNeeds {
  readonly days: readonly [least: number, most: number];
  readonly server?: boolean;
  readonly counters?: boolean;
  /** Local time less UTC, hours; any unless given. */
  readonly offsetHours?: number;
  /** Whether the provider's router answers. */
  readonly isp?: boolean;
  /** Targets beyond the provider at least, 1 to 7; 2 unless given. */
  readonly far?: number;
}

interface Technology {
  readonly rtt: readonly [number, number];
  readonly jitter: readonly [number, number];
  readonly evening: number;
  readonly down: readonly [number, number];
}

/** Kinds of line: base RTT, jitter, evening's own slowness (ms), Mbit/s. */
const TECHNOLOGIES: readonly [Technology, ...Technology[]] = [
  { rtt: [1.5, 6], jitter: [0.05, 0.4], evening: 0.5, down: [50, 1000] },
  { rtt: [7, 16], jitter: [0.5, 3], evening: 4, down: [50, 1000] },
  { rtt: [8, 35], jitter: [0.2, 1.5], evening: 2, down: [6, 250] },
  { rtt: [18, 60], jitter: [3, 12], evening: 5, down: [20, 400] },
  { rtt: [25, 60], jitter: [3, 15], evening: 4, down: [50, 250] },
  { rtt: [560, 650], jitter: [5, 25], evening: 6, down: [10, 60] },
];

/** Draws a line on which nothing is wrong yet. */
export function drawWorld(seed: number, needs: WorldNeeds): World {
  const draw = new Draw(seed);
  const length = draw.whole(...needs.days) * DAY_MINUTES;
  const line = draw.pick(TECHNOLOGIES);
  const isWifi = draw.chance(0.5);
  const connectionType = isWifi ? "wifi" : "wired";
  const hasServer = needs.server ?? draw.chance(0.5);
  const downBps = draw.scale(...line.down) * 1e6;
  const upBps = downBps * draw.scale(0.05, 1);
  const ispMs = draw.between(...line.rtt);
  const jitterMs = draw.scale(...line.jitter);
  const wifiMs = isWifi ? draw.scale(0.5, 4) : 0.05;
  const target = (
    role: Series["role"],
    name: string,
    baseMs: number,
  ): Target => ({
    series: {
      probe: role === "server" ? "echo" : "icmp",
      interface: INTERFACE,
      connectionType,
      target: name,
      role,
      family: 4,
      variant: "",
      server: role === "server" ? name : "",
    },
    baseMs: baseMs + wifiMs,
    jitterMs: (role === "gateway" ? 0.05 : jitterMs) + wifiMs,
    addedMs: new Float32Array(length),
    fate: new Uint8Array(length * 60),
  });
  const least = needs.far ?? 2;
  const farCount = draw.whole(least, Math.max(5, least));
  const names = [
    ...["1.1.1.1", "8.8.8.8", "9.9.9.9", "192.0.2.7", "198.51.100.9"],
    ...["192.0.2.8", "192.0.2.9"],
  ];
  const column = (value: number) => new Float32Array(length).fill(value);
  return {
    draw,
    // Any minute of a year, so that midnight lies anywhere in the period.
    startMs: Date.UTC(2026, 0, 1) + draw.whole(0, 364 * DAY_MINUTES) * 60_000,
    length,
    localOffsetMs: (needs.offsetHours ?? draw.whole(-10, 12)) * 3_600_000,
    connectionType,
    gateway: target("gateway", "192.168.1.1", isWifi ? 1 : 0.3),
    isp: needs.isp ?? draw.chance(0.8)
      ? target("isp", "203.0.113.1", ispMs)
      : null,
    far: [
      ...names.slice(0, farCount).map((name) =>
        target("public", name, ispMs + draw.scale(0.5, 120))
      ),
      ...(hasServer
        ? [target("server", "home-vps", ispMs + draw.scale(1, 60))]
        : []),
    ],
    hasServer,
    hasCounters: needs.counters ?? draw.chance(0.85),
    capacity: { up: upBps, down: downBps },
    load: { up: column(0), down: column(0) },
    speed: { up: column(1), down: column(1) },
    eveningMs: draw.between(0, line.evening),
    queueMs: { up: column(0), down: column(0) },
    bloatMs: { up: draw.between(0, 45), down: draw.between(0, 45) },
    testEveryMinutes: draw.whole(5, 30),
    bloatTestsADay: draw.chance(0.5) ? draw.whole(1, 4) : 0,
    gaps: [],
    pathChanges: [],
    tests: [],
  };
}

/** Local hour of day of a minute, 0 to 24, fractions included. */
export function localHour(world: World, minute: number): number {
  const ms = world.startMs + minute * 60_000 + world.localOffsetMs;
  return (ms / 3_600_000) % 24;
}

/** Loses each second's probe with a likelihood, sparsely drawn. */
export function scatterLoss(world: World, target: Target, options: {
  readonly fromSecond: number;
  readonly toSecond: number;
  readonly likelihood: number;
  /** 0: all on the way down, 1: all on the way up. */
  readonly upShare: number;
}): void {
  const { fromSecond, toSecond, likelihood, upShare } = options;
  if (likelihood <= 0) return;
  const { draw } = world;
  const log = Math.log(1 - Math.min(likelihood, 0.999_999));
  let second = fromSecond - 1;
  for (;;) {
    second += 1 + Math.floor(Math.log(1 - draw.uniform()) / log);
    if (second >= Math.min(toSecond, target.fate.length)) return;
    target.fate[second] = draw.chance(upShare) ? LOST.up : LOST.down;
  }
}
