/** The part of the traffic program that counts. @module */

import { TRAFFIC_CLASSES } from "../model/mod.ts";
import {
  call,
  compute,
  goTo,
  jumpIf,
  label,
  type Line,
  load,
  loadMap,
  type Register,
  store,
} from "./instruction.ts";
import { countFlow } from "./packet_flow.ts";
import {
  bitOf,
  COUNTS_MAP,
  DIRECTION_KEYS,
  frameLength,
  isTcx,
  type ProgramOptions,
  SKB,
} from "./program_options.ts";

/** linux/if_vlan.h */
const VLAN_BYTES = 4;

/** Adds the packet to the counters of all its classes. */
export function packetCount(options: ProgramOptions): readonly Line[] {
  const key =
    DIRECTION_KEYS[options.hook === "tcxEgress" ? "sent" : "received"];
  return [
    label("count"),
    ...(isTcx(options) && options.countsSegments
      ? segments()
      : [...frameLength("r8", options), compute("r9", "=", 1)]),
    ...(isTcx(options) && options.isEthernet ? takenTag() : []),
    compute("r7", "=", "r5"),
    store("u32", ["r10", -4], key),
    loadMap("r1", COUNTS_MAP),
    compute("r2", "=", "r10"),
    compute("r2", "+=", -4),
    call("mapLookup"),
    jumpIf("r0", "==", { right: 0, target: "pass" }),
    ...TRAFFIC_CLASSES.flatMap((name, index) => [
      ...(name === "all" ? [] : [
        compute("r1", "=", "r7"),
        compute("r1", "&=", bitOf(name)),
        jumpIf("r1", "==", { right: 0, target: `not_${name}` }),
      ]),
      ...add("r9", index * 16),
      ...add("r8", index * 16 + 8),
      label(`not_${name}`),
    ]),
    ...(options.hasFlows ? countFlow() : []),
    label("pass"),
  ];
}

function add(amount: Register, at: number): readonly Line[] {
  return [
    load("r1", "u64", ["r0", at]),
    compute("r1", "+=", amount),
    store("u64", ["r0", at], "r1"),
  ];
}

/** A tag that the kernel keeps beside the frame has travelled in it. */
function takenTag(): readonly Line[] {
  return [
    load("r1", "u32", ["r6", SKB.hasVlan]),
    compute("r1", "*=", "r9"),
    compute("r1", "*=", VLAN_BYTES),
    compute("r8", "+=", "r1"),
  ];
}

/**
 * Packets into r9 and bytes into r8 as they travel: each segment has all the
 * headers again.
 */
function segments(): readonly Line[] {
  return [
    compute("r3", "=", "r8"),
    load("r8", "u32", ["r6", SKB.length]),
    compute("r4", "=", "r9"),
    load("r9", "u32", ["r6", SKB.segments]),
    jumpIf("r9", ">", { right: 1, target: "segmented" }),
    compute("r9", "=", 1),
    goTo("counted"),
    label("segmented"),
    compute("r0", "=", 8),
    jumpIf("r5", "&", { right: bitOf("udp"), target: "headers" }),
    // What is inside a tunnel is not looked at, so its headers stay unknown.
    compute("r1", "=", "r5"),
    compute("r1", "&=", bitOf("tcp")),
    jumpIf("r1", "==", { right: 0, target: "counted" }),
    compute("r1", "=", "r7"),
    compute("r1", "+=", "r4"),
    compute("r2", "=", "r1"),
    compute("r2", "+=", 13),
    jumpIf("r2", ">", { right: "r3", target: "counted" }),
    // RFC 9293, section 3.1: the upper four bits, in words of four bytes.
    load("r0", "u8", ["r1", 12]),
    compute("r0", ">>=", 4),
    compute("r0", "<<=", 2),
    label("headers"),
    compute("r0", "+=", "r4"),
    compute("r1", "=", "r9"),
    compute("r1", "-=", 1),
    compute("r1", "*=", "r0"),
    compute("r8", "+=", "r1"),
    label("counted"),
  ];
}
