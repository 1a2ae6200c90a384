import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { Baseline } from "../analysis/baseline.ts";
import { type Series, STATUSES, type WallNs } from "../model/mod.ts";
import { Judge } from "./judge.ts";
import type { Finding } from "./incident.ts";
import {
  inWords,
  LINE,
  LINE6,
  OPTIONS,
  play,
  type Result,
  START_MS,
} from "./testing.ts";
interface Row {
  readonly why: string;
  readonly result: (second: number, series: Series) => Result;
  readonly told: readonly string[];
  readonly seconds?: number;
  readonly series?: readonly Series[];
}

/** Quiet: 12 ms, a little more and less. */
function calm(second: number): number {
  return 12 + second % 3 / 10;
}

function isFar({ role }: Series): boolean {
  return role === "public";
}

/** The line, and two more targets. */
const FIVE = [
  ...LINE,
  ...LINE.slice(-2).map((series, i) => ({ ...series, target: `2.2.2.${i}` })),
];

const ROWS: readonly Row[] = [
  {
    why: "nothing is wrong",
    result: calm,
    told: [],
  },
  {
    why: "everything beyond the user's router is lost for 5 s",
    result: (s, { role }) =>
      s >= 30 && s < 35 && role !== "gateway" ? "timeout" : calm(s),
    told: [
      "33.5 opened micro_disconnection access_line",
      "35.5 ended micro_disconnection access_line",
    ],
  },
  {
    why: "the router, too",
    result: (s) => s >= 30 && s < 35 ? "timeout" : calm(s),
    told: [
      "33.5 opened micro_disconnection own_router",
      "35.5 ended micro_disconnection own_router",
    ],
  },
  {
    why: "the provider's first router is fine",
    result: (s, series) =>
      s >= 30 && s < 35 && isFar(series) ? "timeout" : calm(s),
    told: [
      "33.5 opened micro_disconnection isp_core",
      "35.5 ended micro_disconnection isp_core",
    ],
  },
  {
    why: "an outage is not also a loss burst and packet loss",
    seconds: 400,
    result: (s, series) =>
      s >= 30 && s < 130 && isFar(series) ? "timeout" : calm(s),
    told: [
      "33.5 opened micro_disconnection isp_core",
      "91.5 grew outage isp_core",
      "130.5 ended outage isp_core",
    ],
  },
  {
    why: "the kernel could not send: no carrier",
    result: (s) => s >= 30 && s < 35 ? "send_failed" : calm(s),
    told: [
      "33.5 opened micro_disconnection interface_down",
      "35.5 ended micro_disconnection interface_down",
    ],
  },
  {
    why: "two lost rounds are no disconnection",
    result: (s) => s >= 30 && s < 32 ? "timeout" : calm(s),
    told: [],
  },
  {
    why: "one target of three is silent",
    result: (s, { target }) =>
      s >= 30 && s < 40 && target === "8.8.8.8" ? "timeout" : calm(s),
    seconds: 110,
    told: [
      "33.5 opened loss_burst far_end 8.8.8.8",
      "35.5 grew loss_burst far_end 8.8.8.8",
      "50.5 ended loss_burst far_end 8.8.8.8",
    ],
  },
  {
    why: "a router that neglects pings, while what it passes is well",
    result: (s, { role }) =>
      s >= 30 && (role === "gateway" || role === "isp") ? "timeout" : calm(s),
    told: [],
  },
  {
    why: "all targets are slow for 8 s",
    result: (s, series) => s >= 30 && s < 38 && isFar(series) ? 90 : calm(s),
    told: [
      "35.5 opened latency_spike isp_core",
      "48.5 ended latency_spike isp_core",
    ],
  },
  {
    why: "slow for 5 s only",
    result: (s, series) => s >= 30 && s < 35 && isFar(series) ? 90 : calm(s),
    told: [],
  },
  {
    why: "three times as slow, but that is nothing to people",
    result: (s) => s >= 30 ? 5 : 1,
    told: [],
  },
  {
    why: "jitter on the Wi-Fi: everything is affected, the router first",
    series: LINE.map((series) => ({ ...series, connectionType: "wifi" })),
    result: (s) => s >= 30 && s < 60 && s % 2 === 0 ? 110 : calm(s),
    told: [
      "45.5 opened high_jitter wifi",
    ],
    seconds: 75,
  },
  {
    why: "one packet of half a second is no jitter",
    result: (s) => s === 30 ? 500 : calm(s),
    told: [],
  },
  {
    why: "every tenth packet is lost on the way to all: one incident",
    seconds: 240,
    result: (s, { role, target }) =>
      role !== "gateway" && s >= 30 && s < 120 &&
        (s + Number(target[0])) % 10 === 0
        ? "timeout"
        : calm(s),
    told: [
      "72.5 opened packet_loss access_line",
      "179.5 ended packet_loss access_line",
    ],
  },
  {
    why: "4 of 60 may be chance",
    result: (s) => s >= 30 && s < 90 && s % 15 === 0 ? "timeout" : calm(s),
    told: [],
    seconds: 180,
  },
  {
    why: "IPv6 is down, IPv4 is fine",
    series: [...LINE, ...LINE6],
    result: (s, { family, role }) =>
      s >= 30 && s < 36 && family === 6 && role === "public"
        ? "timeout"
        : calm(s),
    told: [
      "33.5 opened micro_disconnection ipv6",
      "36.5 ended micro_disconnection ipv6",
    ],
  },
  {
    why: "IPv6 has lost its route: that is not this machine's connection",
    series: [...LINE, ...LINE6],
    result: (s, { family, role }) =>
      s >= 30 && s < 36 && family === 6 && role === "public"
        ? "send_failed"
        : calm(s),
    told: [
      "33.5 opened micro_disconnection ipv6",
      "36.5 ended micro_disconnection ipv6",
    ],
  },
  {
    why: "IPv4 is down from the router on, IPv6 is fine",
    series: [...LINE, ...LINE6],
    result: (s, { family }) =>
      s >= 30 && s < 36 && family === 4 ? "timeout" : calm(s),
    told: [
      "33.5 opened micro_disconnection own_router",
      "36.5 ended micro_disconnection own_router",
    ],
  },
  {
    why: "two of five are slow: those two",
    series: FIVE,
    result: (s, { target }) =>
      s >= 30 && s < 38 && /^[18]/.test(target) && target !== "100.64.1.1" &&
        target !== "10.0.0.1"
        ? 90
        : calm(s),
    told: [
      "35.5 opened latency_spike far_end 1.1.1.1",
      "35.5 opened latency_spike far_end 8.8.8.8",
      "48.5 ended latency_spike far_end 1.1.1.1",
      "48.5 ended latency_spike far_end 8.8.8.8",
    ],
  },
  {
    why: "three of five are slow: the line",
    series: FIVE,
    result: (s, series) =>
      s >= 30 && s < 38 && isFar(series) && series.target < "9.9.9.A" &&
        !series.target.startsWith("2")
        ? 90
        : calm(s),
    told: [
      "35.5 opened latency_spike isp_core",
      "48.5 ended latency_spike isp_core",
    ],
  },
  {
    why: "a target that never answered is no news",
    result: (s, { target }) => target === "8.8.8.8" ? "timeout" : calm(s),
    told: [],
  },
  {
    why: "nothing ever answered: the line was down before the start",
    result: () => "timeout",
    told: ["3.5 opened micro_disconnection unknown"],
    seconds: 20,
  },
];

