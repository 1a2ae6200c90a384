import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { type SampleColumns, type Status, STATUSES } from "../../model/mod.ts";
import { confidenceOf } from "./confidence.ts";
import { NOT_FOUND, UNASKED, UNREAD } from "./finding.ts";
import type { Line, MinuteTrack } from "./line.ts";
import type { LossEvent } from "./loss_events.ts";
import { packetLossBursts } from "./packet_loss_bursts.ts";
import { lineOf, MINUTE_MS, START_MS, trackOf } from "./testing.ts";

const LENGTH = 120;
/** The minutes in which bursts begin. */
const AT = [20, 60, 100];

/** Half of 100 probes, for half a minute. */
function burstAt(minute: number, changes: Partial<LossEvent> = {}): LossEvent {
  const fromMs = START_MS + minute * MINUTE_MS;
  return {
    kind: "burst",
    fromMs,
    toMs: fromMs + 30_000,
    probes: 100,
    density: 0.5,
    deadProbes: 0,
    isGatewayLost: null,
    longestRun: 4,
    losers: [],
    ...changes,
  };
}

/** Losses of each minute. */
function lossyTrack(
  target: string,
  lostOf: (minute: number) => number,
): MinuteTrack {
  const places = Array.from({ length: LENGTH }, (_, minute) => minute);
  return trackOf(target, LENGTH, { lost: Int32Array.from(places, lostOf) });
}

/** Samples of these, none unless told. */
function samplesOf(
  track: Pick<MinuteTrack, "series">,
  statuses: readonly Status[] = [],
): SampleColumns {
  const { length } = statuses;
  return {
    series: track.series,
    length,
    atMs: new Float64Array(length),
    rttUs: new Int32Array(length),
    ipdvUs: new Int32Array(length),
    status: Uint8Array.from(statuses, (status) => STATUSES.indexOf(status)),
  };
}

function judge(events: readonly LossEvent[], changes: Partial<Line> = {}) {
  const far = [trackOf("a", LENGTH), trackOf("b", LENGTH)];
  return packetLossBursts(
    lineOf(LENGTH, { far, ...changes }),
    { events, outages: [], isUnread: false },
    { samples: (series) => samplesOf({ series }) },
  );
}

function isFound(
  changes: Partial<LossEvent>,
  line: Partial<Line> = {},
): boolean {
  return judge(AT.map((minute) => burstAt(minute, changes)), line).kind ===
    "found";
}

Deno.test("packetLossBursts() tells everything of some bursts", () => {
  const quiet = trackOf("b", LENGTH);
  // Ten lost with nine between them in each burst's minute; one elsewhere.
  const worst = lossyTrack(
    "a",
    (minute) => AT.includes(minute) ? 10 : minute === 50 ? 1 : 0,
  );
  const statuses = Array.from(
    { length: 61 },
    (_, at): Status =>
      at === 60 ? "self_dropped" : at < 20 && at % 2 === 0 ? "timeout" : "ok",
  );
  const asked: unknown[] = [];
  const events = [
    burstAt(AT[0] ?? 0, { density: 0.95, longestRun: 5 }),
    burstAt(AT[1] ?? 0, { density: 0.9 }),
    burstAt(AT[2] ?? 0, { density: 0.4, longestRun: 9, isGatewayLost: false }),
  ].map((event, place) => ({
    ...event,
    toMs: event.fromMs + 20_000 * (place + 1),
  }));
  const lonely = burstAt(30 * 1440, { density: 1, longestRun: 99 });
  const judgement = packetLossBursts(
    lineOf(LENGTH, {
      far: [quiet, worst],
      gateway: [trackOf("gateway", LENGTH)],
    }),
    { events: [...events, lonely], outages: [], isUnread: false },
    {
      samples: (series, { fromMs, toMs }) => {
        asked.push([series.target, fromMs - START_MS, toMs - START_MS]);
        return samplesOf({ series }, statuses);
      },
    },
  );
  deepStrictEqual(
    asked,
    AT.map((at) => ["a", at * MINUTE_MS, (at + 1) * MINUTE_MS]),
  );
  const packets = 60 * LENGTH;
  deepStrictEqual(judgement, {
    kind: "found",
    finding: {
      scenario: "packet_loss_bursts",
      interface: "eth0",
      families: [4],
      direction: null,
      rung: "access",
      targets: ["b", "a"],
      times: events.map(({ fromMs, toMs }) => ({ fromMs, toMs })),
      figures: {
        bursts: 3,
        medianMs: 40_000,
        densityPct: 90,
        longestRun: 9,
        burstDensityPct: (30 / 57) * 100,
        gapDensityPct: (1 / (packets - 57)) * 100,
        meanBurstPackets: 19,
        meanGapPackets: (packets - 57) / 4,
        gilbertP: 3 / (packets - 57),
        gilbertR: 3 / 57,
      },
      confidence: confidenceOf({ margin: 0.9 / 0.3, repetition: 1 }),
      sentence:
        "Packets were lost in bursts 3 times: for 40 s typically, 90 of 100 packets vanished (up to 9 in a row), and hardly any in between. Calls and games stutter then. The own router answered: it happens beyond it.",
      advice:
        "Send the provider the times and the burst figures; ask for the modem's error counters at these times (noise on the line looks like this).",
    },
  });
});

