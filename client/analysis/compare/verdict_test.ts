import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { Difference } from "./difference.ts";
import {
  type FigureName,
  type Judged,
  type Subject,
  verdictOf,
} from "./verdict.ts";

type Change = Partial<Omit<Difference, "a" | "b" | "difference">>;

/** Of two values; sure, and within 1 to both sides, unless told. */
function differ(a: number, b: number, change: Change = {}): Difference {
  const difference = a - b;
  return {
    ...{ a, b, difference, low: difference - 1, high: difference + 1 },
    isSure: true,
    ...change,
  };
}

/** Two lines that are alike and clean, unless told. */
function judged(changes: Partial<Judged> = {}): Judged {
  return {
    a: { name: "a", label: "A" },
    b: { name: "b", label: "B" },
    seconds: 60,
    ...{ lostByAOnly: NaN, lostByBOnly: NaN, lostByBoth: NaN },
    medianMs: differ(10, 10),
    p95Ms: differ(20, 20),
    jitterMs: differ(2, 2),
    lossPct: differ(0, 0),
    ...{ gatewayMs: null, uploadMbps: null, downloadMbps: null, bloatMs: null },
    ...changes,
  };
}

const MATTERS: readonly (readonly [
  name: FigureName,
  least: readonly [a: number, b: number],
  less: readonly [a: number, b: number],
  words: string,
])[] = [
  ["medianMs", [11, 10], [10.999, 10], "adds 1 ms (0 to 2)"],
  ["medianMs", [42, 40], [41.999, 40], "adds 2 ms (1 to 3)"],
  ["p95Ms", [25, 20], [24.999, 20], "adds 5 ms (4 to 6) to the slowest 5 %"],
  ["p95Ms", [69, 60], [68.999, 60], "adds 9 ms (8 to 10) to the slowest 5 %"],
  ["jitterMs", [3.5, 2], [3.499, 2], "varies by 3.5 ms against 2 ms"],
  ["jitterMs", [10, 8], [9.999, 8], "varies by 10 ms against 8 ms"],
  ["lossPct", [0.5, 0], [0.499, 0], "loses 0.5 % against 0 %"],
  ["lossPct", [22, 20], [21.999, 20], "loses 22 % against 20 %"],
  ["bloatMs", [70, 50], [69.999, 50], "adds 20 ms more under load (19 to 21)"],
  [
    "bloatMs",
    [240, 200],
    [239.999, 200],
    "adds 40 ms more under load (39 to 41)",
  ],
  ["uploadMbps", [0.1, 0.2], [0.101, 0.2], "uploads at 0.1 Mbit/s against 0.2"],
  ["uploadMbps", [85, 100], [85.001, 100], "uploads at 85 Mbit/s against 100"],
  [
    "downloadMbps",
    [0.1, 0.2],
    [0.101, 0.2],
    "downloads at 0.1 Mbit/s against 0.2",
  ],
  [
    "downloadMbps",
    [85, 100],
    [85.001, 100],
    "downloads at 85 Mbit/s against 100",
  ],
];

for (const [name, least, less, words] of MATTERS) {
  const [a, b] = least;
  Deno.test(`verdictOf() claims ${name} from ${a} against ${b} on, on either side`, () => {
    const of = (figures: readonly [number, number], change?: Change) => {
      const changes = { [name]: differ(...figures, change) };
      const { kind, claimed } = verdictOf(judged(changes));
      return [kind, claimed];
    };
    deepStrictEqual(of(least), ["a", [name]]);
    deepStrictEqual(of([b, a]), ["b", [name]]);
    deepStrictEqual(of(less), ["none", []]);
    deepStrictEqual(of(least, { isSure: false }), ["none", []]);
  });

  Deno.test(`verdictOf() says of either side that it ${words}`, () => {
    const of = (one: Difference) => verdictOf(judged({ [name]: one })).sentence;
    const also = name === "lossPct" && b > 0
      ? (label: string) => `${label} is not clean either (it loses ${b} %)`
      : (label: string) => `${label} is clean`;
    strictEqual(of(differ(a, b)), `A ${words}; ${also("B")}.`);
    strictEqual(of(differ(b, a)), `B ${words}; ${also("A")}.`);
  });
}

Deno.test("verdictOf() needs half a minute", () => {
  deepStrictEqual(verdictOf(judged({ seconds: 29 })), {
    kind: "not_enough_data",
    claimed: [],
    sentence:
      "Not enough data to compare A with B: 29 s were measured on both (30 s are needed).",
  });
  strictEqual(verdictOf(judged({ seconds: 30 })).kind, "none");
});

