import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { defaultSettings } from "../config/parse.ts";
import type { Settings } from "../config/mod.ts";
import { ASCII_GLYPHS, UNICODE_GLYPHS } from "./console/sparkline.ts";
import { modeOf, screenOptions } from "./monitor_console.ts";

const { output } = defaultSettings();
const NOTHING = { verbose: false, quiet: false, json: false };
type Env = Readonly<Record<string, string>>;

function terminalWith(isTerminal: boolean, env: Env = {}) {
  return {
    isTerminal,
    env: (name: string): string | undefined => env[name],
    size: () => ({ columns: 120, rows: 50 }),
  };
}

Deno.test("modeOf() asks the command line, the configuration, the terminal", () => {
  const rows: readonly {
    readonly args?: Partial<typeof NOTHING>;
    readonly console?: Settings["output"]["console"];
    readonly isTerminal: boolean;
    readonly env?: Env;
    readonly mode: string;
    readonly why: string;
  }[] = [
    { isTerminal: true, mode: "live", why: "somebody looks" },
    { isTerminal: false, mode: "lines", why: "a pipe or a log" },
    {
      isTerminal: true,
      env: { TERM: "dumb" },
      mode: "lines",
      why: "it cannot move its cursor",
    },
    {
      console: "none",
      isTerminal: true,
      mode: "none",
      why: "the configuration decides",
    },
    {
      console: "live",
      isTerminal: false,
      mode: "live",
      why: "even against the terminal",
    },
    {
      args: { json: true },
      console: "none",
      isTerminal: true,
      mode: "json",
      why: "and the command line before it",
    },
  ];
  for (const { args, console = "auto", isTerminal, env, mode, why } of rows) {
    strictEqual(
      modeOf(
        { ...NOTHING, ...args },
        { ...output, console },
        terminalWith(isTerminal, env),
      ),
      mode,
      why,
    );
  }
});

Deno.test("modeOf() refuses two wishes at once", () => {
  throws(
    () =>
      modeOf(
        { ...NOTHING, verbose: true, json: true },
        output,
        terminalWith(true),
      ),
    new SyntaxError(
      "Cannot use --verbose together with --json: each says what to show",
    ),
  );
});

Deno.test("screenOptions() knows locales and NO_COLOR", () => {
  const rows: readonly (readonly [Env, boolean, string])[] = [
    [{ LANG: "de_DE.UTF-8" }, true, "by LANG"],
    [{ LANG: "C" }, false, "ASCII"],
    [{ LANG: "C", LC_ALL: "C.utf8" }, true, "LC_ALL comes first"],
    [{ LANG: "C.UTF-8", LC_CTYPE: "C" }, false, "LC_CTYPE before LANG"],
    [{}, false, "nothing said"],
  ];
  for (const [env, isUnicode, why] of rows) {
    const { glyphs } = screenOptions("auto", terminalWith(false, env));
    deepStrictEqual(glyphs, isUnicode ? UNICODE_GLYPHS : ASCII_GLYPHS, why);
  }
  const color = (wish: Settings["output"]["color"], env: Env) =>
    screenOptions(wish, terminalWith(false, env)).hasColor;
  deepStrictEqual(
    [color("auto", {}), color("always", { NO_COLOR: "1" }), color("never", {})],
    [false, true, false],
    "a file gets colours only if they were asked for by name",
  );
});

Deno.test("screenOptions() takes 80 x 24 where the terminal's size is not known", () => {
  const known = { width: 120, height: 50 };
  const unknown = { width: 80, height: 24 };
  const terminal = terminalWith(true);
  const gone = () => {
    throw new Error("Inappropriate ioctl for device");
  };
  const rows = [
    [terminal, known, "as it says"],
    [terminalWith(false), unknown, "a file has none"],
    [
      { ...terminal, size: () => ({ columns: 0, rows: 0 }) },
      unknown,
      "a serial line",
    ],
    [{ ...terminal, size: gone }, unknown, "a terminal that was closed"],
  ] as const;
  for (const [terminal, expected, why] of rows) {
    const { width, height } = screenOptions("auto", terminal);
    deepStrictEqual({ width, height }, expected, why);
  }
});