Deno.test("packetLossBursts() counts what is lost beside bursts as spread over its minute", () => {
  // Three apart by 57/4 received ones, as in every minute: one burst.
  const track = lossyTrack("a", (minute) => minute === 50 ? 3 : 0);
  const judgement = judge(AT.map((at) => burstAt(at)), { far: [track] });
  const figures = judgement.kind === "found" ? judgement.finding.figures : {};
  strictEqual(figures["meanBurstPackets"], 3 + 2 * 57 / 4);
  strictEqual(figures["meanGapPackets"], (60 * LENGTH - 31.5) / 2);
});

Deno.test("packetLossBursts() reads each minute that a burst touches, and no other", () => {
  const asked: number[] = [];
  const of = (from: number, to: number) =>
    burstAt(0, {
      fromMs: START_MS + from * MINUTE_MS,
      toMs: START_MS + to * MINUTE_MS,
    });
  packetLossBursts(
    lineOf(LENGTH, { far: [lossyTrack("a", () => 2)] }),
    {
      events: [of(20.5, 21.5), of(60, 61), of(100.9, 101)],
      outages: [],
      isUnread: false,
    },
    {
      samples: (series, { fromMs }) => {
        asked.push((fromMs - START_MS) / MINUTE_MS);
        return samplesOf({ series });
      },
    },
  );
  deepStrictEqual(asked, [20, 21, 60, 100]);
});

Deno.test("packetLossBursts() is less sure of a single target, and surer of more bursts", () => {
  const five = [10, 20, 30, 40, 50].map((at) => burstAt(at));
  const one = judge(five, { far: [trackOf("a", LENGTH)] });
  const two = judge(five);
  const strength = { margin: 0.5 / 0.3, repetition: 5 / 3 };
  deepStrictEqual(
    [one, two].map((it) => it.kind === "found" ? it.finding.confidence : 0),
    [confidenceOf({ ...strength, completeness: 0.7 }), confidenceOf(strength)],
  );
});

const EVENTS: readonly {
  readonly why: string;
  readonly event: Partial<LossEvent>;
  readonly is: boolean;
}[] = [
  { why: "an interruption", event: { kind: "broken_off" }, is: false },
  { why: "30 % lost", event: { density: 0.3 }, is: true },
  { why: "29.9 % lost", event: { density: 0.299 }, is: false },
  // -ln 0.001 = 6.9 for each; 20 are asked for.
  { why: "3 of 3 lost", event: { density: 1, probes: 3 }, is: true },
  { why: "2 of 2 lost", event: { density: 1, probes: 2 }, is: false },
  // 0.5 ln(0.5 / 0.001) + 0.5 ln(0.5 / 0.999) = 2.76 for each.
  { why: "half of 8 lost", event: { probes: 8 }, is: true },
  { why: "half of 7 lost", event: { probes: 7 }, is: false },
];

