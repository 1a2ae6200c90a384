import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { readRows, type Row, writeRows } from "./torture_table.ts";

const ROW: Row = {
  name: "T9",
  what: "flood",
  pass: "|CPU| <= 2 %",
  reached: "1.4 %",
  verdict: "passed",
  date: "2026-11-20",
  commit: "4aed17c, quick",
};

Deno.test("readRows() reads what writeRows() wrote, bars in cells included", () => {
  const rows = [ROW, { ...ROW, name: "T10" }];
  const page = writeRows("# Torture\n", rows);
  deepStrictEqual([...readRows(page).values()], rows);
});

Deno.test("writeRows() replaces the table and leaves the page around it", () => {
  const before = writeRows("# Torture\n", [ROW]) + "\nAfter it.\n";
  const after = writeRows(before, [{ ...ROW, reached: "1.9 %" }]);
  strictEqual(after, before.replace("1.4 %", "1.9 %"));
  ok(after.startsWith("# Torture\n") && after.endsWith("\nAfter it.\n"));
});

Deno.test("readRows() reads a table that the formatter has aligned", () => {
  const page =
    "| T   | what |\n| --- | ---- |\n| T1  | a  | b | c | d | e | f |";
  deepStrictEqual(readRows(page).get("T1"), {
    name: "T1",
    what: "a",
    pass: "b",
    reached: "c",
    verdict: "d",
    date: "e",
    commit: "f",
  });
});
