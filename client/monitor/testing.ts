/** Machines, and what they measure, for the tests of this folder. @module */

import type { NetworkInterface } from "../links/mod.ts";
import { networkCard } from "../links/testing.ts";
import type { LinkSecond, TestResult } from "../model/mod.ts";

/**
 * An interface that works.
 *
 * @param name Its name; says what it is.
 * @param index Its number.
 * @param changes What is otherwise.
 */
export function link(
  name: string,
  index: number,
  changes: Partial<NetworkInterface> = {},
): NetworkInterface {
  return networkCard({
    name,
    index,
    connectionType: name.startsWith("wl") ? "wifi" : "wired",
    addresses: ([4, 6] as const).map((family) => ({
      address: family === 4 ? "192.0.2.5" : "2001:db8::5",
      family,
      prefixLength: 24,
      scope: "global",
      peer: null,
      isUsable: true,
      isDeprecated: false,
      isTemporary: false,
    })),
    isLoopback: name === "lo",
    ...changes,
  });
}

/**
 * A second in which a cable carried nothing.
 *
 * @param changes What is otherwise.
 */
export function linkSecond(changes: Partial<LinkSecond> = {}): LinkSecond {
  return {
    atMs: 0,
    interface: "eth0",
    connectionType: "wired",
    spanMs: 1000,
    receivedBytes: 0,
    sentBytes: 0,
    receivedPackets: 0,
    sentPackets: 0,
    errors: 0,
    drops: 0,
    collisions: 0,
    hasCarrier: true,
    ownLoadBytes: 0,
    wifi: null,
    ...changes,
  };
}

/**
 * A complete packet-train test of `eth0` with `vps`.
 *
 * @param changes What is otherwise.
 */
export function packetTrain(changes: Partial<TestResult> = {}): TestResult {
  return {
    atMs: 0,
    durationMs: 1000,
    kind: "throughput",
    method: "train",
    interface: "eth0",
    connectionType: "wired",
    server: "vps",
    isComplete: true,
    isScheduled: true,
    uploadBps: null,
    downloadBps: 50e6,
    sentBytes: 0,
    receivedBytes: 0,
    grade: null,
    details: "{}",
    ...changes,
  };
}
