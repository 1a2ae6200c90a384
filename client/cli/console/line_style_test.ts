import { match, strictEqual } from "node:assert/strict";
import { journalLine, logLine, severityOf, stampedLine } from "./line_style.ts";

const NOW_MS = new Date(2026, 10, 20, 10, 12, 15).getTime();

Deno.test("stampedLine() begins with the time of day", () => {
  strictEqual(
    stampedLine({ text: "eth0 is down", severity: "critical" }, NOW_MS),
    "10:12:15  eth0 is down",
  );
});

Deno.test("journalLine() begins with the priority by which `journalctl -p` selects", () => {
  const rows = [
    ["info", "<6>"],
    ["warning", "<4>"],
    ["alert", "<3>"],
    ["critical", "<2>"],
  ] as const;
  for (const [severity, mark] of rows) {
    strictEqual(
      journalLine({ text: "eth0 is down", severity }, NOW_MS),
      `${mark}eth0 is down`,
    );
  }
});

Deno.test("severityOf() takes a complaint of the program for a warning", () => {
  strictEqual(severityOf("Cannot write to the database"), "warning");
  strictEqual(severityOf("Warning: a secret is readable"), "warning");
  strictEqual(severityOf("The database: it works again"), "info");
});

Deno.test("logLine() begins with a time that happens once, and the level", () => {
  const rows = [
    ["info", "info"],
    ["warning", "warn"],
    ["alert", "error"],
    ["critical", "error"],
  ] as const;
  for (const [severity, level] of rows) {
    const line = logLine({ text: "eth0 is down", severity }, NOW_MS);
    match(
      line,
      new RegExp(
        `^2026-11-20T10:12:15\\.000[+-]\\d\\d:\\d\\d ${level}: eth0 is down$`,
      ),
    );
    strictEqual(Date.parse(line.split(" ")[0] ?? ""), NOW_MS);
  }
});
