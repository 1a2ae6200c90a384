import { strictEqual } from "node:assert/strict";
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
