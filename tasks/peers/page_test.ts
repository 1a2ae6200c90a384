import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { putRows, putTable, rowsBy } from "./page.ts";
import type { Row } from "./row.ts";

const ROW: Row = {
  what: "error, |P99|",
  asked: "10 us",
  reached: "1.9 us",
  peer: "`ping` 15 us, 1/7.9",
  command: "`deno task peers rtt`",
  run: "2026-11-20 4aed17c, load 0.4",
  verdict: "reached",
};
const OTHER: Row = { ...ROW, what: "CPU", command: "`deno task peers cpu`" };
const PAGE = "# Benchmarks\n\n## One\n\nBefore.\n\nAfter.\n\n## Two\n\nLast.\n";

Deno.test("rowsBy() reads what putRows() wrote, bars in cells included", () => {
  const page = putRows(putRows(PAGE, "One", [ROW]), "One", [OTHER]);
  deepStrictEqual(rowsBy(page, ROW.command), [ROW]);
  deepStrictEqual(rowsBy(page, OTHER.command), [OTHER]);
});

Deno.test("putRows() replaces a command's rows, however many, in their place", () => {
  const before = putRows(putRows(PAGE, "One", [ROW]), "One", [OTHER]);
  const [first, second] = [{ ...ROW, reached: "2 us" }, { ...ROW, what: "b" }];
  const after = putRows(before, "One", [first, second]);
  deepStrictEqual(rowsBy(after, ROW.command), [first, second]);
  strictEqual(after.indexOf("| b |") < after.indexOf("| CPU |"), true);
  strictEqual(putRows(after, "One", [ROW]), before);
});

Deno.test("putRows() leaves other sections, prose and tables of other columns", () => {
  const strange = PAGE.replace("Before.", "| a | b |\n| - | - |\n| 1 | 2 |");
  const page = putRows(strange, "One", [ROW]);
  strictEqual(page.includes("| a | b |\n| - | - |\n| 1 | 2 |\n"), true);
  strictEqual(page.endsWith("## Two\n\nLast.\n"), true);
  strictEqual(page.indexOf("| error") < page.indexOf("## Two"), true);
});

Deno.test("putRows() adds the section that is not there yet", () => {
  const page = putRows(PAGE, "Three", [ROW]);
  strictEqual(page.startsWith(PAGE), true);
  deepStrictEqual(rowsBy(page, ROW.command), [ROW]);
});

Deno.test("putTable() replaces the whole table", () => {
  const head = ["name", "version"];
  const old = putTable(PAGE, "Two", { head, rows: [["ping", "1"]] });
  const page = putTable(old, "Two", { head, rows: [["fping", "2"]] });
  strictEqual(page.includes("| ping | 1 |"), false);
  strictEqual(page.includes("| fping | 2 |"), true);
});
