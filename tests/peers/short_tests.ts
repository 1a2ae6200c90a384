import type { TestResult } from "../../client/model/mod.ts";
import { INTERFACE, type World } from "../scenarios/world.ts";

const MINUTE_MS = 60_000;

/**
 * Draws the small tests of a server's schedule, evenly over a world.
 *
 * @param world Their line.
 * @param count How many.
 * @returns Oldest first, with details as the monitor keeps them.
 */
export function shortTestsOf(world: World, count: number): TestResult[] {
  const { draw, capacity, connectionType, startMs, length, speed } = world;
  const everyMs = Math.floor(length * MINUTE_MS / count);
  return Array.from({ length: count }, (_, place) => {
    const afterMs = place * everyMs + 500;
    const at = Math.floor(afterMs / MINUTE_MS);
    const bps = (direction: "up" | "down") =>
      Math.round(
        capacity[direction] * (speed[direction][at] ?? 1) *
          draw.between(0.97, 1.02),
      );
    const [uploadBps, downloadBps] = [bps("up"), bps("down")];
    return {
      atMs: startMs + afterMs,
      durationMs: 120,
      kind: "throughput",
      method: "train",
      interface: INTERFACE,
      connectionType,
      server: "home-vps",
      isComplete: true,
      isScheduled: true,
      uploadBps,
      downloadBps,
      sentBytes: 101_250,
      receivedBytes: 101_250,
      grade: null,
      details: JSON.stringify({
        upload: { rateBps: uploadBps, packets: 75, lost: 0 },
        download: { rateBps: downloadBps, packets: 75, lost: 0 },
      }),
    };
  });
}
