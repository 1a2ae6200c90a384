import { SEVERITIES } from "../../model/event.ts";
import {
  type Clock,
  type Measurement,
  type Severity,
  type StoredEvent,
  type Tick,
  unixMs,
} from "../../model/mod.ts";
import { IS_UP_AGAIN } from "../../monitor/link_states.ts";
import type { Stage } from "../../pipeline.ts";
import { ms, percent, printable, span } from "./format.ts";
import { type LineStyle, logLine, severityOf } from "./line_style.ts";
import { type LineStatus, lineWords } from "./line_text.ts";
import { sampleJson, sampleLine } from "./sample_text.ts";
import { drawScreen, type ScreenOptions } from "./screen.ts";
import type { LogFile } from "./log_file.ts";
import { SeriesWindows, type WindowSpan } from "./series_windows.ts";
import type { TextSink } from "./text_sink.ts";

/** What the console shows. */
export type ConsoleMode =
  | "live"
  | "lines"
  | "verbose"
  | "quiet"
  | "json"
  | "none";

/** How the console shows it. */
export interface ConsoleOptions extends WindowSpan {
  /** What it shows. */
  readonly mode: ConsoleMode;
  /** The terminal now; it can be resized. */
  readonly screen: () => ScreenOptions;
  /** How lines begin. */
  readonly style: LineStyle;
  /** The mildest that is told. */
  readonly leastSeverity: Severity;
  /** What else gets every line that is told, if anything. */
  readonly log: Pick<LogFile, "write" | "retry" | "flush"> | undefined;
  /** Whether the terminal is ours to draw on: not that of a job behind others. */
  readonly isForeground: () => boolean;
  /** The first line of the live table. */
  readonly title: () => string;
  /** The program's own condition, for the last line. */
  readonly footer: () => string;
}

/** Ticks whose lateness the footer sums up. */
const AUDITED_TICKS = 600;
/** A terminal stopped by Ctrl-S, or a full pipe, holds up no end. */
const LAST_WORDS_MS = 1_000;
/** Notes kept for the live table. */
const KEPT_NOTES = 20;

/**
 * What a person at a terminal, or a program behind a pipe, sees of the
 * running monitor. Holds a window for each series, writes when told.
 */
export class LiveConsole implements Stage {
  readonly #sink: TextSink;
  readonly #clock: Clock;
  readonly #options: ConsoleOptions;
  readonly #windows: SeriesWindows;
  readonly #lateNs = new Float64Array(AUDITED_TICKS);
  #ticks = 0;
  #missed = 0;
  readonly #notes: string[] = [];
  #lineStatuses: readonly LineStatus[] = [];
  #verdicts: readonly string[] = [];
  #isOnAlternateScreen = false;

  /**
   * @param sink Where to write.
   * @param clock The time.
   * @param options What to show.
   */
  constructor(sink: TextSink, clock: Clock, options: ConsoleOptions) {
    this.#sink = sink;
    this.#clock = clock;
    this.#options = options;
    this.#windows = new SeriesWindows(clock, options);
  }

  tick(tick: Tick): void {
    this.#lateNs[this.#ticks++ % AUDITED_TICKS] = tick.lateNs;
    this.#missed += tick.missed;
    this.#options.log?.retry();
  }

  sample(measurement: Measurement, ipdvNs: number | null): void {
    const { mode } = this.#options;
    if (mode === "json") {
      this.#sink.write(`${sampleJson(measurement, ipdvNs)}\n`);
      return;
    }
    if (mode === "verbose" && isNews(measurement)) {
      this.#sink.write(`${sampleLine(measurement)}\n`);
    }
    this.#windows.add(measurement);
  }

  event({ description, severity, metrics }: StoredEvent): void {
    // The interface_up that follows says it, and how long it was down.
    if (metrics[IS_UP_AGAIN] === true) return;
    this.note(description, severity);
  }

