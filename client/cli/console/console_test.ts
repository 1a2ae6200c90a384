import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { SERIES } from "../../analysis/testing.ts";
import type { Series } from "../../model/mod.ts";
import { type ConsoleMode, runningFor } from "./console.ts";
import { consoleIn, feed } from "./console_testing.ts";

const TOLD = "10:12:15  192.0.2.1 does not answer\n";

/** A round, another one that is lost, what is said of it, and a third one. */
function feedOutage(shown: ReturnType<typeof consoleIn>): void {
  feed(shown, [10e6, "timeout"]);
  shown.view.note("192.0.2.1 does not answer");
  feed(shown, [12e6]);
}

Deno.test("LiveConsole writes what each mode promises", async () => {
  const rows: readonly (readonly [ConsoleMode, string])[] = [
    ["lines", TOLD],
    ["quiet", TOLD],
    ["none", ""],
    [
      "verbose",
      `10:12:13.000  eth0  icmp  192.0.2.1  10.0 ms
10:12:14.000  eth0  icmp  192.0.2.1  timeout
10:12:15  192.0.2.1 does not answer
10:12:15.000  eth0  icmp  192.0.2.1  12.0 ms
`,
    ],
  ];
  for (const [mode, text] of rows) {
    const shown = consoleIn(mode);
    feedOutage(shown);
    shown.view.draw();
    await shown.view.close();
    strictEqual(shown.state.text, text, mode);
  }
});

Deno.test("LiveConsole writes samples and notes as JSON", async () => {
  const shown = consoleIn("json");
  feedOutage(shown);
  await shown.view.close();
  const objects = shown.state.text.trimEnd().split("\n")
    .map((line) => JSON.parse(line));
  deepStrictEqual(
    objects.map(({ type, status, description }) =>
      type === "note" ? description : status
    ),
    [
      "ok",
      "timeout",
      "192.0.2.1 does not answer",
      "ok",
    ],
  );
});

Deno.test("LiveConsole.draw() draws in place, close() gives the terminal back", async () => {
  const shown = consoleIn("live");
  const { view, state, sink } = shown;
  feed(shown, [10e6, 12e6]);
  view.note("A note\x1b[2J,\nof two lines");
  view.draw();
  await sink.flush();
  const table = [
    "bufferbane",
    "",
    "ping eth0 (ms)        last  mean   P50   P95   P99 jitter loss %  state",
    "  192.0.2.1           12.0  11.0  10.0  12.0  12.0  0.125      0  ok          _-",
    "",
    "10:12:15  A note?[2J,",
    "10:12:15  of two lines",
    "",
    "own lateness P99 0.120 ms, 0 rounds missed   b.db",
  ];
  const drawn = `\x1b[H${table.join("\x1b[K\r\n")}\x1b[J`;
  strictEqual(state.text, `\x1b[?1049h\x1b[?25l${drawn}`);
  state.text = "";
  view.draw();
  await sink.flush();
  strictEqual(state.text, drawn, "the screen is entered once");
  state.text = "";
  await view.close();
  strictEqual(state.text, `\x1b[?25h\x1b[?1049l${table.join("\n")}\n`);
});

Deno.test("LiveConsole.draw() leaves a stopped terminal alone", () => {
  const shown = consoleIn("live");
  shown.state.isStopped = true;
  feed(shown, [10e6]);
  shown.view.draw();
  strictEqual(shown.sink.isIdle, false);
  for (let i = 0; i < 100_000; i++) shown.view.draw();
  strictEqual(shown.state.text, "", "and keeps no drawings for it");
});

Deno.test("LiveConsole forgets a series that is measured no more", async () => {
  const shown = consoleIn("live");
  feed(shown, [10e6], { ...SERIES, role: "gateway", target: "10.0.0.1" });
  shown.state.nowMs += 301_000;
  feed(shown, [10e6]);
  shown.view.draw();
  await shown.sink.flush();
  ok(shown.state.text.includes("192.0.2.1"));
  ok(!shown.state.text.includes("10.0.0.1"));
});

Deno.test("LiveConsole shows the nearest first, each probe apart", async () => {
  const shown = consoleIn("live");
  const series: readonly Partial<Series>[] = [
    { probe: "dns", variant: "random", role: "resolver" },
    { probe: "dns", variant: "cached", role: "resolver" },
    { probe: "tcp", variant: "443" },
    { role: "public", target: "1.1.1.1" },
    { role: "public", target: "2606:4700:4700::1111", family: 6 },
    { role: "isp", target: "100.64.0.1" },
    { role: "gateway", target: "10.0.0.1" },
  ];
  for (const fields of series) feed(shown, [10e6], { ...SERIES, ...fields });
  shown.view.draw();
  await shown.sink.flush();
  deepStrictEqual(
    shown.state.text.split("\x1b[K\r\n").slice(2, -2)
      .map((line) => line.slice(0, 21).trimEnd()),
    [
      "ping eth0 (ms)",
      "  gateway 10.0.0.1",
      "  isp 100.64.0.1",
      "  1.1.1.1",
      "  2606:470~700::1111",
      "",
      "TCP connect eth0 (ms)",
      "  192.0.2.1:443",
      "",
      "DNS eth0 (ms)",
      "  192.0.2.1 cached",
      "  192.0.2.1 random",
    ],
  );
});

Deno.test("LiveConsole.summarize() has a line for each series", async () => {
  const shown = consoleIn("quiet");
  feed(shown, [10e6, "timeout", 12e6, 11e6]);
  shown.view.summarize();
  await shown.sink.flush();
  match(
    shown.state.text,
    /^10:12:17 {2}ping eth0 \(ms\) {2}192\.0\.2\.1: 4 sent, 1 lost \(25 %\), mean 11\.0 ms, P95 12\.0 ms, jitter [\d.]+ ms\n10:12:17 {2}own lateness P99 0\.120 ms, 0 rounds missed\n$/,
  );
});

Deno.test("LiveConsole.summarize() says what differs between interfaces", async () => {
  const shown = consoleIn("quiet");
  shown.view.showVerdicts(["a\x1b[2J adds 13 ms"]);
  shown.view.summarize();
  await shown.sink.flush();
  match(shown.state.text, /^\d\d:\d\d:\d\d {2}a\?\[2J adds 13 ms\n/);
});

Deno.test("runningFor() says how long", () => {
  strictEqual(runningFor(0n, 90_000_000_000n), "running 1 min");
});

Deno.test("LiveConsole lets no interface's name move the cursor", async () => {
  const shown = consoleIn("live");
  feed(shown, [10e6, "timeout", 12e6], { ...SERIES, interface: "a\x1b[2J" });
  shown.view.summarize();
  shown.view.draw();
  await shown.view.close();
  ok(shown.state.text.includes("ping a?[2J (ms)"));
  ok(!shown.state.text.includes("\x1b[2J"));
});

Deno.test("LiveConsole.leave() gives the terminal back until draw() takes it again", async () => {
  const { view, state, sink } = consoleIn("live");
  view.draw();
  await view.leave();
  strictEqual(state.text.slice(-14), "\x1b[?25h\x1b[?1049l");
  state.text = "";
  state.isForeground = false;
  view.draw();
  await sink.flush();
  strictEqual(state.text, "", "a job in the background draws over nobody");
  state.isForeground = true;
  view.draw();
  await sink.flush();
  ok(state.text.startsWith("\x1b[?1049h\x1b[?25l\x1b[H"));
});
