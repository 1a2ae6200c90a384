import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { LossesNeeded } from "../analysis/loss_confidence.ts";
import { STATUSES } from "../model/mod.ts";
import {
  commonLoss,
  disconnection,
  type DownContext,
} from "./disconnection.ts";
import type { Incident } from "./incident.ts";
import { SeriesJudge } from "./series_judge.ts";
import { LINE, OPTIONS } from "./testing.ts";

const TIMEOUT = STATUSES.indexOf("timeout");
const SEND_FAILED = STATUSES.indexOf("send_failed");

/** What a series has lost since its newest answer. */
interface Lost {
  /** Which series of the line: 0 the router, from 2 on the internet. */
  readonly at: number;
  readonly fromS?: number;
  readonly lastS?: number;
  readonly hasAnswered?: boolean;
  readonly code?: number;
}

function judgeOf({ at, fromS, lastS, hasAnswered = true, code }: Lost) {
  const series = LINE[at];
  if (series === undefined) throw new Error("a line has five series");
  const judge = new SeriesJudge(series, {
    ...OPTIONS,
    needed: new LossesNeeded(1),
  });
  judge.hasAnswered = hasAnswered;
  judge.lastLossCode = code ?? TIMEOUT;
  if (fromS === undefined || lastS === undefined) return judge;
  judge.lostInARow = lastS - fromS + 1;
  judge.lostFromMs = fromS * 1000;
  judge.lastLostMs = lastS * 1000;
  return judge;
}

/** Since when, until when, and of how many all is lost. */
function common(lost: readonly Lost[], connectedMs = -Infinity) {
  const found = commonLoss(lost.map(judgeOf), connectedMs);
  return found && [found.fromMs, found.lastMs, found.judges.length];
}

Deno.test("commonLoss() is what every target on the internet has lost", () => {
  strictEqual(common([]), null);
  strictEqual(common([{ at: 2 }]), null);
  deepStrictEqual(common([{ at: 2, fromS: 5, lastS: 9 }]), [5_000, 9_000, 1]);
  deepStrictEqual(common([{ at: 2, fromS: 5, lastS: 5 }]), [5_000, 5_000, 1]);
  const two = [{ at: 2, fromS: 5, lastS: 9 }, { at: 3, fromS: 7, lastS: 8 }];
  deepStrictEqual(common(two), [7_000, 8_000, 2]);
  strictEqual(common([...two, { at: 4 }]), null, "one answers");
  deepStrictEqual(common([{ at: 0 }, ...two]), [7_000, 8_000, 2], "a router");
  const apart = [{ at: 2, fromS: 1, lastS: 3 }, { at: 3, fromS: 4, lastS: 6 }];
  strictEqual(common(apart), null, "never both at once");
});

Deno.test("commonLoss() asks who ever answered, and routers where there is nobody else", () => {
  const silent = { at: 3, fromS: 0, lastS: 20, hasAnswered: false };
  const known = { at: 2, fromS: 5, lastS: 9 };
  deepStrictEqual(common([silent, known]), [5_000, 9_000, 1]);
  deepStrictEqual(common([silent]), [0, 20_000, 1]);
  deepStrictEqual(common([{ at: 0, fromS: 3, lastS: 4 }]), [3_000, 4_000, 1]);
  strictEqual(common([{ at: 0 }]), null);
  const unknown = { at: 3, hasAnswered: false };
  strictEqual(common([unknown, known]), null, "one that is just added");
});

Deno.test("commonLoss() is none once a connection was made since", () => {
  const lost = [{ at: 2, fromS: 5, lastS: 9 }];
  strictEqual(common(lost, 5_001), null);
  deepStrictEqual(common(lost, 5_000), [5_000, 9_000, 1]);
});

const CONTEXT: DownContext = {
  name: "eth0",
  scope: "line",
  nowMs: 100_000,
  linkDownMs: NaN,
  ladder: [],
  options: OPTIONS,
  before: undefined,
};

function down(lost: readonly Lost[], changes: Partial<DownContext> = {}) {
  const judges = lost.map(judgeOf);
  return disconnection(commonLoss(judges, -Infinity), {
    ...CONTEXT,
    ladder: [judgeOf({ at: 0 }), ...judges], // the router is well
    ...changes,
  });
}

/** Told of stretches from second 10 on, until so many seconds later. */
function typeAfter(seconds: number, changes: Partial<DownContext> = {}) {
  return down([{ at: 2, fromS: 10, lastS: 10 + seconds }], changes)?.type;
}

