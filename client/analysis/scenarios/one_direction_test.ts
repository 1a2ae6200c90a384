import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { TestResult } from "../../model/mod.ts";
import { diagnose } from "./diagnose.ts";
import type { Scenario } from "./finding.ts";
import { linkOf, observedOf, testAt, THREE } from "./testing.ts";

const MINUTES = 720;

function namedOf(script: Omit<Parameters<typeof observedOf>[0], "minutes">) {
  return diagnose(observedOf({ minutes: MINUTES, ...script })).findings;
}

function only(findings: ReturnType<typeof namedOf>, scenario: Scenario) {
  deepStrictEqual(findings.map((one) => one.scenario), [scenario]);
  return findings[0];
}

/** Every tenth probe, for an hour. */
const isLost = (second: number) =>
  second >= 300 * 60 && second < 360 * 60 && second % 10 === 0;
const lossy = (isUp: boolean) =>
  [...THREE, { target: "server" }]
    .map((one) => ({ ...one, isLost, isUp: () => isUp }));

Deno.test("asymmetricTrouble() names the direction that loses packets", () => {
  for (const isUp of [true, false]) {
    const finding = only(
      namedOf({ targets: lossy(isUp) }),
      "asymmetric_trouble",
    );
    strictEqual(finding?.direction, isUp ? "up" : "down");
    deepStrictEqual(finding.figures, {
      longestMs: 3_600_000,
      lossPct: 10,
      otherLossPct: 0,
    });
  }
});

Deno.test("asymmetricTrouble() keeps quiet if the server alone is lost", () => {
  const targets = [...THREE, { target: "server", isLost }];
  const found = namedOf({ targets }).map(({ scenario }) => scenario);
  // It is one target that suffers alone.
  deepStrictEqual(found, ["isp_routing_trouble"]);
});

Deno.test("asymmetricTrouble() keeps quiet if both directions lose", () => {
  const targets = [...THREE, { target: "server" }]
    .map((one) => ({
      ...one,
      isLost,
      isUp: (second: number) => second % 20 === 0,
    }));
  deepStrictEqual(namedOf({ targets }), []);
});

const SHARES = [
  { upOf20: 16, direction: "up", why: "four times the other's loss" },
  { upOf20: 15, direction: undefined, why: "three times: both lose" },
  { upOf20: 4, direction: "down", why: "a quarter of the other's" },
] as const;

for (const { upOf20, direction, why } of SHARES) {
  Deno.test(`asymmetricTrouble() says ${direction ?? "nothing"} of ${upOf20} of 20 lost on the way up: ${why}`, () => {
    const targets = [...THREE, { target: "server" }].map((one) => ({
      ...one,
      isLost,
      isUp: (second: number) => second / 10 % 20 < upOf20,
    }));
    strictEqual(namedOf({ targets })[0]?.direction, direction);
  });
}

Deno.test("diagnose() judges minutes with short load tests of bufferbane's own, not those with long ones", () => {
  for (const [seconds, isJudged] of [[9, true], [20, false]] as const) {
    const link = linkOf(MINUTES, () => ({ up: 20e3, down: 20e3 }));
    link.ownLoadSeconds.fill(seconds);
    const { findings, ladders } = diagnose(
      observedOf({ minutes: MINUTES, targets: lossy(true), links: [link] }),
    );
    deepStrictEqual(
      findings.map(({ scenario }) => scenario),
      isJudged ? ["asymmetric_trouble"] : [],
    );
    strictEqual(
      ladders[0]?.rungs.some(({ badMs }) => badMs === 3_600_000),
      isJudged,
    );
  }
});

Deno.test("diagnose() does not ask for a server where one line has it and another has not", () => {
  const targets = [
    ...THREE.map((one) => ({ ...one, family: 6 as const })),
    ...THREE,
    { target: "server" },
  ];
  const { looked } = diagnose(observedOf({ minutes: 5, targets }));
  deepStrictEqual(
    looked.find(({ scenario }) => scenario === "asymmetric_trouble"),
    {
      scenario: "asymmetric_trouble",
      kind: "not_enough_data",
      missing: "an hour of measurements (so far 5 min)",
    },
  );
});

Deno.test("diagnose() counts what an own server saw of each direction", () => {
  const { serverWays } = diagnose(
    observedOf({ minutes: 720, targets: lossy(true) }),
  );
  deepStrictEqual(serverWays, [{
    interface: "eth0",
    family: 4,
    server: "home",
    sent: 43_200,
    lost: 360,
    lostUp: 360,
    lostDown: 0,
  }]);
});

