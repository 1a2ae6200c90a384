/** What happens on lines on which nothing is wrong. @module */

import {
  localHour,
  LOST,
  scatterLoss,
  type Target,
  type World,
} from "./world.ts";

/** Adds everyday use and everyday accidents. */
export function addEveryday(world: World): void {
  addEvenings(world);
  addUse(world);
  addScatteredLoss(world);
  addAccidents(world);
  addReroutes(world);
  addGaps(world);
}

/** Everything is a little slower in the evening, everywhere. */
function addEvenings(world: World): void {
  const topMs = world.eveningMs;
  const far = world.isp === null ? world.far : [world.isp, ...world.far];
  for (let minute = 0; minute < world.length; minute++) {
    const fromPeak = (localHour(world, minute) - 20.5 + 36) % 24 - 12;
    const addedMs = topMs * Math.exp(-((fromPeak / 3) ** 2));
    for (const { addedMs: column } of far) {
      column[minute] = (column[minute] ?? 0) + addedMs;
    }
  }
}

/** People use the line: often a little, sometimes all there is. */
function addUse(world: World): void {
  const { draw, length } = world;
  for (const direction of ["up", "down"] as const) {
    const load = world.load[direction];
    for (let minute = 0; minute < length; minute++) {
      load[minute] = 0.002 + 0.01 * draw.uniform();
    }
    const sessions = Math.round(
      length / 1440 * draw.between(1, direction === "up" ? 5 : 12),
    );
    for (let i = 0; i < sessions; i++) {
      const from = draw.whole(0, length - 1);
      const hour = localHour(world, from);
      if (hour > 1 && hour < 7 && draw.chance(0.9)) continue;
      const minutes = Math.round(draw.scale(1, 120));
      const share = draw.chance(0.3)
        ? draw.between(0.9, 1)
        : draw.scale(0.02, 0.7);
      for (let at = from; at < Math.min(length, from + minutes); at++) {
        load[at] = Math.min(
          1,
          (load[at] ?? 0) + share * draw.between(0.9, 1.05),
        );
      }
    }
  }
}

/** Some packets are lost on every line, and more over Wi-Fi. */
function addScatteredLoss(world: World): void {
  const { draw, length } = world;
  const lineLoss = draw.chance(0.8)
    ? draw.scale(1e-5, 2e-3)
    : draw.scale(2e-3, 8e-3);
  const wifiLoss = world.connectionType === "wifi" ? draw.scale(1e-5, 3e-3) : 0;
  const scatter = (target: Target, likelihood: number) =>
    scatterLoss(world, target, {
      fromSecond: 0,
      toSecond: length * 60,
      likelihood,
      upShare: 0.5,
    });
  scatter(world.gateway, wifiLoss);
  for (const target of world.far) scatter(target, lineLoss + wifiLoss);
  if (world.isp !== null) {
    // Routers answer pings when they have nothing better to do.
    scatter(world.isp, draw.chance(0.3) ? draw.between(0.02, 0.3) : lineLoss);
  }
}

/** What happens once, and tells nothing. */
function addAccidents(world: World): void {
  const { draw, length } = world;
  const seconds = length * 60;
  const lose = (target: Target, from: number, count: number) =>
    target.fate.fill(LOST.up, from, Math.min(seconds, from + count));
  // One target, or its operator, has a bad moment.
  for (let i = draw.whole(0, 3); i > 0; i--) {
    const target = world.far[draw.whole(0, world.far.length - 1)];
    if (target === undefined) continue;
    lose(target, draw.whole(0, seconds), Math.round(draw.scale(2, 400)));
  }
  // The line has one; three within a day would be no accident any more.
  const isRestarted = draw.chance(0.2);
  for (let i = draw.whole(0, isRestarted ? 1 : 2); i > 0; i--) {
    const from = draw.whole(0, seconds);
    const count = draw.whole(1, 6);
    for (const target of world.far) lose(target, from, count);
    if (world.isp !== null) lose(world.isp, from, count);
  }
  // Somebody restarts the router, or the provider works at night.
  if (isRestarted) {
    const from = draw.whole(0, seconds);
    const count = Math.round(draw.scale(60, 3600));
    for (const target of world.far) lose(target, from, count);
    if (world.isp !== null) lose(world.isp, from, count);
    if (draw.chance(0.5)) lose(world.gateway, from, Math.min(count, 120));
  }
  // Minutes of jitter from nowhere.
  for (let i = Math.round(length / 1440 * draw.between(0, 30)); i > 0; i--) {
    const minute = draw.whole(0, length - 1);
    const addedMs = draw.scale(2, 60);
    for (const { addedMs: column } of world.far) {
      column[minute] = (column[minute] ?? 0) + addedMs;
    }
  }
}

/** A target moves a little nearer or farther, for good. */
function addReroutes(world: World): void {
  const { draw, length } = world;
  for (let i = draw.whole(0, 2); i > 0; i--) {
    const target = world.far[draw.whole(0, world.far.length - 1)];
    if (target === undefined) continue;
    const from = draw.whole(0, length - 1);
    const stepMs = draw.between(-0.15, 0.2) * target.baseMs;
    const limitedMs = Math.max(-8, Math.min(8, stepMs));
    for (let at = from; at < length; at++) {
      target.addedMs[at] = (target.addedMs[at] ?? 0) + limitedMs;
    }
    world.pathChanges.push({
      atMs: world.startMs + from * 60_000,
      interface: target.series.interface,
      target: target.series.target,
    });
  }
}

/** The machine sleeps, or the program is restarted. */
function addGaps(world: World): void {
  const { draw, length } = world;
  for (let i = draw.whole(0, Math.ceil(length / 2880)); i > 0; i--) {
    const from = draw.whole(0, length - 1);
    const to = Math.min(length, from + Math.round(draw.scale(1, 400)));
    world.gaps.push({
      fromMs: world.startMs + from * 60_000,
      toMs: world.startMs + to * 60_000,
    });
  }
  world.gaps.sort((a, b) => a.fromMs - b.fromMs);
}
