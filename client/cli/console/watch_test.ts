import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { measurementOf, SERIES } from "../../analysis/testing.ts";
import type { Series } from "../../model/mod.ts";
import { nameOf, SilenceWatch } from "./watch.ts";

/** What a watch says, second by second. */
function toldOf(
  results: readonly Parameters<typeof measurementOf>[1][],
): readonly (string | null)[] {
  const watch = new SilenceWatch();
  return results.map((result, second) =>
    watch.add(measurementOf(1000 * second, result))
  );
}

Deno.test("SilenceWatch.add() tells each change once", () => {
  const rows: readonly {
    readonly results: Parameters<typeof toldOf>[0];
    readonly told: readonly (string | null)[];
    readonly why: string;
  }[] = [
    {
      results: [1e6, "timeout", "timeout", 1e6],
      told: [null, null, null, null],
      why: "two losses happen on any line",
    },
    {
      results: ["timeout", "timeout", "timeout", "timeout", 1e6, 1e6],
      told: [
        null,
        null,
        "192.0.2.1 does not answer",
        null,
        "192.0.2.1 answers again after 4 s",
        null,
      ],
      why: "once, at the third, and once when it is over",
    },
    {
      results: ["timeout", "self_dropped", "timeout", "timeout"],
      told: [null, null, null, "192.0.2.1 does not answer"],
      why: "what our own socket dropped says nothing",
    },
    {
      results: ["timeout", "timeout", "timeout", 3.5e9, "timeout", 3.5e9, 1e6],
      told: [
        null,
        null,
        "192.0.2.1 does not answer",
        "192.0.2.1 answers late, after 3500 ms",
        null,
        null,
        "192.0.2.1 answers again after 6 s",
      ],
      why: "late answers are said once, and end no silence",
    },
  ];
  for (const { results, told, why } of rows) {
    deepStrictEqual(toldOf(results), told, why);
  }
});

Deno.test("SilenceWatch.add() says the reason, where there is one", () => {
  const watch = new SilenceWatch();
  const lost = (atMs: number) =>
    watch.add({
      ...measurementOf(atMs, "unreachable"),
      outcome: {
        kind: "unreachable",
        detail: "host unreachable, says 10.0.0.1",
      },
    });
  lost(0);
  lost(1000);
  strictEqual(
    lost(2000),
    "192.0.2.1 does not answer (host unreachable, says 10.0.0.1)",
  );
});

Deno.test("SilenceWatch.add() is not misled by a late answer to an old probe", () => {
  const watch = new SilenceWatch();
  watch.add(measurementOf(5000, "timeout"));
  watch.add(measurementOf(6000, "timeout"));
  strictEqual(watch.add(measurementOf(4000, 9e9)), null);
  strictEqual(
    watch.add(measurementOf(7000, "timeout")),
    "192.0.2.1 does not answer",
  );
});

Deno.test("SilenceWatch.add() ends a silence though the clock was set back", () => {
  const watch = new SilenceWatch();
  for (const s of [7200, 7201, 7202]) {
    watch.add(measurementOf(1000 * s, "timeout"));
  }
  strictEqual(
    watch.add(measurementOf(3_603_000, 1e6)),
    "192.0.2.1 answers again",
  );
});

Deno.test("nameOf() says what a person calls a series", () => {
  const rows: readonly (readonly [Partial<Series>, string])[] = [
    [{}, "192.0.2.1"],
    [{ role: "gateway" }, "gateway 192.0.2.1"],
    [{ role: "isp" }, "isp 192.0.2.1"],
    [{ probe: "dns", variant: "random" }, "resolver 192.0.2.1 (random name)"],
    [{ probe: "tcp", variant: "443" }, "TCP 192.0.2.1"],
    [{ probe: "tcp", variant: "hold" }, "held connection to 192.0.2.1"],
  ];
  for (const [fields, name] of rows) {
    strictEqual(nameOf({ ...SERIES, ...fields }), name);
  }
});

Deno.test("SilenceWatch.add() does not count a loss again that is told more of", () => {
  const watch = new SilenceWatch();
  const told = [0, 0, 0, 1].map((second, i) =>
    watch.add({
      ...measurementOf(1000 * second, "timeout"),
      isCorrection: i === 1 || i === 2,
    })
  );
  deepStrictEqual(told, [null, null, null, null]);
});
