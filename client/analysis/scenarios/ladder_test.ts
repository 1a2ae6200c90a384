import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { seededRandom } from "../../../tests/support/random.ts";
import { diagnose } from "./diagnose.ts";
import { linkOf, MINUTE_MS, observedOf, START_MS, THREE } from "./testing.ts";

/** Ten minutes with a fifth lost. */
const isLost = (second: number) =>
  second >= 6000 && second < 6600 && second % 5 === 0;

const ROWS = [
  { lossy: ["gateway", "isp", "a", "b", "c"], at: "gateway", why: "at home" },
  { lossy: ["isp", "a", "b", "c"], at: "access", why: "from the ISP on" },
  { lossy: ["a", "b", "c"], at: "isp_core", why: "all, beyond its router" },
  { lossy: ["a", "b"], at: "peering", why: "some" },
  { lossy: ["b"], at: "far_end", why: "one" },
  { lossy: ["isp"], at: null, why: "a router that answers when it likes" },
  { lossy: ["gateway"], at: null, why: "what is beyond it is well" },
] as const;

for (const { lossy, at, why } of ROWS) {
  Deno.test(`ladderOf() puts loss of ${lossy.join(", ")} to ${at ?? "no step"}: ${why}`, () => {
    const targets = [{ target: "gateway" }, { target: "isp" }, ...THREE].map((
      one,
    ) =>
      (lossy as readonly string[]).includes(one.target)
        ? { ...one, isLost }
        : one
    );
    const { ladders } = diagnose(observedOf({ minutes: 240, targets }));
    deepStrictEqual(
      ladders.flatMap(({ rungs }) =>
        rungs.filter(({ badMs }) => badMs > 0)
          .map(({ name, badMs }) => [name, badMs])
      ),
      at === null ? [] : [[at, 10 * MINUTE_MS]],
    );
  });
}

Deno.test("ladderOf() knows of a single target by the ISP's router whether it is the line", () => {
  const at = (lossy: readonly string[]) => {
    const targets = ["isp", "a"].map((target) =>
      lossy.includes(target) ? { target, isLost } : { target }
    );
    const { ladders } = diagnose(observedOf({ minutes: 240, targets }));
    return ladders[0]?.rungs.find(({ badMs }) => badMs > 0)?.name;
  };
  strictEqual(at(["a"]), "far_end");
  strictEqual(at(["isp", "a"]), "access");
});

Deno.test("ladderOf() puts what happens without a carrier to this machine", () => {
  const targets = THREE.map((one) => ({ ...one, isLost }));
  const link = linkOf(240, () => ({ up: 1000, down: 1000 }));
  link.downSeconds.fill(60, 100, 110);
  const { ladders } = diagnose(
    observedOf({ minutes: 240, targets, links: [link] }),
  );
  deepStrictEqual(ladders[0]?.rungs[0]?.badMs, 10 * MINUTE_MS);
});

Deno.test("ladderOf() puts what could not be sent at all to this machine", () => {
  const isLost = (second: number) => second >= 6000;
  const targets = THREE.map((one) => ({ ...one, isLost, isUnsent: isLost }));
  const { ladders } = diagnose(observedOf({ minutes: 110, targets }));
  deepStrictEqual(
    ladders[0]?.rungs.map(({ name, badMs }) => [name, badMs]),
    [
      ["machine", 10 * MINUTE_MS],
      ["access", 0],
      ["peering", 0],
      ["far_end", 0],
    ],
  );
});

Deno.test("ladderOf() counts an interface that was switched off neither as well nor as bad", () => {
  const isOff = (second: number) => second >= 15;
  const targets = THREE.map((one) => ({ ...one, isOff }));
  const link = linkOf(2, () => ({ up: 1000, down: 1000 }));
  link.downSeconds.set([45, 60]);
  const { ladders, outages } = diagnose(
    observedOf({ minutes: 2, targets, links: [link] }),
  );
  const [ladder] = ladders;
  deepStrictEqual([ladder?.measuredMs, ladder?.offMs], [15_000, 105_000]);
  deepStrictEqual(ladder?.rungs[0], {
    name: "machine",
    badMs: 0,
    worstAtMs: null,
    targets: [],
  });
  deepStrictEqual(outages[0]?.times, []);
});

const RARE = [
  { everyS: 10, lostMin: 30, why: "six probes in a minute" },
  { everyS: 10, lostMin: 1, why: "six probes in all" },
  { everyS: 60, lostMin: 5, why: "a probe in a minute" },
] as const;

for (const { everyS, lostMin, why } of RARE) {
  Deno.test(`diagnose() tells ${lostMin} min without an answer as bad and as down: ${why}`, () => {
    const isLost = (second: number) =>
      second >= 3600 && second < 3600 + 60 * lostMin;
    const { ladders, outages } = diagnose(
      observedOf({ minutes: 240, targets: [{ target: "a", everyS, isLost }] }),
    );
    const lost = {
      fromMs: START_MS + 60 * MINUTE_MS,
      toMs: START_MS + (60 + lostMin) * MINUTE_MS,
    };
    deepStrictEqual(outages[0]?.times, [lost]);
    strictEqual(ladders[0]?.rungs[0]?.badMs, lost.toMs - lost.fromMs);
  });
}

Deno.test("diagnose() does not call a few lost probes an outage", () => {
  const isLost = (second: number) => second >= 3600 && second < 3840;
  const { outages } = diagnose(observedOf({
    minutes: 240,
    targets: [{ target: "a", everyS: 60, isLost }],
  }));
  deepStrictEqual(outages[0]?.times, [], "four in four minutes");
});

