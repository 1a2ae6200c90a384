import { deepStrictEqual, strictEqual } from "node:assert/strict";
import {
  cut,
  fit,
  ms,
  percent,
  printable,
  span,
  timeOfDay,
  wrap,
} from "./format.ts";

Deno.test("ms() takes five characters at most for any line", () => {
  const rows: readonly (readonly [number, string, string])[] = [
    [0, "0.000", "the smallest"],
    [42_000, "0.042", "a LAN"],
    [999_400, "0.999", "just below a millisecond"],
    [1_234_567, "1.23", "two decimals below ten"],
    [23_456_789, "23.5", "one below a hundred"],
    [234_567_890, "235", "none above"],
    [12_345_678_900, "12346", "ten seconds and more"],
    [NaN, "-", "none known"],
  ];
  for (const [ns, text, why] of rows) strictEqual(ms(ns), text, why);
});

Deno.test("percent() says 0 only when nothing was lost", () => {
  const rows: readonly (readonly [number, string, string])[] = [
    [0, "0", "no loss at all"],
    [0.04, "0.0", "one in 2500 is not none"],
    [1.66, "1.7", "one decimal below ten"],
    [99.6, "100", "to the nearest"],
    [100, "100", "everything"],
    [NaN, "-", "nothing was sent"],
  ];
  for (const [pct, text, why] of rows) strictEqual(percent(pct), text, why);
});

Deno.test("span() speaks in the nearest useful unit", () => {
  const rows: readonly (readonly [number, string])[] = [
    [0, "0 s"],
    [59.9, "59 s"],
    [60, "1 min"],
    [3599, "59 min"],
    [3600 + 300, "1 h 5 min"],
    [86_399, "23 h 59 min"],
    [2 * 86_400 + 4 * 3600, "2 d 4 h"],
  ];
  for (const [seconds, text] of rows) strictEqual(span(seconds), text);
});

Deno.test("timeOfDay() is local and has two digits each", () => {
  const at = new Date(2026, 10, 20, 3, 4, 5);
  strictEqual(timeOfDay(at.getTime()), "03:04:05");
});

Deno.test("fit() is exactly as wide as asked, and keeps both ends", () => {
  const rows: readonly (readonly [string, number, string])[] = [
    ["eth0", 6, "eth0  "],
    ["eth0", 4, "eth0"],
    ["vpn.example.com", 9, "vpn.~.com"],
    ["vpn.example.com", 8, "vpn.~com"],
  ];
  for (const [text, width, expected] of rows) {
    strictEqual(fit(text, width), expected);
    strictEqual(fit(text, width).length, width);
  }
});

Deno.test("cut() ends a sentence that is too long by three dots", () => {
  strictEqual(cut("It rains.", 9), "It rains.");
  strictEqual(cut("It rains.", 8), "It ra...");
});

Deno.test("printable() lets nothing through that moves the cursor", () => {
  const rows: readonly (readonly [string, string, string])[] = [
    ["dns.quad9.net", "dns.quad9.net", "an honest name"],
    ["\x1b[2Jboo", "?[2Jboo", "an escape sequence"],
    ["a\r\nb\tc", "a??b?c", "line ends and tabs"],
    ["\x9b2J", "?2J", "the same in eight bits"],
    ["abc\u202egpj", "abc?gpj", "right-to-left override"],
    ["Zürich ▂▃", "Zürich ▂▃", "letters stay"],
  ];
  for (const [text, expected, why] of rows) {
    strictEqual(printable(text), expected, why);
  }
});

Deno.test("wrap() breaks between words, and keeps to the width", () => {
  const rows: readonly (readonly [string, number, readonly string[]])[] = [
    ["one two", 10, ["one two"]],
    ["one two three", 9, ["one two", "  three"]],
    ["a verylongword b", 8, ["a", "  ver...", "  b"]],
    ["", 8, [""]],
  ];
  for (const [text, width, lines] of rows) {
    deepStrictEqual(wrap(text, width, "  "), lines, text);
  }
});
