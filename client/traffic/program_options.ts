/** What the parts of the traffic program share. @module */

import type { BpfHook } from "@bufferbane/ffi/bpf";
import { TRAFFIC_CLASSES, type TrafficClass } from "../model/mod.ts";
import { compute, type Line, load, type Register } from "./instruction.ts";

/** What the program is to be made for. */
export interface ProgramOptions {
  /** Where it runs. */
  readonly hook: BpfHook;
  /** Whether frames begin with an Ethernet header, or with the IP header. */
  readonly isEthernet: boolean;
  /**
   * Whether packets that the kernel handles in one piece, but that travel as
   * many (GSO, GRO), are counted as what travels. Network cards count so; the
   * kernel's virtual devices count pieces.
   */
  readonly countsSegments: boolean;
  /** Whether IP packets are counted by flow, too: {@linkcode FLOWS_MAP}. */
  readonly hasFlows: boolean;
}

/** The map of the counters: one entry a direction. */
export const COUNTS_MAP = "counts";

/** The map of the flows, which forgets those that are quiet. */
export const FLOWS_MAP = "flows";

/**
 * A key of {@linkcode FLOWS_MAP}: addresses (of IPv4 in the first four bytes)
 * and ports as the network sends them, then three numbers of a byte each.
 */
export const FLOW_KEY = {
  bytes: 40,
  from: 0,
  to: 16,
  fromPort: 32,
  toPort: 34,
  protocol: 36,
  version: 37,
  direction: 38,
} as const;

/** Where the program makes that key, bytes from r10. */
export const FLOW_AT = -48;

/** The entries of {@linkcode COUNTS_MAP}. */
export const DIRECTION_KEYS = { received: 0, sent: 1 } as const;

/** A value: packets and bytes, both u64, of each class in turn. */
export const COUNT_BYTES = TRAFFIC_CLASSES.length * 16;

/** Bytes from the start of `struct __sk_buff`. */
export const SKB = {
  length: 0,
  protocol: 16,
  hasVlan: 20,
  data: 76,
  dataEnd: 80,
  segments: 164,
} as const;
/** Bytes from the start of `struct xdp_md`. */
export const XDP = { data: 0, dataEnd: 4 } as const;

/** Whether the program sees packets as the kernel does, not the driver. */
export function isTcx({ hook }: ProgramOptions): boolean {
  return hook === "tcxIngress" || hook === "tcxEgress";
}

/** Loads the frame's length. */
export function frameLength(
  to: Register,
  options: ProgramOptions,
): readonly Line[] {
  return isTcx(options) ? [load(to, "u32", ["r6", SKB.length])] : [
    compute(to, "=", "r8"),
    compute(to, "-=", "r7"),
  ];
}

/** The bit in r5 that stands for a class. */
export function bitOf(name: TrafficClass): number {
  return 1 << TRAFFIC_CLASSES.indexOf(name);
}
