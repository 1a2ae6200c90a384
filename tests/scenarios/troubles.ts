/**
 * The seven troubles, put into a world at a severity that a person would
 * complain about. What is drawn lies above the detection limits that
 * docs/measuring.md names, and nowhere near them by design: durations, depths,
 * counts and onsets are all drawn over their whole range.
 *
 * @module
 */

import type { Scenario } from "../../client/analysis/scenarios/finding.ts";
import {
  localHour,
  LOST,
  scatterLoss,
  type Target,
  type World,
  type WorldNeeds,
} from "./world.ts";

/** How one scenario is put into a world. */
export interface Trouble {
  /** What the world must have. */
  readonly needs: WorldNeeds;
  /** Does it. */
  readonly add: (world: World) => void;
}

export const TROUBLES: Readonly<Record<Scenario, Trouble>> = {
  "micro_disconnections": { needs: { days: [1, 7] }, add: breakOff },
  "packet_loss_bursts": { needs: { days: [1, 7] }, add: loseInBursts },
  "bufferbloat": {
    needs: { days: [1, 5], server: true, counters: true },
    add: bloat,
  },
  "peak_hour_degradation": { needs: { days: [6, 10] }, add: crowdEvenings },
  "isp_routing_trouble": { needs: { days: [1, 5], far: 3 }, add: misroute },
  "asymmetric_trouble": {
    needs: { days: [1, 5], server: true },
    add: disturbOneWay,
  },
  "intermittent_upload_degradation": {
    needs: { days: [1, 5], server: true },
    add: slowUploads,
  },
};

/** Onsets within a day, or over all days, while somebody measures. */
function onsets(world: World, count: number, lengthSeconds: number): number[] {
  const { draw, length } = world;
  const seconds = length * 60;
  const isOneDay = draw.chance(0.5);
  const span = isOneDay ? Math.min(seconds, 20 * 3600) : seconds;
  // Over many days so many more, or it is not again and again.
  const many = Math.ceil(count * (isOneDay ? 1 : length / 1440));
  const start = draw.whole(0, seconds - span);
  const found: number[] = [];
  for (let tries = 0; found.length < many && tries < 100 * many; tries++) {
    const onset = start + draw.whole(0, span - lengthSeconds - 1);
    if (isMeasured(world, onset, lengthSeconds)) found.push(onset);
  }
  return found;
}

function isMeasured(world: World, second: number, seconds: number): boolean {
  const fromMs = world.startMs + second * 1000;
  return !world.gaps.some((gap) =>
    gap.fromMs < fromMs + seconds * 1000 + 60_000 && gap.toMs > fromMs - 60_000
  );
}

function beyond(world: World): readonly Target[] {
  return world.isp === null ? world.far : [world.isp, ...world.far];
}

function breakOff(world: World): void {
  const { draw } = world;
  const isHome = draw.chance(0.3);
  for (const onset of onsets(world, draw.whole(4, 20), 60)) {
    const seconds = Math.round(draw.scale(3, 50));
    const all = isHome ? [world.gateway, ...beyond(world)] : beyond(world);
    for (const { fate } of all) fate.fill(LOST.up, onset, onset + seconds);
  }
}

function loseInBursts(world: World): void {
  const { draw } = world;
  const likelihood = draw.between(0.5, 0.8);
  const upShare = draw.between(0.2, 0.8);
  const isHome = world.connectionType === "wifi" && draw.chance(0.5);
  for (const onset of onsets(world, draw.whole(6, 30), 60)) {
    const toSecond = onset + Math.round(draw.scale(8, 60));
    for (const target of [...isHome ? [world.gateway] : [], ...world.far]) {
      scatterLoss(world, target, {
        fromSecond: onset,
        toSecond,
        likelihood,
        upShare,
      });
    }
  }
}

function bloat(world: World): void {
  const { draw, length } = world;
  const which = draw.pick(["up", "down", "both"]);
  if (which !== "down") world.bloatMs.up = draw.scale(140, 1500);
  if (which !== "up") world.bloatMs.down = draw.scale(140, 1500);
  const isTested = draw.chance(0.5);
  world.bloatTestsADay = isTested ? draw.whole(1, 6) : 0;
  if (isTested && draw.chance(0.5)) return;
  // Somebody fills the line, again and again.
  const load = which === "up" ? world.load.up : world.load.down;
  for (let i = draw.whole(6, 12); i > 0; i--) {
    const from = draw.whole(0, length - 60);
    load.fill(draw.between(0.97, 1), from, from + draw.whole(4, 60));
  }
}

