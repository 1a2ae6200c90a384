import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { textOf } from "./text.ts";

Deno.test("textOf() breaks headings, and a last column of sentences, to fit 80 columns", () => {
  const text = textOf({
    title: "Line",
    tone: "good",
    subtitle: "When",
    headline: "Well.",
    blocks: [{
      kind: "table",
      caption: "Incidents",
      columns: ["When", "Slowest of a hundred (ms)", "Lost of all (%)", "What"],
      rows: [[
        "Sun 25 Oct 02:30+02:00",
        "12.5",
        "0",
        "Outage on eth0: the line was down for an hour, and nobody knows why",
      ]],
    }],
  });
  strictEqual(
    text.split("\n").slice(6).join("\n"),
    `Incidents
When                    Slowest of a  Lost of all  What
                        hundred (ms)          (%)
Sun 25 Oct 02:30+02:00          12.5            0  Outage on eth0: the line was
                                                   down for an hour, and nobody
                                                   knows why
`,
  );
});

Deno.test("textOf() gives a row's name its own line where its figures fit no longer beside it", () => {
  const table = (name: string) => ({
    kind: "table" as const,
    caption: "Round trips (ms)",
    columns: ["Target", "Sent", "Lost", "Mean", "P50", "P95", "P99", "Max"],
    rows: [
      [name, "604800", "0.13 %", "18.42", "17.91", "31.03", "88.15", "1021.7"],
      ["gateway", "604800", "0.00 %", "0.98", "0.74", "2.17", "9.42", "71.3"],
    ],
  });
  const linesOf = (name: string) =>
    textOf({
      title: "Line",
      tone: "good",
      subtitle: "When",
      headline: "Well.",
      blocks: [table(name)],
    }).split("\n").slice(6, -1);
  strictEqual(linesOf("dns.google (wlan0, IPv6)").length, 4);
  deepStrictEqual(linesOf("2001:4860:4860::8888 (wlan0, IPv6)"), [
    "Round trips (ms)",
    "Target",
    "    Sent    Lost   Mean    P50    P95    P99     Max",
    "2001:4860:4860::8888 (wlan0, IPv6)",
    "  604800  0.13 %  18.42  17.91  31.03  88.15  1021.7",
    "gateway",
    "  604800  0.00 %   0.98   0.74   2.17   9.42    71.3",
  ]);
});

Deno.test("textOf() breaks headings further before rows' names get lines of their own", () => {
  const text = textOf({
    title: "Line",
    tone: "good",
    subtitle: "When",
    headline: "Well.",
    blocks: [{
      kind: "table",
      caption: "Each direction (ms)",
      columns: [
        "Server",
        "Queue P50",
        "Queue P95",
        "Queue P99",
        "Lost",
        "One-way delay",
        "Its error at most",
      ],
      rows: [
        ["home-vps, net0, up", "0.00", "0.00", "24.6", "3087", "16.1", "1.00"],
      ],
    }],
  });
  deepStrictEqual(text.split("\n").slice(7, -1), [
    "Server              Queue  Queue  Queue  Lost  One-way       Its",
    "                      P50    P95    P99          delay  error at",
    "                                                            most",
    "home-vps, net0, up   0.00   0.00   24.6  3087     16.1      1.00",
  ]);
});
