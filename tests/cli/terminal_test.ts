import { deepStrictEqual, match, ok } from "node:assert/strict";
import { testInNamespaces } from "../support/skip.ts";
import { type Household, openHousehold } from "./household.ts";
import { bufferbane, together, until } from "./program.ts";
import { query } from "./recorded.ts";
import { openTerminal, type Terminal } from "./terminal.ts";

interface Look {
  readonly columns: number;
  readonly rows: number;
  readonly locale: string;
  /** What may be in the sparklines. */
  readonly glyphs: RegExp;
}

const UTF8 = { locale: "C.UTF-8", glyphs: /[▁▂▃▄▅▆▇█]/ };
const ASCII = { locale: "C", glyphs: /state.*\n.*ok {6,}[_.=*# -]+/ };
const LOOKS: readonly Look[] = [
  { columns: 80, rows: 24, ...UTF8 },
  { columns: 80, rows: 30, ...ASCII },
  { columns: 120, rows: 40, ...UTF8 },
];

/** Too narrow for all figures, too low for all series. */
const SMALL = { columns: 70, rows: 20 };

testInNamespaces("monitor draws a table that fits the terminal", async () => {
  await using home = await openHousehold();
  await together({
    ...Object.fromEntries(
      LOOKS.map((look) => [
        `${look.columns}x${look.rows}, ${look.locale}`,
        () => draws(home, look),
      ]),
    ),
    "a window that is closed": () => isClosed(home),
  });
}, { tools: ["dnsmasq", "tmux"] });

async function draws(home: Household, look: Look): Promise<void> {
  const { columns, rows, locale, glyphs } = look;
  const { folder } = home.here;
  const db = `${folder}/${columns}x${rows}.db`;
  const here = { ...home.here, env: { LC_ALL: locale, NO_COLOR: "" } };
  await using terminal = await openTerminal(
    bufferbane(here, ["--db", db]),
    { columns, rows, folder },
  );
  await showsTable(terminal);
  const first = await terminal.screen();
  fits(first, look);
  match(first.join("\n"), glyphs);
  deepStrictEqual(await terminal.hasCursor(), false);

  for (const size of [{ columns: columns + 25, rows: rows + 5 }, SMALL]) {
    await terminal.resize(size.columns, size.rows);
    await showsTable(terminal);
    fits(await terminal.screen(), { ...look, ...size });
  }

  await terminal.resize(columns, 60);
  await terminal.type("C-c");
  await until(
    async () =>
      (await terminal.screen()).some((line) => /^ended with/.test(line)),
    () => "the end",
  );
  const last = await terminal.screen();
  deepStrictEqual(last[0], "before", "what was there before is there again");
  match(
    last.join("\n"),
    /^before\n(.*\n)*bufferbane .*\n(.*\n)*ended with 0\n/,
  );
  ok(await terminal.hasCursor(), "the cursor is shown again");
}

async function isClosed({ here }: Household): Promise<void> {
  const db = `${here.folder}/closed.db`;
  await using terminal = await openTerminal(
    bufferbane(here, ["--db", db]),
    { columns: 80, rows: 24, folder: here.folder },
  );
  await showsTable(terminal);
  await terminal.close();
  await until(
    () => query(db, "SELECT end FROM runs")[0]?.["end"] === "stopped",
    () => "an orderly end",
  );
}

/** The title first, the program's own condition last; nothing cut or doubled. */
function fits(screen: readonly string[], { columns, rows }: Look): void {
  const shown = screen.join("\n");
  ok(screen.length <= rows, shown);
  ok(screen.every((line) => [...line].length <= columns), shown);
  match(
    shown,
    /^bufferbane 0\.\d+\.\d+\S* {3}every second {3}running \d+ s\n\n/,
  );
  for (const heading of ["ping c0 (ms)", "own lateness P99"]) {
    deepStrictEqual(
      shown.split(heading).length - 1,
      1,
      `${heading}:\n${shown}`,
    );
  }
  // A wrapped line would begin with the end of a row.
  for (const line of screen) {
    match(
      line,
      /^($|bufferbane |(ping|DNS|TCP connect) c0 \(ms\)| {2}\S|\d\d:\d\d:\d\d {2}|own lateness)/,
      shown,
    );
  }
}

/** Waits for a whole table: the old one is cut by a smaller window. */
async function showsTable(terminal: Terminal): Promise<void> {
  await until(async () => {
    const shown = (await terminal.screen()).join("\n");
    return /^bufferbane /.test(shown) && / isp 100\.64\.1\.2 /.test(shown) &&
      /\nown lateness P99 \d/.test(shown);
  }, () => "a table");
}