function crowdEvenings(world: World): void {
  const { draw } = world;
  const from = draw.between(16.5, 18);
  const to = draw.between(22.5, 24);
  const usualMs = world.far[0]?.baseMs ?? 20;
  const topMs = Math.max(draw.scale(18, 150), usualMs * draw.between(0.5, 1.5));
  const loss = draw.chance(0.5) ? draw.between(0, 0.03) : 0;
  const speed = draw.between(0.3, 0.9);
  const reach = draw.chance(0.6) ? beyond(world) : world.far;
  // At most one evening in five is spared.
  const spared = draw.chance(0.5) ? draw.whole(0, 4) : -1;
  for (let minute = 0; minute < world.length; minute++) {
    const hour = localHour(world, minute);
    if (hour < from || hour >= to) continue;
    const day = Math.floor(
      (world.startMs + minute * 60_000 + world.localOffsetMs) / 86_400_000,
    );
    if (day % 5 === spared) continue;
    const addedMs = topMs * draw.between(0.75, 1.25);
    for (const target of reach) {
      target.addedMs[minute] = (target.addedMs[minute] ?? 0) + addedMs;
      scatterLoss(world, target, {
        fromSecond: minute * 60,
        toSecond: minute * 60 + 60,
        likelihood: loss,
        upShare: 0.5,
      });
    }
    world.speed.up[minute] = speed;
    world.speed.down[minute] = speed;
  }
}

function misroute(world: World): void {
  const { draw, length } = world;
  const names = world.far.filter(({ series }) => series.probe === "icmp");
  const hit = draw.some(names, draw.whole(1, names.length - 1));
  const isLossy = draw.chance(0.6);
  const isSlow = !isLossy || draw.chance(0.4);
  // Who is slow for most of the time is taken for far away.
  let left = length / 2;
  for (let i = draw.whole(1, 4); i > 0; i--) {
    const minutes = Math.round(draw.scale(40, 600));
    const [onset] = onsets(world, 1, minutes * 60);
    if (onset === undefined || minutes > left) continue;
    left -= minutes;
    const from = Math.floor(onset / 60);
    const to = Math.min(length, from + minutes);
    for (const target of hit) {
      const addedMs = isSlow
        ? Math.max(draw.scale(25, 200), 0.5 * target.baseMs)
        : 0;
      for (let at = from; at < to; at++) {
        target.addedMs[at] = (target.addedMs[at] ?? 0) + addedMs;
      }
      scatterLoss(world, target, {
        fromSecond: from * 60,
        toSecond: to * 60,
        likelihood: isLossy ? draw.scale(0.07, 0.6) : 0,
        upShare: draw.uniform(),
      });
      if (draw.chance(0.5)) {
        const { interface: name, target: to } = target.series;
        const atMs = world.startMs + onset * 1000;
        world.pathChanges.push({ atMs, interface: name, target: to });
      }
    }
  }
}

function disturbOneWay(world: World): void {
  const { draw, length } = world;
  const direction = draw.pick<"up" | "down">(["up", "down"]);
  const likelihood = draw.scale(0.04, 0.4);
  const speed = draw.chance(0.4) ? draw.between(0.2, 0.6) : 1;
  for (let i = draw.whole(1, 2); i > 0; i--) {
    const minutes = Math.round(draw.scale(45, 480));
    const [onset] = onsets(world, 1, minutes * 60);
    if (onset === undefined) continue;
    const to = Math.min(length, Math.floor(onset / 60) + minutes);
    for (const target of beyond(world)) {
      scatterLoss(world, target, {
        fromSecond: onset,
        toSecond: to * 60,
        likelihood,
        upShare: direction === "up" ? 1 : 0,
      });
    }
    world.speed[direction].fill(speed, Math.floor(onset / 60), to);
  }
}

function slowUploads(world: World): void {
  const { draw, length } = world;
  world.testEveryMinutes = draw.whole(3, 12);
  const speed = draw.between(0.1, 0.55);
  const queueMs = draw.chance(0.5) ? draw.between(0, 40) : 0;
  const loss = draw.chance(0.3) ? draw.between(0, 0.015) : 0;
  for (const onset of onsets(world, draw.whole(6, 10), 1800)) {
    const minutes = 3 * world.testEveryMinutes + draw.whole(0, 30);
    const from = Math.floor(onset / 60);
    const to = Math.min(length, from + minutes);
    world.speed.up.fill(speed, from, to);
    world.queueMs.up.fill(queueMs, from, to);
    for (const target of world.far) {
      scatterLoss(world, target, {
        fromSecond: from * 60,
        toSecond: to * 60,
        likelihood: loss,
        upShare: 1,
      });
    }
  }
}