const LISTS: readonly (readonly [
  changes: Partial<Judged>,
  claimed: readonly FigureName[],
  words: string,
])[] = [
  [
    { medianMs: differ(30, 10), p95Ms: differ(60, 20) },
    ["medianMs", "p95Ms"],
    "adds 20 ms (19 to 21)",
  ],
  [
    { jitterMs: differ(8, 2), p95Ms: differ(60, 20) },
    ["jitterMs", "p95Ms"],
    "varies by 8 ms against 2 ms",
  ],
  [
    { lossPct: differ(3, 0), p95Ms: differ(60, 20) },
    ["lossPct", "p95Ms"],
    "loses 3 % against 0 % and adds 40 ms (39 to 41) to the slowest 5 %",
  ],
  [
    {
      medianMs: differ(30, 10),
      lossPct: differ(3, 0),
      jitterMs: differ(8, 2),
      downloadMbps: differ(5, 50),
    },
    ["medianMs", "lossPct", "jitterMs", "downloadMbps"],
    "adds 20 ms (19 to 21), loses 3 % against 0 %, varies by 8 ms against 2 ms and downloads at 5 Mbit/s against 50",
  ],
];

for (const [changes, claimed, words] of LISTS) {
  Deno.test(`verdictOf() puts together that A ${words}`, () => {
    deepStrictEqual(verdictOf(judged(changes)), {
      kind: "a",
      claimed,
      sentence: `A ${words}; B is clean.`,
    });
  });
}

Deno.test("verdictOf() tells of both where each is worse in something", () => {
  const changes = { medianMs: differ(30, 10), lossPct: differ(0, 3) };
  deepStrictEqual(verdictOf(judged(changes)), {
    kind: "mixed",
    claimed: ["medianMs", "lossPct"],
    sentence: "A adds 20 ms (19 to 21); B loses 3 % against 0 %.",
  });
});

Deno.test("verdictOf() says how many of all losses are one side's own", () => {
  const lost = { lostByAOnly: 6, lostByBOnly: 1, lostByBoth: 1 };
  const sentence = (one: Difference) =>
    verdictOf(judged({ ...lost, lossPct: one })).sentence;
  // 6 of 8, and 1 of 8.
  strictEqual(
    sentence(differ(4, 0.4)),
    "A loses 4 % against 0.4 %, 75 % of all losses being its alone; B is clean.",
  );
  strictEqual(
    sentence(differ(0.4, 4)),
    "B loses 4 % against 0.4 %, 13 % of all losses being its alone; A is clean.",
  );
});

const TROUBLES = [
  { lossPct: 0.5, jitterMs: 10, words: "is clean" },
  { lossPct: 0.6, jitterMs: 10, words: "is not clean either (it loses 0.6 %)" },
  {
    lossPct: 0.5,
    jitterMs: 10.1,
    words: "is not clean either (it varies by 10.1 ms)",
  },
  {
    lossPct: 0.6,
    jitterMs: 10.1,
    words: "is not clean either (it loses 0.6 % and varies by 10.1 ms)",
  },
];

for (const { lossPct, jitterMs, words } of TROUBLES) {
  Deno.test(`verdictOf() says that the other ${words}`, () => {
    const changes = {
      medianMs: differ(30, 10),
      lossPct: differ(lossPct, lossPct),
      jitterMs: differ(jitterMs, jitterMs),
    };
    strictEqual(
      verdictOf(judged(changes)).sentence,
      `A adds 20 ms (19 to 21); B ${words}.`,
    );
  });
}

const ROUTERS = [
  { gatewayMs: differ(8, 1), is: true, why: "70 % of it arises there" },
  { gatewayMs: differ(7.99, 1), is: false, why: "less of it" },
  {
    gatewayMs: differ(8, 1, { isSure: false }),
    is: false,
    why: "that is not sure",
  },
  { gatewayMs: null, is: false, why: "it was not measured" },
];

for (const { gatewayMs, is, why } of ROUTERS) {
  Deno.test(`verdictOf() ${is ? "puts" : "does not put"} it to the way to the router: ${why}`, () => {
    const changes = { medianMs: differ(20, 10), gatewayMs };
    strictEqual(
      verdictOf(judged(changes)).sentence,
      `A adds 10 ms (9 to 11); B is clean.${
        is ? " All of it arises on the way to the router." : ""
      }`,
    );
  });
}

Deno.test("verdictOf() puts no loss to the way to the router", () => {
  const changes = { lossPct: differ(3, 0), gatewayMs: differ(8, 1) };
  strictEqual(
    verdictOf(judged(changes)).sentence,
    "A loses 3 % against 0 %; B is clean.",
  );
});

