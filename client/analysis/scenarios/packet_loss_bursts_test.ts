import { strictEqual } from "node:assert/strict";
import { diagnose } from "./diagnose.ts";
import { inBursts, observedOf, THREE } from "./testing.ts";

const FIVE = [1, 2, 3, 4, 5].map((hour) => hour * 3600 + 10);

/** Lost: a share of the probes, the same each time, different for each target. */
function hashed(second: number, place: number, share: number): boolean {
  const mixed = Math.imul(second * 7 + place + 1, 0x9e3779b1) >>> 0;
  return (Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b) >>> 8) % 1000 <
    1000 * share;
}

function findingOf(
  isLost: (second: number, place: number) => boolean,
  count = 3,
) {
  const targets = THREE.slice(0, count).map((one, place) => ({
    ...one,
    isLost: (second: number) => isLost(second, place),
  }));
  return diagnose(observedOf({ minutes: 480, targets })).findings.find((
    { scenario },
  ) => scenario === "packet_loss_bursts");
}

const inFive = inBursts(FIVE, 20);

Deno.test("packetLossBursts() names bursts, with the model of the loss", () => {
  const finding = findingOf((second, place) =>
    inFive(second) && hashed(second, place, 0.6)
  );
  strictEqual(finding?.times.length, 5);
  const { burstDensityPct = 0, gapDensityPct, meanBurstPackets = 0 } =
    finding.figures;
  strictEqual(gapDensityPct, 0);
  strictEqual(burstDensityPct > 45 && burstDensityPct < 85, true);
  strictEqual(meanBurstPackets > 15 && meanBurstPackets <= 20, true);
});

Deno.test("packetLossBursts() keeps quiet about loss that is spread evenly", () => {
  const finding = findingOf((second, place) => hashed(second, place, 0.25));
  strictEqual(finding, undefined);
});

Deno.test("packetLossBursts() keeps quiet about one target alone", () => {
  const finding = findingOf((second, place) =>
    place === 0 && inFive(second) && hashed(second, place, 0.6)
  );
  strictEqual(finding, undefined);
});

Deno.test("packetLossBursts() believes the only target there is", () => {
  const isLost = (second: number, place: number) =>
    inFive(second) && hashed(second, place, 0.6);
  strictEqual(findingOf(isLost, 1)?.times.length, 5);
});

Deno.test("packetLossBursts() keeps quiet about total silence", () => {
  strictEqual(findingOf(inFive), undefined);
});

Deno.test("packetLossBursts() sees them beside a target that is always dead", () => {
  const finding = findingOf((second, place) =>
    place === 2 || (inFive(second) && hashed(second, place, 0.6))
  );
  strictEqual(finding?.times.length, 5);
});

Deno.test("packetLossBursts() sees them though one target of four is spared", () => {
  const isLost = (place: number) => (second: number) =>
    inFive(second) && hashed(second, place, 0.6);
  const targets = [
    ...THREE.map((one, place) => ({ ...one, isLost: isLost(place) })),
    { target: "d" },
  ];
  const { findings } = diagnose(observedOf({ minutes: 480, targets }));
  strictEqual(findings[0]?.scenario, "packet_loss_bursts");
  strictEqual(findings[0].times.length, 5);
});