for (const { why, event, is } of EVENTS) {
  Deno.test(`packetLossBursts() takes ${why} for ${is ? "a" : "no"} burst`, () => {
    strictEqual(isFound(event), is);
  });
}

Deno.test("packetLossBursts() takes two minutes for a burst, and no longer", () => {
  const isBurst = (ms: number) =>
    judge(AT.map((at) => {
      const { fromMs } = burstAt(at);
      return burstAt(at, { toMs: fromMs + ms });
    })).kind === "found";
  deepStrictEqual([120_000, 120_001].map(isBurst), [true, false]);
});

/** What is lost around a burst, by minutes from its own; half of 60 unless told. */
const AROUND: readonly {
  readonly why: string;
  readonly lossy?: readonly number[];
  readonly lost?: number;
  readonly unsent?: readonly number[];
  readonly probes?: number;
  readonly is: boolean;
}[] = [
  { why: "three of five minutes before", lossy: [-5, -4, -3], is: false },
  { why: "three, one of them earlier", lossy: [-6, -5, -4], is: true },
  { why: "the three just before", lossy: [-3, -2, -1], is: false },
  { why: "two of them and its own", lossy: [-2, -1, 0], is: true },
  { why: "the three just after", lossy: [1, 2, 3], is: false },
  { why: "three of five minutes after", lossy: [3, 4, 5], is: false },
  { why: "three, one of them later", lossy: [4, 5, 6], is: true },
  { why: "its own and two after", lossy: [0, 1, 2], is: true },
  { why: "two before and two after", lossy: [-2, -1, 1, 2], is: true },
  {
    why: "two, and no more was measured",
    lossy: [-2, -1],
    unsent: [-5, -4, -3],
    is: false,
  },
  { why: "nothing measured", unsent: [-5, -4, -3, -2, -1], is: true },
  { why: "a fifth of its density", lossy: [-3, -2, -1], lost: 6, is: true },
  { why: "a bit more", lossy: [-3, -2, -1], lost: 7, is: false },
  // 0.5 ln(0.5 / 0.1) + 0.5 ln(0.5 / 0.9) = 0.511 for each probe.
  {
    why: "a fifth, 40 probes",
    lossy: [-3, -2, -1],
    lost: 6,
    probes: 40,
    is: true,
  },
  {
    why: "a fifth, 39 probes",
    lossy: [-3, -2, -1],
    lost: 6,
    probes: 39,
    is: false,
  },
];

for (const { why, is, ...around } of AROUND) {
  const { lossy = [], lost = 30, unsent = [], probes = 100 } = around;
  Deno.test(`packetLossBursts() ${is ? "names" : "keeps quiet about"} bursts with loss around: ${why}`, () => {
    const loser = lossyTrack(
      "a",
      (minute) => AT.some((at) => lossy.includes(minute - at)) ? lost : 0,
    );
    for (const at of AT) {
      for (const minute of unsent) loser.sent[at + minute] = 0;
    }
    // From its first second to its last.
    const burst = (at: number) => {
      const fromMs = START_MS + at * MINUTE_MS;
      return burstAt(at, {
        toMs: fromMs + MINUTE_MS,
        losers: [loser],
        probes,
      });
    };
    const far = [loser, trackOf("b", LENGTH)];
    strictEqual(judge(AT.map(burst), { far }).kind === "found", is);
    const witness = { losers: [trackOf("b", LENGTH)] };
    // Others lose around it, but these do not suffer the burst.
    strictEqual(isFound(witness, { far }), true);
  });
}

const EDGES = [
  { lossy: [15, 16, 17], is: false, why: "three of the five before" },
  { lossy: [18, 19, 20], is: true, why: "two before, and its own first" },
  { lossy: [21, 22, 23], is: true, why: "its own last, and two after" },
  { lossy: [24, 25, 26], is: false, why: "three of the five after" },
] as const;