Deno.test("Judge tells each trouble once, with its cause", () => {
  for (const { why, result, told, seconds = 100, series = LINE } of ROWS) {
    deepStrictEqual(play({ seconds, series, result }).map(inWords), told, why);
  }
});

Deno.test("Judge says that a slow line is full of the user's own traffic", () => {
  const judge = new Judge(OPTIONS);
  const result = (s: number) => s >= 30 ? 200 : 12;
  play({ seconds: 30, result, judge });
  judge.load("eth0", "full");
  const told = play({
    seconds: 10,
    from: 30,
    judge,
    result: (s, { role }) => role === "gateway" ? 1 : result(s),
  });
  deepStrictEqual(told.map(inWords), ["35.5 opened latency_spike own_traffic"]);
});

Deno.test("Judge says what the traffic was that filled the line", () => {
  const judge = new Judge(OPTIONS);
  play({ seconds: 30, result: () => 12, judge });
  const none = {
    receivedBytes: 0,
    sentBytes: 0,
    receivedPackets: 0,
    sentPackets: 0,
  };
  const much = { ...none, receivedBytes: 5_000_000, receivedPackets: 4_000 };
  judge.load("eth0", "full");
  judge.traffic({
    atMs: 30_000,
    interface: "eth0",
    counts: {
      all: much,
      tcp: much,
      udp: none,
      icmp: none,
      http: none,
      https: much,
      quic: none,
      dns: none,
    },
  });
  const [opened] = play({
    seconds: 10,
    from: 30,
    judge,
    result: (_s, { role }) => role === "gateway" ? 1 : 200,
  });
  const metrics = opened?.incident.metrics;
  strictEqual(metrics?.["own_traffic"], "https");
  strictEqual(metrics?.["own_traffic_mbps"], 40);
});

