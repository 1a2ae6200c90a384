import type { Settings } from "../config/mod.ts";
import type { ConsoleMode } from "./console/console.ts";
import type { ScreenOptions } from "./console/screen.ts";
import { ASCII_GLYPHS, UNICODE_GLYPHS } from "./console/sparkline.ts";
import { terminalSize, USUAL_SIZE } from "./terminal_size.ts";

/** What `bufferbane monitor` was told on the command line about its output. */
export interface ConsoleArgs {
  /** A line a probe. */
  readonly verbose: boolean;
  /** A summary every five minutes. */
  readonly quiet: boolean;
  /** JSON, an object a line. */
  readonly json: boolean;
}

/** What the terminal is like. */
export interface Terminal {
  /** Whether standard output is one. */
  readonly isTerminal: boolean;
  /** Reads an environment variable. */
  readonly env: (name: string) => string | undefined;
  /** Its size now, as `Deno.consoleSize`; throws where there is none. */
  readonly size: () => { readonly columns: number; readonly rows: number };
}

/**
 * What the console is to show: the command line decides, then the
 * configuration, then whether anybody is there to look.
 *
 * @throws {SyntaxError} When the command line wants two things at once.
 */
export function modeOf(
  args: ConsoleArgs,
  output: Settings["output"],
  terminal: Terminal,
): ConsoleMode {
  const wanted = (["verbose", "quiet", "json"] as const)
    .filter((name) => args[name]);
  if (wanted.length > 1) {
    throw new SyntaxError(
      `Cannot use --${wanted[0]} together with --${
        wanted[1]
      }: each says what to show`,
    );
  }
  if (wanted[0] !== undefined) return wanted[0];
  switch (output.console) {
    case "live":
      return "live";
    case "lines":
      return "lines";
    case "none":
      return "none";
    default:
      return terminal.isTerminal && terminal.env("TERM") !== "dumb"
        ? "live"
        : "lines";
  }
}

/**
 * The terminal as it is now.
 *
 * @param color The configuration's word.
 * @param terminal Where it is.
 */
export function screenOptions(
  color: Settings["output"]["color"],
  terminal: Terminal,
): ScreenOptions {
  const { isTerminal, env, size } = terminal;
  const { columns, rows } = isTerminal ? terminalSize(size) : USUAL_SIZE;
  const locale = env("LC_ALL") || env("LC_CTYPE") || env("LANG") || "";
  const noColor = (env("NO_COLOR") ?? "") !== "";
  return {
    width: Math.max(40, columns),
    height: rows,
    hasColor: color === "always" ||
      (color === "auto" && isTerminal && !noColor),
    glyphs: /utf-?8/i.test(locale) ? UNICODE_GLYPHS : ASCII_GLYPHS,
  };
}