for (const { lossy, is, why } of EDGES) {
  Deno.test(`packetLossBursts() ${is ? "names" : "keeps quiet about"} bursts from the middle of a minute to the middle of the next with loss around: ${why}`, () => {
    const isLossy = (minute: number) =>
      AT.some((at) => lossy.some((near) => minute - at === near - 20));
    // Asked once in such a minute, in vain.
    const loser = lossyTrack("a", (minute) => isLossy(minute) ? 1 : 0);
    for (const minute of loser.sent.keys()) {
      if (isLossy(minute)) loser.sent[minute] = 1;
    }
    const events = AT.map((at) =>
      burstAt(at + 0.5, {
        toMs: START_MS + (at + 1.5) * MINUTE_MS,
        losers: [loser],
      })
    );
    strictEqual(judge(events).kind === "found", is);
  });
}

Deno.test("packetLossBursts() weighs bursts that lost all against the loss around", () => {
  // -ln 0.1 = 2.3 for each.
  const losers = [lossyTrack("a", () => 6)];
  const isBurst = (probes: number) => isFound({ density: 1, probes, losers });
  deepStrictEqual([8, 9].map(isBurst), [false, true]);
});

Deno.test("packetLossBursts() looks at the losers around a burst together", () => {
  const losers = [12, 0].map((lost, at) => lossyTrack(`${at}`, () => lost));
  strictEqual(isFound({ losers }), true);
  const more = [14, 0].map((lost, at) => lossyTrack(`${at}`, () => lost));
  strictEqual(isFound({ losers: more }), false);
});

const RUNGS = [
  { gatewayLost: 0, rung: "access", on: "wired" },
  { gatewayLost: 1, rung: "access", on: "wired" },
  { gatewayLost: 2, rung: null, on: "wired" },
  { gatewayLost: 3, rung: null, on: "wired" },
  { gatewayLost: 4, rung: "gateway", on: "wired" },
  { gatewayLost: 4, rung: "wifi", on: "wifi" },
] as const;

const ADVICE = {
  wifi:
    "Repeat with a cable: if it stops, the Wi-Fi is disturbed; change its channel or move closer.",
  gateway: "Try another cable and port at the router, then another router.",
  provider:
    "Send the provider the times and the burst figures; ask for the modem's error counters at these times (noise on the line looks like this).",
};

for (const { gatewayLost, rung, on } of RUNGS) {
  Deno.test(`packetLossBursts() says ${rung} where the router (${on}) fell silent in ${gatewayLost} of 5 bursts`, () => {
    const events = [10, 20, 30, 40, 50].map((at, place) =>
      burstAt(at, { isGatewayLost: place < gatewayLost })
    );
    const judgement = judge(events, {
      gateway: [trackOf("gateway", LENGTH)],
      connectionType: on,
    });
    strictEqual(judgement.kind, "found");
    const { finding } = judgement;
    strictEqual(finding.rung, rung);
    strictEqual(
      finding.advice,
      ADVICE[rung === null || rung === "access" ? "provider" : rung],
    );
    strictEqual(
      finding.sentence.endsWith(
        "Calls and games stutter then. The own router answered: it happens beyond it.",
      ),
      rung === "access",
    );
  });
}

Deno.test("packetLossBursts() says nothing of the place where no router was probed", () => {
  const judgement = judge(AT.map((at) => burstAt(at)));
  strictEqual(judgement.kind === "found" && judgement.finding.rung, null);
});

Deno.test("packetLossBursts() tells two bursts, forgotten seconds and rare probes apart", () => {
  const two = AT.slice(1).map((at) => burstAt(at));
  deepStrictEqual(judge(two), NOT_FOUND);
  const of = (sent: number) =>
    packetLossBursts(
      lineOf(LENGTH, {
        far: [
          trackOf("a", LENGTH, { sent: new Int32Array(LENGTH).fill(sent) }),
        ],
      }),
      { events: two, outages: [], isUnread: true },
      { samples: (series) => samplesOf({ series }) },
    );
  deepStrictEqual(of(13), UNASKED);
  deepStrictEqual(of(14), UNREAD);
});