Deno.test("Judge.deaf() says since when nothing answers, after two rounds", () => {
  const judge = new Judge(OPTIONS);
  const result = (s: number) => s >= 30 ? "timeout" as const : calm(s);
  const deafAt = (from: number) => {
    play({ seconds: 1, from, judge, result });
    return judge.deaf(START_MS + from * 1000 + 500);
  };
  play({ seconds: 30, judge, result });
  deepStrictEqual(deafAt(30), []);
  // Each loss is known a second later; play() tells what it began with.
  play({ seconds: 3, from: 31, judge, result });
  deepStrictEqual(judge.deaf(START_MS + 33_500), [{
    interface: "eth0",
    sinceMs: START_MS + 31_000,
  }]);
});

Deno.test("Judge.sample() takes a live measurement at its time", () => {
  const judge = new Judge(OPTIONS);
  const told: string[] = [];
  for (let s = 0; s < 20; s++) {
    const sentAt = BigInt(START_MS + 1_000 * s) * 1_000_000n as WallNs;
    for (const series of LINE) {
      const outcome = s < 10
        ? {
          kind: "ok",
          rttNs: 12e6,
          localQueueNs: 0,
          stamps: "kernel",
          duplicates: 0,
          detail: "",
        } as const
        : { kind: "timeout", detail: "" } as const;
      judge.sample({ series, sentAt, outcome }, null);
    }
    for (const { kind, incident } of judge.step(START_MS + 1_000 * s + 500)) {
      told.push(`${kind} ${incident.type} ${incident.startMs - START_MS}`);
    }
  }
  deepStrictEqual(told, ["opened micro_disconnection 10000"]);
});

Deno.test("Judge.tick() leaves out what the program itself has spoilt, and nothing else", () => {
  const told = (isSpoilt: boolean) => {
    const judge = new Judge(OPTIONS);
    play({ seconds: 30, judge, result: calm });
    judge.tick({
      at: BigInt(START_MS + 34_000) * 1_000_000n as WallNs,
      lateNs: 0,
      lagNs: 4e9,
      missed: 0,
      isSpoilt,
    });
    const result = (s: number) => s < 35 ? "timeout" as const : calm(s);
    return play({ seconds: 10, from: 30, judge, result }).map(inWords);
  };
  deepStrictEqual(told(true), []);
  deepStrictEqual(told(false)[0], "33.5 opened micro_disconnection own_router");
});

Deno.test("Judge.prune() lets go of what was not measured any more", () => {
  const judge = new Judge(OPTIONS);
  play({ seconds: 10, judge, result: () => 12 });
  deepStrictEqual(judge.prune(START_MS + 9_000), []);
  deepStrictEqual(judge.prune(START_MS + 9_001), LINE);
  deepStrictEqual(judge.prune(START_MS + 9_001), [], "once");
});

Deno.test("Judge.report() goes on until it is withdrawn", () => {
  const judge = new Judge(OPTIONS);
  const finding: Finding = {
    slot: "own",
    type: "bufferbloat",
    conditions: ["bufferbloat"],
    interface: "eth0",
    target: "",
    targets: [],
    server: "",
    cause: "unknown",
    severity: "warning",
    sinceMs: START_MS,
    untilMs: START_MS,
    metrics: {},
    adopts: [],
  };
  judge.report(finding);
  const kinds = (ms: number) =>
    judge.step(START_MS + ms).map(({ kind }) => kind);
  deepStrictEqual(kinds(1_000), ["opened"]);
  deepStrictEqual(kinds(2_000), []);
  judge.withdraw("own");
  deepStrictEqual(kinds(3_000), ["ended"]);
});

