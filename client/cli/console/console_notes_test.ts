import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { Severity } from "../../model/mod.ts";
import { consoleIn } from "./console_testing.ts";
import { journalLine } from "./line_style.ts";

Deno.test("LiveConsole.event() leaves time and priority to the journal", async () => {
  const { view, state, sink } = consoleIn("lines", journalLine);
  view.event({
    atMs: state.nowMs,
    type: "outage",
    severity: "critical",
    interface: "eth0",
    target: "",
    server: "",
    description: "Nothing answers on eth0",
    durationMs: null,
    metrics: {},
  });
  view.note("Cannot write to the database");
  await sink.flush();
  strictEqual(
    state.text,
    "<2>Nothing answers on eth0\n<4>Cannot write to the database\n",
  );
});

Deno.test("LiveConsole.event() tells the end of an interface's outage in one line", async () => {
  const { view, state, sink } = consoleIn("lines", journalLine);
  const common = {
    atMs: state.nowMs,
    severity: "info",
    interface: "eth0",
    target: "",
    server: "",
    durationMs: 2000,
  } as const;
  view.event({
    ...common,
    type: "interface_down",
    description: "eth0 had no link for 2.0 s",
    metrics: { cause: "no_link", "is_up_again": true },
  });
  view.event({
    ...common,
    type: "interface_up",
    description: "eth0 is up again: it had no link for 2.0 s",
    metrics: { cause: "no_link", "down_ms": 2000 },
  });
  await sink.flush();
  strictEqual(state.text, "<6>eth0 is up again: it had no link for 2.0 s\n");
});

Deno.test("LiveConsole.note() leaves out what is milder than wanted, everywhere", async () => {
  const rows: readonly (readonly [Severity, readonly string[]])[] = [
    ["info", ["info: a", "warn: Cannot b", "error: c", "error: d"]],
    ["warning", ["warn: Cannot b", "error: c", "error: d"]],
    ["alert", ["error: c", "error: d"]],
  ];
  for (const [least, logged] of rows) {
    for (const mode of ["lines", "json", "none", "live"] as const) {
      const { view, state } = consoleIn(mode);
      state.least = least;
      view.note("a");
      view.note("Cannot b");
      view.note("c", "alert");
      view.note("d", "critical");
      view.draw();
      await view.close();
      deepStrictEqual(
        state.log.map((line) => line.replace(/^\S+ /, "")),
        logged,
        mode,
      );
      const told = mode === "none" ? [] : logged;
      for (const line of logged) {
        const text = line.replace(/^\w+: /, "");
        const isShown = new RegExp(`(  |")${text}\\b`).test(state.text);
        strictEqual(isShown, told.includes(line), `${mode}: ${line}`);
      }
    }
  }
});

Deno.test("LiveConsole.record() tells the log alone, one line a line", async () => {
  const { view, state } = consoleIn("lines");
  view.record("start\nof two\x1b[2J lines");
  await view.close();
  strictEqual(state.text, "");
  deepStrictEqual(
    state.log.map((line) => line.replace(/^\S+ /, "")),
    ["info: start", "info: of two?[2J lines"],
  );
});
