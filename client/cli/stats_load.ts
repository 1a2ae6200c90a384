/** What `bufferbane stats` tells of load: tests, budget, own traffic. @module */

import { PassiveBloat } from "../analysis/passive_bloat.ts";
import type { PassiveBloatFigures } from "../analysis/passive_figures.ts";
import { localText } from "../analysis/local_text.ts";
import { type LatencySample, passiveRank } from "../analysis/passive_feed.ts";
import {
  ownLoadMs,
  type RateSummary,
  summarizeRates,
} from "../analysis/throughput_summary.ts";
import type { Settings } from "../config/mod.ts";
import type { Direction, Series, TestResult } from "../model/mod.ts";
import {
  type BudgetFigures,
  LoadPlan,
  type LoadPlanState,
} from "../monitor/load_plan.ts";
import { expectedRates } from "../monitor/passive_watch.ts";
import { wantedTests } from "../monitor/scheduled_order.ts";
import { serversOf } from "../monitor/servers.ts";
import { dataSize, ms, percent, printable, span } from "./console/format.ts";
import { LOAD_PLAN_KEY } from "./monitor_load_tests.ts";
import type { LookBack } from "./look_back.ts";
import { rateText } from "./throughput_text.ts";

/** What is known of one interface's load. */
export interface InterfaceLoad {
  /** Its name. */
  readonly interface: string;
  /** Throughput tests; `null`: none gave a rate that way. */
  readonly throughput: Readonly<Record<Direction, RateSummary | null>>;
  /** The newest whole bufferbloat test; `null`: none. */
  readonly bloat:
    | { readonly atMs: number; readonly grade: string | null }
    | null;
  /** Bufferbloat from its own traffic of the last day of the period. */
  readonly passive: Readonly<Record<Direction, PassiveBloatFigures>> | null;
  /** How the month's budget stands; `null` without a server. */
  readonly budget: BudgetFigures | null;
  /** For how long bufferbane itself loaded it, ms. */
  readonly ownLoadMs: number;
}

/** Own traffic is looked at over this much: its memory is as short, ms. */
const PASSIVE_MS = 86_400_000;
const BYTES_PER_GB = 1e9;
const NS_PER_US = 1e3;
const WAYS = [["down", "Download"], ["up", "Upload"]] as const;

/**
 * What is known of the load of each interface.
 *
 * @param at What is looked at.
 * @param nowMs Unix milliseconds, for the budget.
 */
export function interfaceLoads(
  at: LookBack,
  nowMs: number,
): readonly InterfaceLoad[] {
  const { reader, period, settings, filter } = at;
  const series = reader.series(filter);
  const tests = reader.tests(period);
  const plan = planOf(at);
  const names = [...new Set(series.map((one) => one.interface))].sort();
  return names.map((name) => {
    const own = tests.filter((test) => test.interface === name);
    const contract = { promisedBps: promisedBps(settings) };
    return {
      interface: name,
      throughput: {
        up: summarizeRates(own, "up", contract),
        down: summarizeRates(own, "down", contract),
      },
      bloat: newestBloat(own),
      passive: passiveOf(at, series.filter((one) => one.interface === name)),
      budget: plan?.budget(name, nowMs) ?? null,
      ownLoadMs: ownLoadMs(own),
    };
  });
}

/** The same for a person; empty where there is nothing to tell. */
export function loadText(loads: readonly InterfaceLoad[]): string {
  return loads.map((load) => {
    const lines = [
      ...WAYS.flatMap(([way, name]) => rateLine(load.throughput[way], name)),
      ...bloatLine(load.bloat),
      ...WAYS.flatMap(([way, name]) => passiveLine(load.passive?.[way], name)),
      ...budgetLine(load.budget),
      ...ownLoadLine(load.ownLoadMs),
    ];
    return lines.length === 0
      ? ""
      : `\nLoad on ${printable(load.interface)}\n${
        lines.map((line) => `  ${line}\n`).join("")
      }`;
  }).join("");
}

function planOf({ reader, settings }: LookBack): LoadPlan | null {
  const { monthlyGb } = settings.budget;
  if (serversOf(settings).length === 0 || monthlyGb === 0) return null;
  const json = reader.kept(LOAD_PLAN_KEY);
  const state: LoadPlanState | null = json === null ? null : JSON.parse(json);
  return new LoadPlan(wantedTests(settings.tests), {
    capBytes: monthlyGb * BYTES_PER_GB,
    // A test under way has not failed: nothing of it is charged yet.
    state: state && { ...state, reserved: null },
  });
}