Deno.test("Judge.restoreBaseline() makes silence of a known target news", () => {
  const learnt = new Baseline(OPTIONS.hourOfWeek);
  for (let s = 0; s < 120; s++) learnt.add(START_MS + 1_000 * s, 12e6);
  const told = (restored: boolean) => {
    const judge = new Judge(OPTIONS);
    for (const series of restored ? LINE : []) {
      judge.restoreBaseline(series, learnt.stored(), START_MS);
    }
    const result = (_: number, { target }: Series) =>
      target === "8.8.8.8" ? "timeout" as const : 12;
    return play({ seconds: 20, judge, result }).map(inWords);
  };
  deepStrictEqual(told(false), []);
  deepStrictEqual(told(true)[0], "2.5 opened packet_loss far_end 8.8.8.8");
});

Deno.test("Judge counts each burst of losses for itself", () => {
  const judge = new Judge(OPTIONS);
  const isIn = (s: number) => (s >= 30 && s < 40) || (s >= 500 && s < 504);
  const told = play({
    seconds: 600,
    judge,
    result: (s, { target }) =>
      target === "8.8.8.8" && isIn(s) ? "timeout" : calm(s),
  });
  deepStrictEqual(
    told.filter(({ kind }) => kind === "ended").map(({ incident }) => {
      const { lost, lost_in_a_row: inARow, peak_loss_pct: pct } =
        incident.metrics;
      return [lost, inARow, pct];
    }),
    [[10, 10, 25], [4, 4, undefined]],
  );
});

Deno.test("Judge takes a line that makes TCP connections for up, whatever is lost", () => {
  const [, , target] = LINE;
  if (target === undefined) throw new Error("a line has targets");
  const tcp: Series = { ...target, probe: "tcp" };
  const opened = (rttNs: number) => {
    const judge = new Judge(OPTIONS);
    play({ judge, seconds: 30, result: () => 12 });
    judge.add(tcp, {
      atMs: START_MS + 33_000,
      code: STATUSES.indexOf(rttNs > 0 ? "ok" : "timeout"),
      rttNs,
      ipdvNs: NaN,
      detail: "",
    });
    return play({ judge, from: 30, seconds: 5, result: () => "timeout" })
      .map(({ incident }) => incident.type)
      .includes("micro_disconnection");
  };
  strictEqual(opened(NaN), true, "it did not come about");
  strictEqual(opened(0), true);
  strictEqual(opened(1), false);
  strictEqual(opened(20e6), false);
});

/** An answer, as numbers. */
function answerAt(atMs: number) {
  const code = STATUSES.indexOf("ok");
  return { atMs, code, rttNs: 12e6, ipdvNs: NaN, detail: "" };
}

Deno.test("Judge.tick() leaves out the time by which a round was late, to its edges", () => {
  const [, , series] = LINE;
  if (series === undefined) throw new Error("a line has targets");
  const cases: readonly [lagNs: number, lateNs: number][] = [
    [4e9, 0],
    [1e9, 4e9],
  ];
  for (const [lagNs, lateNs] of cases) {
    const isTaken = (atMs: number) => {
      const judge = new Judge(OPTIONS);
      const at = 34_000_000_000n as WallNs; // 34 s
      judge.tick({ at, lagNs, lateNs, missed: 0, isSpoilt: true });
      judge.add(series, answerAt(atMs));
      return judge.prune(Infinity).length === 1;
    };
    deepStrictEqual(
      [29_999.998, 30_000, 32_000, 34_000, 34_000.001].map(isTaken),
      [true, false, false, false, true],
    );
  }
});