Deno.test("asymmetricTrouble() names waiting in one direction without load", () => {
  const targets = [...THREE, {
    target: "server",
    queueUpMs: (minute: number) => minute >= 300 && minute < 360 ? 45 : 0,
  }];
  const links = [linkOf(MINUTES, () => ({ up: 20e3, down: 20e3 }))];
  const finding = only(namedOf({ targets, links }), "asymmetric_trouble");
  strictEqual(
    finding?.sentence,
    "Only the upload direction was in trouble, for 60 min: packets waited 45 ms though nobody loaded the line; the other direction was fine.",
  );
});

const QUEUES = [
  { queueMs: 29, isNamed: false, why: "nobody notices" },
  { queueMs: 30, isNamed: true, why: "the bound belongs to it" },
] as const;

for (const { queueMs, isNamed, why } of QUEUES) {
  Deno.test(`asymmetricTrouble() is ${isNamed ? "" : "not "}what ${queueMs} ms of waiting are: ${why}`, () => {
    const targets = [...THREE, {
      target: "server",
      queueUpMs: (minute: number) =>
        minute >= 300 && minute < 360 ? queueMs : 0,
    }];
    const links = [linkOf(MINUTES, () => ({ up: 20e3, down: 20e3 }))];
    strictEqual(namedOf({ targets, links }).length === 1, isNamed);
  });
}

/** A test every five minutes; the upload is slow where it is said. */
function testsOf(
  isSlow: (place: number) => boolean,
  change: (test: TestResult, place: number) => Partial<TestResult> = () => ({}),
): TestResult[] {
  return Array.from({ length: MINUTES / 5 }, (_, place) => {
    const test = testAt(5 * place, {
      uploadBps: isSlow(place) ? 4e6 : 10e6,
      downloadBps: 50e6,
    });
    return { ...test, ...change(test, place) };
  });
}

const threeTimes = (place: number) => place % 40 >= 10 && place % 40 < 15;

Deno.test("intermittentUploadDegradation() names an upload that comes and goes", () => {
  const finding = only(
    namedOf({ tests: testsOf(threeTimes) }),
    "intermittent_upload_degradation",
  );
  strictEqual(
    finding?.sentence,
    "The upload fell to 40 % of its usual 10 Mbit/s 4 times, for 25 min typically, and came back by itself; the download kept its speed.",
  );
  deepStrictEqual(finding.figures, {
    drops: 4,
    usualBps: 10e6,
    droppedToPct: 40,
    typicalMs: 1_500_000,
    totalMs: 6_000_000,
    tests: 144,
    downloadMeanwhilePct: 100,
  });
});

Deno.test("asymmetricTrouble() names an upload that is slow once, for long", () => {
  const tests = testsOf((place) => place >= 50 && place < 70);
  strictEqual(only(namedOf({ tests }), "asymmetric_trouble")?.direction, "up");
});

const SLOW = [
  { tests: 6, uploadBps: 6e6, isNamed: true, why: "half an hour, 60 %" },
  { tests: 5, uploadBps: 4e6, isNamed: false, why: "25 minutes are short" },
  { tests: 20, uploadBps: 6.5e6, isNamed: false, why: "65 % will do" },
] as const;

for (const { tests, uploadBps, isNamed, why } of SLOW) {
  Deno.test(`asymmetricTrouble() is ${isNamed ? "" : "not "}${tests} tests in a row at ${uploadBps / 1e6} of 10 Mbit/s: ${why}`, () => {
    const isSlow = (place: number) => place >= 50 && place < 50 + tests;
    const found = namedOf({
      tests: testsOf(isSlow, (_, place) => isSlow(place) ? { uploadBps } : {}),
    });
    deepStrictEqual(
      found.map(({ scenario }) => scenario),
      isNamed ? ["asymmetric_trouble"] : [],
    );
  });
}

const QUIET = [
  {
    why: "single slow tests are bad luck",
    tests: testsOf((place) => place % 20 === 0),
  },
  {
    why: "the download is slow as well",
    tests: testsOf(
      threeTimes,
      (_, place) => threeTimes(place) ? { downloadBps: 20e6 } : {},
    ),
  },
  {
    why: "75 % are no degradation",
    tests: testsOf(
      threeTimes,
      (_, place) => threeTimes(place) ? { uploadBps: 7.5e6 } : {},
    ),
  },
  {
    why: "tests that were cut off are none",
    tests: testsOf(threeTimes, () => ({ isComplete: false })),
  },
] as const;

for (const { why, tests } of QUIET) {
  Deno.test(`diagnose() names no trouble of one direction: ${why}`, () => {
    deepStrictEqual(namedOf({ tests }), []);
  });
}

Deno.test("asymmetricTrouble() is a sign of an upload that comes and goes", () => {
  const tests = testsOf(threeTimes);
  only(
    namedOf({ tests, targets: lossy(true) }),
    "intermittent_upload_degradation",
  );
});