  /**
   * Tells the user something that has happened.
   *
   * @param text One sentence or more, from anywhere.
   * @param severity How bad it is.
   */
  note(text: string, severity: Severity = severityOf(text)): void {
    const { mode } = this.#options;
    this.record(text, severity);
    if (mode === "none" || !this.#isWanted(severity)) return;
    if (mode === "json") {
      const nowMs = unixMs(this.#clock.wall());
      const event = { type: "note", "timestamp_ms": nowMs, description: text };
      this.#sink.write(`${JSON.stringify(event)}\n`);
      return;
    }
    for (const line of text.split("\n").map(printable)) {
      const styled = this.#line(line, severity);
      this.#notes.push(styled.trimEnd());
      if (mode !== "live") this.#sink.write(styled);
    }
    this.#notes.splice(0, this.#notes.length - KEPT_NOTES);
  }

  /**
   * Writes into the log alone what everybody else can see.
   *
   * @param text One sentence or more, from anywhere.
   * @param severity How bad it is.
   */
  record(text: string, severity: Severity = "info"): void {
    if (!this.#isWanted(severity)) return;
    const nowMs = unixMs(this.#clock.wall());
    for (const line of text.split("\n").map(printable)) {
      this.#options.log?.write(logLine({ text: line, severity }, nowMs));
    }
  }

  /**
   * Shows what else is known of each line, from now on.
   *
   * @param lines As it is now.
   */
  showLines(lines: readonly LineStatus[]): void {
    this.#lineStatuses = lines;
  }

  /**
   * Shows what can be said of the lines against each other, from now on.
   *
   * @param verdicts A sentence or two each.
   */
  showVerdicts(verdicts: readonly string[]): void {
    this.#verdicts = verdicts;
  }

  /** Redraws the live table, unless the terminal has not taken the last one. */
  draw(): void {
    if (this.#options.mode !== "live" || !this.#sink.isIdle) return;
    if (!this.#options.isForeground()) return;
    const enter = this.#isOnAlternateScreen ? "" : "\x1b[?1049h\x1b[?25l";
    this.#isOnAlternateScreen = true;
    const lines = this.#lines();
    this.#sink.write(`${enter}\x1b[H${lines.join("\x1b[K\r\n")}\x1b[J`);
  }

  /** Writes one line for each series over its window. */
  summarize(): void {
    const { mode } = this.#options;
    if (mode === "json" || mode === "none") return;
    for (const { group, label, summary } of this.#windows.rows()) {
      const { sent, lost, lossPct, meanNs, p95Ns, jitterNs } = summary;
      if (sent === 0) continue;
      this.#sink.write(this.#line(
        `${group}  ${label}: ${sent} sent, ${lost} lost (${
          percent(lossPct)
        } %), mean ${ms(meanNs)} ms, P95 ${ms(p95Ns)} ms, jitter ${
          ms(jitterNs)
        } ms`,
      ));
    }
    for (const verdict of this.#verdicts) {
      this.#sink.write(this.#line(printable(verdict)));
    }
    this.#sink.write(this.#line(this.#audit()));
  }

  /** Leaves the terminal as it was, until the table is drawn again. */
  async leave(): Promise<void> {
    if (this.#isOnAlternateScreen) this.#sink.write("\x1b[?25h\x1b[?1049l");
    this.#isOnAlternateScreen = false;
    await this.#sink.flush(LAST_WORDS_MS);
  }

  /** Leaves the terminal as it was, with the last table on it. */
  async close(): Promise<void> {
    const wasDrawn = this.#isOnAlternateScreen;
    await this.leave();
    if (wasDrawn) this.#sink.write(`${this.#lines().join("\n")}\n`);
    await Promise.all([
      this.#sink.flush(LAST_WORDS_MS),
      this.#options.log?.flush(LAST_WORDS_MS),
    ]);
  }

  #isWanted(severity: Severity): boolean {
    const least = SEVERITIES.indexOf(this.#options.leastSeverity);
    return SEVERITIES.indexOf(severity) >= least;
  }

  #line(text: string, severity: Severity = "info"): string {
    const nowMs = unixMs(this.#clock.wall());
    return `${this.#options.style({ text, severity }, nowMs)}\n`;
  }

  #lines(): readonly string[] {
    const nowMs = unixMs(this.#clock.wall());
    const footer = `${this.#audit()}   ${this.#options.footer()}`;
    return drawScreen({
      title: this.#options.title(),
      verdicts: this.#verdicts.map(printable),
      rows: this.#windows.rows(),
      lines: this.#lineStatuses.map((status) => ({
        label: printable(status.interface),
        phrases: lineWords(status, nowMs),
      })),
      notes: this.#notes,
      footer,
    }, this.#options.screen());
  }

  /** The program's own exactness, in a few words. */
  #audit(): string {
    const count = Math.min(this.#ticks, AUDITED_TICKS);
    const sorted = this.#lateNs.slice(0, count).sort();
    const p99 = sorted[Math.floor(0.99 * (count - 1))] ?? NaN;
    return `own lateness P99 ${ms(p99)} ms, ${this.#missed} rounds missed`;
  }
}

/** How long the monitor has run, for the title. */
export function runningFor(startNs: bigint, nowNs: bigint): string {
  return `running ${span(Number((nowNs - startNs) / 1_000_000_000n))}`;
}

/** An ECHO's exact time comes seconds later, and changes little. */
function isNews({ isCorrection, outcome }: Measurement): boolean {
  return isCorrection !== true || outcome.kind !== "ok";
}
