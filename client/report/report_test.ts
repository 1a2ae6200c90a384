import { match, ok, strictEqual } from "node:assert/strict";
import { compare } from "../analysis/compare/mod.ts";
import { columnsOf, SERIES } from "../analysis/testing.ts";
import type { StoredEvent } from "../model/mod.ts";
import { htmlOf } from "./html.ts";
import { markdownOf } from "./markdown.ts";
import { reportOf } from "./report.ts";
import { BURSTS, inputOf } from "./testing.ts";
import { textOf } from "./text.ts";

const PNG = Uint8Array.of(1, 2, 3);

function eventOf(changes: Partial<StoredEvent>): StoredEvent {
  return {
    atMs: inputOf({ minutes: 1 }).period.fromMs,
    type: "packet_loss",
    severity: "warning",
    interface: "eth0",
    target: "",
    server: "",
    description: "Packet loss on eth0",
    durationMs: 60_000,
    metrics: {},
    ...changes,
  };
}

Deno.test("reportOf() says first whether the line is well, ill, or not to be judged", () => {
  const cases = [
    [
      { minutes: 480 },
      "good",
      /^Nothing was found to be wrong with this line in 8 h of measurements\.$/,
    ],
    [
      BURSTS,
      "bad",
      /^Something is wrong with this line: .*micro-d.* recognised\.$/,
    ],
    [
      { minutes: 30 },
      "unknown",
      /^Too little was measured to judge this line: 30 min\.$/,
    ],
  ] as const;
  for (const [script, tone, headline] of cases) {
    const document = reportOf(inputOf(script));
    strictEqual(document.tone, tone);
    match(document.headline, headline);
  }
});

Deno.test("reportOf() does not call a line well on which something happened", () => {
  const { headline, tone } = reportOf(
    inputOf({ minutes: 480 }, { events: [eventOf({}), eventOf({})] }),
  );
  strictEqual(tone, "unknown");
  strictEqual(
    headline,
    "No lasting trouble was recognised in 8 h of measurements, but 2 incidents happened.",
  );
  const note = eventOf({ type: "note", severity: "info" });
  const { tone: again } = reportOf(
    inputOf({ minutes: 480 }, { events: [note] }),
  );
  strictEqual(again, "good", "a note is no trouble");
});

Deno.test("reportOf() tells how long a line was down, on the interface where it was longest", () => {
  const isLost = (second: number) => second >= 6000 && second < 6600;
  const targets = ["a", "b", "c"].map((target) => ({ target, isLost }));
  const { headline } = reportOf(inputOf({ minutes: 480, targets }));
  match(headline, /it was down for 10 min in all \(eth0\)/);
});

Deno.test("reportOf() tells gaps apart from trouble, and writes times in local time", () => {
  const { period } = inputOf({ minutes: 480 });
  const gap = {
    fromMs: period.fromMs + 3_600_000,
    toMs: period.fromMs + 7_200_000,
  };
  const text = textOf(reportOf(inputOf({ minutes: 480 }, { gaps: [gap] })));
  match(text, /for 60 min in 1\s+stretch\. That says nothing about the line/);
  match(text, /- Mon 16 Nov 02:00 \(60 min\)/, "01:00 UTC is 02:00 in Berlin");
});

