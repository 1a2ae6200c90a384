/** A console whose clock and terminal are the test's. @module */

import { measurementOf, SERIES } from "../../analysis/testing.ts";
import type {
  Clock,
  MonoNs,
  Series,
  Severity,
  WallNs,
} from "../../model/mod.ts";
import { type ConsoleMode, LiveConsole } from "./console.ts";
import { stampedLine } from "./line_style.ts";
import { ASCII_GLYPHS } from "./sparkline.ts";
import { TextSink } from "./text_sink.ts";

/** 10:12:13 local time, wherever this runs. */
const START_MS = new Date(2026, 10, 20, 10, 12, 13).getTime();

/** A console, its clock, and all that it has written. */
export function consoleIn(mode: ConsoleMode, style = stampedLine) {
  const state = {
    nowMs: START_MS,
    text: "",
    isStopped: false,
    isForeground: true,
    least: "info" as Severity,
    log: [] as string[],
  };
  const clock: Clock = {
    wall: () => BigInt(state.nowMs) * 1_000_000n as WallNs,
    mono: () => BigInt(state.nowMs) * 1_000_000n as MonoNs,
    boot: () => BigInt(state.nowMs) * 1_000_000n as MonoNs,
  };
  const sink = new TextSink((bytes) => {
    if (state.isStopped) return new Promise(() => {});
    state.text += new TextDecoder().decode(bytes);
    return Promise.resolve(bytes.length);
  }, () => {});
  const view = new LiveConsole(sink, clock, {
    mode,
    windowS: 60,
    intervalMs: 1000,
    style,
    get leastSeverity() {
      return state.least;
    },
    log: {
      write: (line) => void state.log.push(line),
      retry: () => {},
      flush: () => Promise.resolve(),
    },
    isForeground: () => state.isForeground,
    screen: () => ({
      width: 80,
      height: 24,
      hasColor: false,
      glyphs: ASCII_GLYPHS,
    }),
    title: () => "bufferbane",
    footer: () => "b.db",
  });
  return { view, state, sink };
}

/** Rounds of one ping each, a second apart. */
export function feed(
  { view, state }: ReturnType<typeof consoleIn>,
  results: readonly Parameters<typeof measurementOf>[1][],
  series: Series = SERIES,
): void {
  for (const result of results) {
    const at = BigInt(state.nowMs) * 1_000_000n as WallNs;
    view.tick({ at, lateNs: 120_000, lagNs: 0, missed: 0, isSpoilt: false });
    view.sample({ ...measurementOf(state.nowMs, result), series }, null);
    state.nowMs += 1000;
  }
}
