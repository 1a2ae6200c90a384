import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { diagnose } from "./diagnose.ts";
import { inBursts, observedOf, type TargetScript, THREE } from "./testing.ts";

const HOURS = 3600;
/** Five times, an hour apart. */
const FIVE = [1, 2, 3, 4, 5].map((hour) => hour * HOURS + 10);

function lineWith(
  isLost: (second: number) => boolean,
  more: readonly TargetScript[] = [],
) {
  const targets = [...THREE.map((one) => ({ ...one, isLost })), ...more];
  return observedOf({ minutes: 480, targets });
}

function findingOf(observed: ReturnType<typeof observedOf>) {
  return diagnose(observed).findings.find(({ scenario }) =>
    scenario === "micro_disconnections"
  );
}

Deno.test("microDisconnections() names them, with times and figures", () => {
  const finding = findingOf(
    lineWith(inBursts(FIVE, 6), [{ target: "gateway" }]),
  );
  strictEqual(
    finding?.sentence,
    "The connection broke off completely 5 times for a few seconds (typically 6 s, at most 6 s). The own router answered meanwhile: it is the line to the provider or the modem, not the home network.",
  );
  deepStrictEqual(finding.figures, {
    interruptions: 5,
    medianMs: 6000,
    longestMs: 6000,
    totalMs: 30_000,
    withGatewayPct: 0,
  });
  strictEqual(finding.rung, "access");
});

Deno.test("microDisconnections() blames the home if the router is out of reach as well", () => {
  const isLost = inBursts(FIVE, 6);
  const gateway = { target: "gateway", isLost };
  strictEqual(findingOf(lineWith(isLost, [gateway]))?.rung, "gateway");
  const wifi = observedOf({
    minutes: 480,
    targets: [...THREE.map((one) => ({ ...one, isLost })), gateway],
    connectionType: "wifi",
  });
  strictEqual(findingOf(wifi)?.rung, "wifi");
});

const QUIET = [
  { seconds: 2, starts: FIVE, why: "two lost rounds are no more than 2 s" },
  { seconds: 6, starts: FIVE.slice(0, 2), why: "twice is bad luck" },
  { seconds: 300, starts: FIVE, why: "an outage is no micro-disconnection" },
] as const;

for (const { seconds, starts, why } of QUIET) {
  Deno.test(`microDisconnections() keeps quiet on ${starts.length} times ${seconds} s: ${why}`, () => {
    strictEqual(findingOf(lineWith(inBursts(starts, seconds))), undefined);
  });
}

Deno.test("microDisconnections() keeps quiet while one target answers", () => {
  const isLost = inBursts(FIVE, 6);
  const targets = THREE.map((one, place) =>
    place === 0 ? one : { ...one, isLost }
  );
  strictEqual(findingOf(observedOf({ minutes: 480, targets })), undefined);
});

Deno.test("microDisconnections() sees them beside a target that is always dead", () => {
  const dead = { target: "dead", isLost: () => true };
  strictEqual(
    findingOf(lineWith(inBursts(FIVE, 6), [dead]))?.times.length,
    5,
  );
});

Deno.test("microDisconnections() needs targets beyond the gateway", () => {
  const targets = [{ target: "gateway" }];
  deepStrictEqual(diagnose(observedOf({ minutes: 480, targets })).looked[0], {
    scenario: "micro_disconnections",
    kind: "not_enough_data",
    missing: "targets beyond the gateway that were pinged every second",
  });
});

for (const everyS of [4, 5, 10]) {
  const kind = everyS < 4.5 ? "not_found" : "not_enough_data";
  Deno.test(`diagnose() says ${kind} of short trouble with a probe every ${everyS} s`, () => {
    const targets = THREE.map((one) => ({ ...one, everyS }));
    const { looked } = diagnose(observedOf({ minutes: 480, targets }));
    deepStrictEqual(
      looked.slice(0, 2),
      [
        "micro_disconnections",
        "packet_loss_bursts",
      ].map((scenario) => ({
        scenario,
        kind,
        missing: kind === "not_found"
          ? ""
          : "targets beyond the gateway that were pinged every second",
      })),
    );
  });
}

Deno.test("microDisconnections() says so when the seconds are no longer kept", () => {
  const isLost = inBursts(FIVE, 6);
  const targets = THREE.map((one) => ({ ...one, isLost }));
  const observed = observedOf({ minutes: 480, targets, isRawKept: false });
  deepStrictEqual(diagnose(observed).looked[0], {
    scenario: "micro_disconnections",
    kind: "not_enough_data",
    missing:
      "the samples of the minutes with losses, which are no longer kept ([retention])",
  });
});

const OUTAGES = [
  { from: 3600, seconds: 180, told: [180], why: "whole minutes" },
  {
    from: 3650,
    seconds: 200,
    told: [200],
    why: "its seconds, not its minutes",
  },
  {
    from: 3620,
    seconds: 75,
    told: [75],
    why: "longer than a minute, over two",
  },
  { from: 3620, seconds: 55, told: [], why: "shorter than a minute" },
  { from: 28_700, seconds: 100, told: [100], why: "it goes on at the end" },
] as const;

for (const { from, seconds, told, why } of OUTAGES) {
  Deno.test(`diagnose() tells ${told.length} outages of ${seconds} s from second ${from} on: ${why}`, () => {
    const { outages, findings } = diagnose(lineWith(inBursts([from], seconds)));
    deepStrictEqual(
      outages.map(({ times }) =>
        times.map(({ fromMs, toMs }) => (toMs - fromMs) / 1000)
      ),
      [told],
    );
    deepStrictEqual(findings, []);
  });
}

Deno.test("diagnose() tells outages to the minute where seconds are no longer kept", () => {
  const isLost = inBursts([3650], 200);
  const targets = THREE.map((one) => ({ ...one, isLost }));
  const { outages } = diagnose(
    observedOf({ minutes: 480, targets, isRawKept: false }),
  );
  deepStrictEqual(
    outages[0]?.times.map(({ fromMs, toMs }) => (toMs - fromMs) / 1000),
    [180],
  );
});