Deno.test("reportOf() puts the contract beside what was measured", () => {
  const rates = {
    tests: 10,
    minBps: 4e7,
    medianBps: 8e7,
    maxBps: 9.5e7,
    belowContractPct: 60,
  };
  const text = textOf(reportOf(inputOf({ minutes: 480 }, {
    line: {
      provider: "Example Net",
      technology: "cable",
      promisedBps: { up: null, down: 1e8 },
      guaranteedPct: 90,
    },
    loads: [{
      interface: "eth0",
      throughput: { up: null, down: rates },
      sentences: [],
    }],
  })));
  match(text, /^Internet line of nas \(Example Net, cable\)\n/);
  match(text, /slower than the 90 % of the contract that are guaranteed/);
  match(text, /Usual for cable: 8 to 20 ms to the provider's first router/);
  match(
    text,
    /Download, eth0 +100 +80 +40 +95 +10 +60 %/,
  );
});

Deno.test("reportOf() says in its verdict which interface is surely worse, and shows by how much", () => {
  const columns = (name: string, ms: number) =>
    columnsOf(
      Array.from({ length: 3600 }, (_, i) => [1000 * i, 1000 * ms + i % 7]),
      { ...SERIES, interface: name },
    );
  const comparison = compare({
    a: { name: "wlan0", label: "Wi-Fi (wlan0)" },
    b: { name: "eth0", label: "wired (eth0)" },
    matches: [{ a: columns("wlan0", 60), b: columns("eth0", 10) }],
  }, { isPaired: true, random: () => 0.5, resamples: 20 });
  const text = textOf(
    reportOf(inputOf({ minutes: 480 }, {
      comparison: {
        by: "interface",
        targets: ["8.8.8.8"],
        connections: ["wlan0", "eth0"].map((name) => ({
          name,
          p50Ms: 10,
          p95Ms: 12,
          jitterMs: 1,
          lossPct: 0,
          downloadMbps: NaN,
          uploadMbps: NaN,
        })),
      },
      tested: [comparison],
    })),
  );
  const verdict = text.slice(0, text.indexOf("Availability"));
  match(verdict, /Wi-Fi \(wlan0\) adds 50 ms/);
  match(text, /Round trip, median \(ms\) +60\.00 +10\.00 +\+50\.00/);
});

Deno.test("reportOf() tells the worst incidents where there are many, in order of time", () => {
  const { period } = inputOf({ minutes: 480 });
  const events = Array.from({ length: 60 }, (_, i) =>
    eventOf({
      atMs: period.fromMs + i * 60_000,
      severity: i === 59 ? "critical" : "warning",
      durationMs: 1000 * (i + 1),
      description: `incident ${i}`,
    }));
  const text = textOf(reportOf(inputOf({ minutes: 480 }, { events })));
  match(text, /Incidents: 60\n\nThe 40 worst; `bufferbane events` lists all\./);
  ok(text.includes("incident 59") && text.includes("incident 20"));
  ok(!text.includes("incident 19"));
});

Deno.test("textOf() and markdownOf() let names from outside be no more than text", () => {
  const events = [
    eventOf({ description: "\u001b[2J| **x** <img src=x>\n# y" }),
  ];
  const document = reportOf(inputOf({ minutes: 480 }, { events }));
  ok(!textOf(document).includes("\u001b"));
  const markdown = markdownOf(document);
  ok(markdown.includes("\\| \\*\\*x\\*\\* &lt;img src=x> \\# y"), markdown);
  ok(!markdown.includes("<img"));
});

Deno.test("htmlOf() is one file without scripts that escapes what others have named", () => {
  const host = `</h1><script>alert("1")</script>'&`;
  const document = reportOf(inputOf(BURSTS, { host }));
  const html = htmlOf(document, [{ alt: `"><script>`, png: PNG }]);
  ok(!html.includes("<script"));
  ok(html.includes("&lt;/h1&gt;&lt;script&gt;"));
  match(
    html,
    /<img alt="&quot;&gt;&lt;script&gt;" src="data:image\/png;base64,AQID">/,
  );
  match(
    html,
    /Content-Security-Policy" content="default-src 'none'; img-src data:;/,
  );
  ok(!/\s(?:href|src)\s*=\s*"(?!data:)/.test(html), "nothing from elsewhere");
  ok(html.includes("<code>bufferbane events</code>") || !html.includes("`"));
});

Deno.test("textOf() keeps sentences to 80 columns", () => {
  const text = textOf(reportOf(inputOf(BURSTS)));
  const tables = /\S {2,}\S/;
  for (const line of text.split("\n")) {
    ok(line.length <= 80 || tables.test(line), line);
  }
});
