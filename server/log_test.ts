import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { openLog } from "./log.ts";

Deno.test("openLog() writes what is bad enough, with time and level", () => {
  const cases: readonly [least: string, levels: string[]][] = [
    ["error", ["error"]],
    ["warn", ["error", "warn"]],
    ["info", ["error", "warn", "info"]],
  ];
  for (const [least, levels] of cases) {
    const lines: string[] = [];
    const log = openLog(least, {
      write: (text) => void lines.push(text),
      nowMs: () => 0,
      isJournal: false,
    });
    log("error", "one");
    log("warn", "two");
    log("info", "three");
    deepStrictEqual(
      lines.map((line) =>
        /^1970-01-01T00:00:00.000Z (\w+): \w+\n$/.exec(line)?.[1]
      ),
      levels,
    );
  }
});

Deno.test("openLog() leaves time and level to the journal", () => {
  let lines = "";
  const log = openLog("info", {
    write: (text) => void (lines += text),
    nowMs: () => 0,
    isJournal: true,
  });
  log("error", "one");
  log("warn", "two");
  log("info", "three");
  strictEqual(lines, "<3>one\n<4>two\n<6>three\n");
});