Deno.test("disconnection() takes two seconds, and rounds a little off", () => {
  strictEqual(typeAfter(1), undefined);
  strictEqual(typeAfter(1.499), undefined);
  strictEqual(typeAfter(1.5), "micro_disconnection");
  strictEqual(typeAfter(59), "micro_disconnection");
  strictEqual(typeAfter(59.001), "outage");
  const slow = { options: { ...OPTIONS, intervalMs: 10_000 } };
  strictEqual(typeAfter(0, slow), undefined, "one round has no duration");
  strictEqual(typeAfter(10, slow), "micro_disconnection");
});

Deno.test("disconnection() tells what is lost, since when and until when", () => {
  const lost = [{ at: 2, fromS: 10, lastS: 80 }, {
    at: 3,
    fromS: 9,
    lastS: 90,
  }];
  const finding = {
    slot: "eth0 down line",
    type: "outage",
    severity: "critical",
    interface: "eth0",
    target: "",
    server: "",
    sinceMs: 10_000,
    untilMs: 81_000,
    cause: "isp",
    conditions: ["outage"],
    targets: ["1.1.1.1", "8.8.8.8"],
    metrics: { "targets_lost": 2 },
    adopts: [],
  };
  deepStrictEqual(down(lost), finding);
  const short = lost.map((one) => ({ ...one, lastS: 20 }));
  deepStrictEqual(down(short), {
    ...finding,
    type: "micro_disconnection",
    severity: "alert",
    untilMs: 21_000,
    conditions: ["micro_disconnection"],
  });
  const unsent = lost.map((one) => ({ ...one, code: SEND_FAILED }));
  strictEqual(down(unsent)?.cause, "interface_down");
  const [first, second] = unsent;
  if (first === undefined || second === undefined) throw new Error("two");
  strictEqual(down([first, { ...second, code: TIMEOUT }])?.cause, "isp");
});

Deno.test("disconnection() blames the router only for what it lost meanwhile", () => {
  const far = { at: 2, fromS: 10, lastS: 20 };
  const cause = (router: Omit<Lost, "at">) =>
    down([{ at: 0, ...router }, far])?.cause;
  strictEqual(cause({ fromS: 10, lastS: 20 }), "own_router");
  strictEqual(cause({ fromS: 5, lastS: 10 }), "own_router");
  strictEqual(cause({ fromS: 5, lastS: 9 }), "isp", "long before");
  strictEqual(cause({ fromS: 20, lastS: 20 }), "own_router", "one is enough");
  strictEqual(cause({}), "isp");
  // It lost some meanwhile, and answers now.
  const router = judgeOf({ at: 0, fromS: 10, lastS: 20 });
  router.lostInARow = 0;
  const ladder = [router, judgeOf(far)];
  strictEqual(down([far], { ladder })?.cause, "isp");
});

Deno.test("disconnection() of an interface that is down lasts until now", () => {
  const finding = down([], { linkDownMs: 97_000 });
  deepStrictEqual(
    [finding?.type, finding?.sinceMs, finding?.untilMs, finding?.cause],
    ["micro_disconnection", 97_000, 100_000, "interface_down"],
  );
  strictEqual(down([], { linkDownMs: 97_501 }), null, "not yet");
  strictEqual(down([]), null);
  const earlier = { at: 2, fromS: 90, lastS: 99 };
  strictEqual(down([earlier], { linkDownMs: 97_000 })?.sinceMs, 90_000);
});

Deno.test("disconnection() goes on with one that was told, while nothing answers", () => {
  const before: Incident = {
    id: "1",
    slot: "eth0 down line",
    type: "micro_disconnection",
    severity: "alert",
    interface: "eth0",
    target: "",
    server: "",
    cause: "isp",
    conditions: ["micro_disconnection"],
    targets: [],
    metrics: {},
    startMs: 20_000,
    sinceMs: 20_000,
    untilMs: 60_000,
    endedMs: 0,
    badMs: 0,
    repeats: 0,
    isOpen: true,
  };
  const typeOf = (answeredMs: number, lastS = 80) => {
    const judge = judgeOf({ at: 2, fromS: 70, lastS });
    judge.answeredMs = answeredMs;
    return disconnection(commonLoss([judge], -Infinity), {
      ...CONTEXT,
      ladder: [judge],
      before,
    })?.type;
  };
  strictEqual(typeOf(19_999), "outage", "61 s since 20");
  strictEqual(typeOf(19_999, 79), "micro_disconnection", "60 s");
  strictEqual(typeOf(20_000), "micro_disconnection", "it came late");
  strictEqual(typeOf(NaN, 70), "micro_disconnection", "a moment goes on");
});