Deno.test("diagnose() joins no outage over a time that was not measured", () => {
  const isLost = () => true;
  const gap = {
    fromMs: START_MS + 30 * MINUTE_MS,
    toMs: START_MS + 90 * MINUTE_MS,
  };
  const targets = [{
    target: "a",
    everyS: 10,
    isLost,
    isOff: (second: number) => second >= 1800 && second < 5400,
  }];
  for (const gaps of [[gap], []]) {
    const { outages } = diagnose(
      observedOf({ minutes: 120, targets, gaps, isRawKept: false }),
    );
    deepStrictEqual(outages[0]?.times, [
      { fromMs: START_MS, toMs: gap.fromMs },
      { fromMs: gap.toMs, toMs: START_MS + 120 * MINUTE_MS },
    ]);
  }
});

Deno.test("ladderOf() counts the seconds of a minute that was measured in part", () => {
  const isLost = () => true;
  const { ladders, outages, looked } = diagnose(observedOf({
    minutes: 2,
    targets: THREE.map((one) => ({ ...one, isLost })),
    period: { fromMs: START_MS + 30_000, toMs: START_MS + 64_000 },
    gaps: [{ fromMs: START_MS + 40_000, toMs: START_MS + 60_000 }],
    isRawKept: false,
  }));
  strictEqual(ladders[0]?.measuredMs, 14_000);
  strictEqual(ladders[0]?.rungs[0]?.badMs, 14_000);
  deepStrictEqual(outages[0]?.times, [], "14 s are no minute");
  strictEqual(
    looked.find(({ scenario }) => scenario === "isp_routing_trouble")?.missing,
    "an hour of measurements (so far 14 s)",
  );
});

const SPREAD = [
  { lossy: ["isp", "a", "b", "c"], at: "access", why: "from the ISP on" },
  { lossy: ["gateway", "isp", "a", "b", "c"], at: "gateway", why: "at home" },
  { lossy: ["a", "b", "c"], at: "isp_core", why: "beyond the ISP's router" },
  { lossy: ["b"], at: "far_end", why: "one alone" },
] as const;

for (const { lossy, at, why } of SPREAD) {
  Deno.test(`ladderOf() puts 5 % spread over ${lossy.join(", ")} to ${at}: ${why}`, () => {
    const random = seededRandom(7);
    const targets = [{ target: "gateway" }, { target: "isp" }, ...THREE];
    const scripts = targets.map((one) => {
      const lost = new Set(
        Array.from({ length: 1200 }, (_, second) => 1200 + second)
          .filter(() => random() < 0.05),
      );
      return (lossy as readonly string[]).includes(one.target)
        ? { ...one, isLost: (second: number) => lost.has(second) }
        : one;
    });
    const { ladders } = diagnose(
      observedOf({ minutes: 60, targets: scripts }),
    );
    const bad = ladders[0]?.rungs.filter(({ badMs }) => badMs > 0) ?? [];
    deepStrictEqual(bad.map(({ name }) => name), [at]);
    ok((bad[0]?.badMs ?? 0) >= 15 * MINUTE_MS);
  });
}

Deno.test("ladderOf() leaves out the steps that nobody looked at", () => {
  const { ladders } = diagnose(
    observedOf({ minutes: 240, targets: [{ target: "a" }] }),
  );
  deepStrictEqual(
    ladders[0]?.rungs.map(({ name }) => name),
    ["access", "far_end"],
  );
});

const LUCK = [
  { lost: [7, 12, 3], at: "access", why: "one is lucky for three minutes" },
  { lost: [0, 12, 0], at: "far_end", why: "one is alone" },
] as const;

for (const { lost, at, why } of LUCK) {
  Deno.test(`ladderOf() puts ${lost.join(", ")} lost of 180 to ${at}: ${why}`, () => {
    const targets = THREE.map((one, place) => {
      const every = Math.floor(180 / (lost[place] ?? 0));
      return { ...one, isLost: (second: number) => second % every === 7 };
    });
    const { ladders } = diagnose(observedOf({ minutes: 3, targets }));
    const bad = ladders[0]?.rungs.filter(({ badMs }) => badMs > 0) ?? [];
    deepStrictEqual(bad.map(({ name }) => name), [at]);
  });
}

Deno.test("ladderOf() does not measure spread loss by a target that was asked three times", () => {
  const random = seededRandom(7);
  const lossy = THREE.map((one) => {
    const lost = new Set(
      Array.from({ length: 600 }, (_, second) => second)
        .filter(() => random() < 0.05),
    );
    return { ...one, isLost: (second: number) => lost.has(second) };
  });
  const isFresh = (second: number) => second >= 597;
  const fresh = {
    target: "fresh",
    isLost: isFresh,
    isOff: (second: number) => !isFresh(second),
  };
  const { ladders } = diagnose(
    observedOf({ minutes: 10, targets: [...lossy, fresh] }),
  );
  const bad = ladders[0]?.rungs.filter(({ badMs }) => badMs > 0) ?? [];
  deepStrictEqual(bad.map(({ name }) => name), ["access"]);
});

Deno.test("compareFamilies() says that IPv6 is down and IPv4 is fine", () => {
  const dead = (second: number) => second >= 6000 && second < 7200;
  const targets = [
    ...THREE,
    ...THREE.map((one) => ({ ...one, family: 6 as const, isLost: dead })),
  ];
  const { families } = diagnose(observedOf({ minutes: 240, targets }));
  deepStrictEqual(families, [{
    interface: "eth0",
    bothMs: 240 * MINUTE_MS,
    only4DownMs: 0,
    only6DownMs: 20 * MINUTE_MS,
  }]);
});