/** What the contract guarantees, or else promises. */
function promisedBps(
  settings: Settings,
): Readonly<Record<Direction, number | null>> {
  const { guaranteedPct } = settings.line;
  const share = guaranteedPct === 0 ? 1 : guaranteedPct / 100;
  const { up, down } = expectedRates(settings);
  return {
    up: up === null ? null : share * up,
    down: down === null ? null : share * down,
  };
}

function newestBloat(tests: readonly TestResult[]): InterfaceLoad["bloat"] {
  const newest = tests.findLast(({ kind, isComplete }) =>
    kind === "bloat" && isComplete
  );
  return newest === undefined
    ? null
    : { atMs: newest.atMs, grade: newest.grade };
}

function passiveOf(
  { reader, period, settings }: LookBack,
  series: readonly Series[],
): InterfaceLoad["passive"] {
  const [best] = series
    .flatMap((one) => {
      const rank = passiveRank(one);
      return rank === null ? [] : [{ one, rank }];
    })
    .sort((a, b) => a.rank - b.rank);
  if (best === undefined) return null;
  const day = {
    ...period,
    fromMs: Math.max(period.fromMs, period.toMs - PASSIVE_MS),
  };
  const samples = new Map<number, LatencySample>();
  for (const chunk of reader.sampleChunks(best.one, day)) {
    for (let i = 0; i < chunk.length; i++) {
      samples.set(chunk.atMs[i] ?? NaN, {
        rttNs: nsOf(chunk.rttUs[i]),
        queueUpNs: nsOf(chunk.echo?.queueUpUs[i]),
        queueDownNs: nsOf(chunk.echo?.queueDownUs[i]),
      });
    }
  }
  const passive = new PassiveBloat({
    random: Math.random,
    expectedBps: expectedRates(settings),
  });
  const nothing = { rttNs: null, queueUpNs: null, queueDownNs: null };
  for (const second of reader.linkSeconds(day)) {
    if (second.interface !== best.one.interface) continue;
    passive.add({
      atMs: second.atMs,
      upBytes: 1000 * second.sentBytes / second.spanMs,
      downBytes: 1000 * second.receivedBytes / second.spanMs,
      ...samples.get(second.atMs) ?? nothing,
    });
  }
  return { up: passive.figures("up"), down: passive.figures("down") };
}

function nsOf(us: number | undefined): number | null {
  return us === undefined || us < 0 ? null : us * NS_PER_US;
}

function rateLine(
  summary: RateSummary | null,
  name: string,
): readonly string[] {
  if (summary === null) return [];
  const { tests, minBps, medianBps, maxBps, belowContractPct } = summary;
  const contract = belowContractPct === null
    ? ""
    : `; ${percent(belowContractPct)} % of them below the contract`;
  return [
    `${name} ${rateText(medianBps)} (median of ${tests} tests, ${
      rateText(minBps)
    } to ${rateText(maxBps)}${contract})`,
  ];
}

function bloatLine(bloat: InterfaceLoad["bloat"]): readonly string[] {
  return bloat === null ? [] : [
    `Bufferbloat grade ${bloat.grade ?? "none"}, tested at ${
      localText(bloat.atMs)
    }`,
  ];
}

function passiveLine(
  figures: PassiveBloatFigures | undefined,
  name: string,
): readonly string[] {
  if (figures === undefined) return [];
  if (figures.kind === "not_enough_load") {
    return [`Own traffic, ${name.toLowerCase()}: ${figures.reason}`];
  }
  const { bloatNs, interval, highestBps, loadedSeconds } = figures;
  return [
    `Own traffic, ${name.toLowerCase()}: adds ${
      ms(Math.max(0, bloatNs))
    } ms (95 %: ${ms(Math.max(0, interval.lowNs))} to ${
      ms(Math.max(0, interval.highNs))
    }) at up to ${rateText(highestBps)}, in ${span(loadedSeconds)}`,
  ];
}

function budgetLine(budget: BudgetFigures | null): readonly string[] {
  if (budget === null) return [];
  const { usedBytes, capBytes, forecastBytes, month } = budget;
  return [
    `Load tests have used ${dataSize(usedBytes)} of ${
      dataSize(capBytes)
    } in ${month}; about ${dataSize(forecastBytes)} by its end`,
  ];
}

function ownLoadLine(loadedMs: number): readonly string[] {
  return loadedMs === 0 ? [] : [
    `The delays above include ${
      span(loadedMs / 1000)
    } in which bufferbane's own tests loaded the line`,
  ];
}
