import { deepStrictEqual } from "node:assert/strict";
import type { Period } from "../../model/mod.ts";
import type { Finding, Scenario } from "./finding.ts";
import { reconcile } from "./reconcile.ts";
import { MINUTE_MS, START_MS } from "./testing.ts";

/** From a minute to another, and so many milliseconds less. */
function minutes(from: number, to: number, lessMs = 0): Period {
  return {
    fromMs: START_MS + from * MINUTE_MS,
    toMs: START_MS + to * MINUTE_MS - lessMs,
  };
}

function findingOf(
  scenario: Scenario,
  changes: Partial<Finding> = {},
): Finding {
  return {
    scenario,
    interface: "eth0",
    families: [4],
    direction: null,
    rung: null,
    targets: ["a"],
    times: [minutes(0, 100)],
    figures: {},
    confidence: 0.9,
    sentence: "",
    advice: "",
    ...changes,
  };
}

function leftOf(findings: readonly Finding[]): Scenario[] {
  return reconcile(findings).map(({ scenario }) => scenario);
}

const SIGNS: readonly (readonly [Scenario, readonly Scenario[]])[] = [
  ["micro_disconnections", []],
  ["packet_loss_bursts", []],
  ["bufferbloat", []],
  ["peak_hour_degradation", []],
  ["isp_routing_trouble", ["peak_hour_degradation"]],
  [
    "asymmetric_trouble",
    ["peak_hour_degradation", "intermittent_upload_degradation"],
  ],
  ["intermittent_upload_degradation", ["peak_hour_degradation"]],
];

for (const [sign, causes] of SIGNS) {
  Deno.test(`reconcile() takes ${sign} at the same time for a sign of ${causes.join(" and ") || "nothing"}`, () => {
    const found = SIGNS.map(([scenario]) => scenario)
      .filter((other) => other !== sign)
      .filter((other) => {
        const findings = [
          findingOf(sign, { direction: "down" }),
          findingOf(other, { direction: "down" }),
        ];
        return !leftOf(findings).includes(sign);
      });
    deepStrictEqual(found.toSorted(), causes.toSorted());
  });
}

/** An evening that lies nowhere near. */
const FAR = minutes(5000, 5100);
const LONG = minutes(0, 600);
const AT = [720, 800, 880];
const SHORT = AT.map((at) => minutes(at, at + 40));

const TIMES: readonly {
  readonly why: string;
  readonly times?: readonly Period[];
  readonly peak: readonly Period[];
  readonly isExplained: boolean;
}[] = [
  {
    why: "three quarters lie in it or ten minutes after",
    peak: [minutes(0, 65), FAR],
    isExplained: true,
  },
  {
    why: "a millisecond less does",
    peak: [minutes(0, 65, 1), FAR],
    isExplained: false,
  },
  {
    why: "three quarters lie in it or ten minutes before",
    peak: [FAR, minutes(35, 200)],
    isExplained: true,
  },
  {
    why: "it begins a minute later",
    peak: [FAR, minutes(36, 200)],
    isExplained: false,
  },
  { why: "it is at another time", peak: [FAR], isExplained: false },
  {
    why: "two short times outside do not recur",
    times: [LONG, ...SHORT.slice(0, 2)],
    peak: [LONG],
    isExplained: true,
  },
  {
    why: "three short times outside recur",
    times: [LONG, ...SHORT],
    peak: [LONG],
    isExplained: false,
  },
  {
    why: "half of the short times lies inside",
    times: [LONG, ...SHORT],
    peak: [LONG, ...AT.map((at) => minutes(at - 5, at + 10))],
    isExplained: true,
  },
  {
    why: "a millisecond less than half of the short times does",
    times: [LONG, ...SHORT],
    peak: [LONG, ...AT.map((at) => minutes(at - 5, at + 10, 1))],
    isExplained: false,
  },
];

for (const { why, times = [minutes(0, 100)], peak, isExplained } of TIMES) {
  Deno.test(`reconcile() ${isExplained ? "leaves out a sign" : "keeps a finding"}: ${why}`, () => {
    const findings = [
      findingOf("isp_routing_trouble", { times, confidence: 0.8 }),
      findingOf("peak_hour_degradation", { times: peak }),
    ];
    deepStrictEqual(
      leftOf(findings),
      isExplained
        ? ["peak_hour_degradation"]
        : ["peak_hour_degradation", "isp_routing_trouble"],
    );
  });
}

const UPLOADS = [
  { direction: "up", other: "intermittent_upload_degradation", kept: false },
  { direction: "down", other: "intermittent_upload_degradation", kept: true },
  { direction: "up", other: "peak_hour_degradation", kept: true },
] as const;

for (const { direction, other, kept } of UPLOADS) {
  Deno.test(`reconcile() ${kept ? "keeps" : "leaves out"} trouble of one direction (${direction}) at another time than ${other}`, () => {
    const findings = [
      findingOf("asymmetric_trouble", { direction }),
      findingOf(other, { times: [FAR] }),
    ];
    deepStrictEqual(leftOf(findings).includes("asymmetric_trouble"), kept);
  });
}

Deno.test("reconcile() explains nothing by what another interface saw", () => {
  const findings = [
    findingOf("isp_routing_trouble"),
    findingOf("peak_hour_degradation", { interface: "wlan0" }),
  ];
  deepStrictEqual(leftOf(findings), [
    "isp_routing_trouble",
    "peak_hour_degradation",
  ]);
});

Deno.test("reconcile() puts together what both IP versions of an interface saw, in the words of the surest", () => {
  const six = findingOf("bufferbloat", {
    families: [6],
    targets: ["b", "a"],
    confidence: 0.7,
    sentence: "six",
  });
  const four = findingOf("bufferbloat", {
    targets: ["a", "c"],
    confidence: 0.8,
    sentence: "four",
  });
  const wifi = findingOf("bufferbloat", {
    interface: "wlan0",
    confidence: 0.75,
  });
  deepStrictEqual(reconcile([six, wifi, four]), [
    { ...four, families: [4, 6], targets: ["b", "a", "c"] },
    wifi,
  ]);
  deepStrictEqual(reconcile([six]), [six]);
});

Deno.test("reconcile() names the surest first", () => {
  const sure = (
    [
      ["bufferbloat", 0.7],
      ["micro_disconnections", 0.9],
      ["packet_loss_bursts", 0.8],
    ] as const
  ).map(([scenario, confidence]) => findingOf(scenario, { confidence }));
  const expected = [
    "micro_disconnections",
    "packet_loss_bursts",
    "bufferbloat",
  ];
  deepStrictEqual(leftOf(sure), expected);
  deepStrictEqual(leftOf(sure.toReversed()), expected);
});