Deno.test("Judge.link() is a disconnection by itself, until it is up again", () => {
  const judge = new Judge(OPTIONS);
  const told = (atMs: number) =>
    judge.step(atMs).map(({ kind, incident }) =>
      `${kind} ${incident.type} ${incident.cause} since ${incident.sinceMs}`
    );
  judge.link("eth0", true, 10_000);
  deepStrictEqual(told(15_000), []);
  judge.link("eth0", false, 20_000);
  deepStrictEqual(told(22_499), [], "not yet");
  deepStrictEqual(told(22_500), [
    "opened micro_disconnection interface_down since 20000",
  ]);
  judge.link("eth0", true, 30_000);
  deepStrictEqual(told(30_000), [
    "ended micro_disconnection interface_down since 20000",
  ]);
});

Deno.test("Judge.release() ends what goes on at an interface that is not measured any more", () => {
  const judge = new Judge(OPTIONS);
  judge.release("eth0", 5_000); // nothing is known of it
  judge.link("eth0", false, 10_000);
  deepStrictEqual(judge.step(20_000).map(({ kind }) => kind), ["opened"]);
  judge.release("eth0", 20_500);
  deepStrictEqual(judge.step(21_000).map(({ kind }) => kind), ["ended"]);
});

Deno.test("Judge.release() forgets what is raised", () => {
  const told = (isReleased: boolean) => {
    const judge = new Judge(OPTIONS);
    const isLost = (s: number, { target }: Series) =>
      target === "8.8.8.8" && s >= 30 && s < 35;
    const result = (s: number, series: Series) =>
      isLost(s, series) ? "timeout" as const : calm(s);
    play({ judge, seconds: 37, result });
    if (isReleased) judge.release("eth0", START_MS + 37_000);
    return judge.step(START_MS + 38_000).map(({ kind }) => kind);
  };
  deepStrictEqual(told(false), []);
  deepStrictEqual(told(true), ["ended"]);
});

Deno.test("Judge.pause() forgets what is raised", () => {
  const told = (isPaused: boolean) => {
    const judge = new Judge(OPTIONS);
    const result = (s: number, { target }: Series) =>
      target === "8.8.8.8" && s < 60 && s % 4 === 0
        ? "timeout" as const
        : calm(s);
    play({ judge, seconds: 61, result });
    if (isPaused) judge.pause(START_MS + 61_000);
    return play({ judge, from: 61, seconds: 25, result }).map(inWords);
  };
  deepStrictEqual(told(false), [], "the loss of a minute still shows");
  deepStrictEqual(told(true), ["81.5 ended packet_loss far_end 8.8.8.8"]);
});

Deno.test("Judge advises no backup of which nothing is known", () => {
  const judge = new Judge({
    ...OPTIONS,
    failover: { primary: "eth0", backup: "usb0", goodMs: 0 },
  });
  const result = (s: number) => s >= 30 ? "timeout" as const : calm(s);
  deepStrictEqual(play({ judge, seconds: 40, result }).map(inWords), [
    "33.5 opened micro_disconnection own_router",
  ]);
});

Deno.test("Judge forgets the peaks of a trouble when it has ended", () => {
  const judge = new Judge(OPTIONS);
  const [one, two] = ["8.8.8.8", "9.9.9.9"];
  const told = play({
    seconds: 120,
    judge,
    result: (s, { target }) =>
      target === one && s >= 30 && s < 40 ||
        (target === one || target === two) && s >= 100 && s < 104
        ? "timeout"
        : calm(s),
  });
  const [, , third] = told.filter(({ kind }) => kind !== "grew");
  deepStrictEqual(third && inWords(third), "103.5 opened loss_burst isp_core");
  const { lost, lost_in_a_row: inARow } = third?.incident.metrics ?? {};
  deepStrictEqual([lost, inARow], [3, 3], "and not ten more");
});

Deno.test("Judge.restoreBaseline() goes on with what was usual", () => {
  const learnt = new Baseline(OPTIONS.hourOfWeek);
  for (let s = 0; s < 120; s++) learnt.add(START_MS + 1_000 * s, 12e6);
  const judge = new Judge(OPTIONS);
  const [series] = LINE;
  if (series === undefined) throw new Error("a line has series");
  strictEqual(judge.baseline(series).value, NaN);
  judge.restoreBaseline(series, learnt.stored(), START_MS + 120_000);
  strictEqual(judge.baseline(series).value, learnt.value);
});