const TYPES: readonly {
  readonly a?: Subject["connectionType"];
  readonly b?: Subject["connectionType"];
  readonly lossPct?: number;
  readonly is: boolean;
}[] = [
  { a: "wifi", b: "wired", is: true },
  { a: "wifi", b: "wired", lossPct: 2, is: false },
  { a: "wifi", b: "wifi", is: false },
  { a: "wired", b: "wired", is: false },
  { a: "wired", b: "wifi", is: false },
  { is: false },
];

for (const { a, b, lossPct = 0, is } of TYPES) {
  Deno.test(`verdictOf() ${is ? "blames" : "does not blame"} the Wi-Fi: ${a} against ${b}, of which ${lossPct} % are lost`, () => {
    const of = (label: string, connectionType: typeof a): Subject => ({
      ...{ name: label, label },
      ...(connectionType === undefined ? {} : { connectionType }),
    });
    const { sentence } = verdictOf(judged({
      a: of("A", a),
      b: of("B", b),
      medianMs: differ(20, 10),
      lossPct: differ(lossPct, lossPct),
    }));
    strictEqual(
      sentence.endsWith(" It is the Wi-Fi, not the provider."),
      is,
    );
  });
}

const unsure = (a: number, b: number, low: number, high: number) =>
  differ(a, b, { isSure: false, low, high });

const PERHAPS: readonly (readonly [
  why: string,
  changes: Partial<Judged>,
  words: string | undefined,
])[] = [
  [
    "three times what matters",
    { medianMs: unsure(13, 10, 0.5, 5.5) },
    "A adds 3 ms (0.5 to 5.5)",
  ],
  ["a bit less", { medianMs: unsure(12.999, 10, 0.5, 5.5) }, undefined],
  ["an interval from zero on", { medianMs: unsure(13, 10, 0, 6) }, undefined],
  ["an interval around zero", { medianMs: unsure(13, 10, -1, 7) }, undefined],
  [
    "as much of the other",
    { medianMs: unsure(10, 13, -5.5, -0.5) },
    "B adds 3 ms (0.5 to 5.5)",
  ],
  ["an interval up to zero", { medianMs: unsure(10, 13, -6, 0) }, undefined],
  ["beyond zero", { medianMs: unsure(10, 13, -6.5, 0.5) }, undefined],
  [
    "loss",
    { lossPct: unsure(1.5, 0, 0.2, 2.8) },
    "A loses 1.5 % against 0 %",
  ],
];

for (const [why, changes, words] of PERHAPS) {
  Deno.test(`verdictOf() is ${words === undefined ? "not unsure" : "unsure"}: ${why}`, () => {
    const { kind, sentence } = verdictOf(judged(changes));
    strictEqual(kind, words === undefined ? "none" : "unsure");
    if (words === undefined) return;
    strictEqual(
      sentence,
      `Not sure: ${words}, but that may be chance. Measure longer.`,
    );
  });
}

const SHARED: readonly (readonly [changes: Partial<Judged>, words: string])[] =
  [
    [{}, ""],
    [{ lossPct: differ(0.5, 0.5) }, ""],
    [
      { lossPct: differ(0.6, 0.7) },
      " Both lose 0.6 and 0.7 %: that begins where their ways meet, and neither is to blame.",
    ],
    [{ lossPct: unsure(0.5, 0.9, -1, 0) }, ""],
    [{ jitterMs: differ(10, 11) }, ""],
    [
      { jitterMs: differ(10.1, 10.2) },
      " Both vary by 10.1 and 10.2 ms: that begins where their ways meet, and neither is to blame.",
    ],
    [
      { lossPct: unsure(1.5, 0, 0, 3) },
      " 1.5 and 0 % were lost, which may be chance: measure longer.",
    ],
    [{ lossPct: unsure(1.499, 0, 0, 3) }, ""],
  ];

for (const [changes, words] of SHARED) {
  Deno.test(`verdictOf() says of no difference:${words || " nothing more"}`, () => {
    deepStrictEqual(verdictOf(judged(changes)), {
      kind: "none",
      claimed: [],
      sentence: `No difference between A and B: medians 10 and 10 ms.${words}`,
    });
  });
}

const DIGITS = [
  [20.4, "20"],
  [19.44, "19.4"],
  [1.26, "1.3"],
  [0.994, "0.99"],
  [0.1264, "0.13"],
  [0, "0"],
] as const;

for (const [ms, words] of DIGITS) {
  Deno.test(`verdictOf() writes ${ms} ms as ${words}`, () => {
    strictEqual(
      verdictOf(judged({ medianMs: differ(ms, ms) })).sentence,
      `No difference between A and B: medians ${words} and ${words} ms.`,
    );
  });
}
