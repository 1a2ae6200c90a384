/**
 * The part of the traffic program that counts by flow, where that is wished
 * for. The flow's key is made on the stack while the headers are read.
 *
 * @module
 */

import {
  addAtOnce,
  call,
  compute,
  goTo,
  jumpIf,
  label,
  type Line,
  load,
  loadMap,
  store,
} from "./instruction.ts";
import {
  DIRECTION_KEYS,
  FLOW_AT,
  FLOW_KEY,
  FLOWS_MAP,
  type ProgramOptions,
} from "./program_options.ts";

/** Of the counters of a new flow, bytes from r10. */
const VALUE_AT = FLOW_AT - 16;

/** Begins with an empty key: of what is not IP the version stays 0. */
export function startFlow({ hook }: ProgramOptions): readonly Line[] {
  const words = Array.from({ length: FLOW_KEY.bytes / 8 }, (_, word) => word);
  const direction = hook === "tcxEgress" ? "sent" : "received";
  return [
    compute("r1", "=", 0),
    ...words.map((word) => store("u64", key(8 * word), "r1")),
    store("u8", key(FLOW_KEY.direction), DIRECTION_KEYS[direction]),
  ];
}

/** Takes addresses and protocol from the IPv4 header at r2. */
export function flowAddresses4(): readonly Line[] {
  return [
    load("r1", "u32", ["r2", 12]),
    store("u32", key(FLOW_KEY.from), "r1"),
    load("r1", "u32", ["r2", 16]),
    store("u32", key(FLOW_KEY.to), "r1"),
    store("u8", key(FLOW_KEY.version), 4),
    flowProtocol(),
  ];
}

/** Takes the addresses from the IPv6 header at r2. */
export function flowAddresses6(): readonly Line[] {
  return [
    ...[0, 8, 16, 24].flatMap((at) => [
      load("r1", "u64", ["r2", 8 + at]),
      store("u64", key(FLOW_KEY.from + at), "r1"),
    ]),
    store("u8", key(FLOW_KEY.version), 6),
  ];
}

/** Takes the protocol from r4. */
export function flowProtocol(): Line {
  return store("u8", key(FLOW_KEY.protocol), "r4");
}

/** Takes both ports from r2. */
export function flowPorts(): readonly Line[] {
  return [
    load("r1", "u32", ["r2", 0]),
    store("u32", key(FLOW_KEY.fromPort), "r1"),
  ];
}

/** Adds r9 packets and r8 bytes to the flow, and comes out at `pass`. */
export function countFlow(): readonly Line[] {
  const find = [
    loadMap("r1", FLOWS_MAP),
    compute("r2", "=", "r10"),
    compute("r2", "+=", FLOW_AT),
  ];
  return [
    load("r1", "u8", key(FLOW_KEY.version)),
    jumpIf("r1", "==", { right: 0, target: "pass" }),
    ...find,
    call("mapLookup"),
    jumpIf("r0", "==", { right: 0, target: "new_flow" }),
    addAtOnce(["r0", 0], "r9"),
    addAtOnce(["r0", 8], "r8"),
    goTo("pass"),
    label("new_flow"),
    store("u64", ["r10", VALUE_AT], "r9"),
    store("u64", ["r10", VALUE_AT + 8], "r8"),
    ...find,
    compute("r3", "=", "r10"),
    compute("r3", "+=", VALUE_AT),
    compute("r4", "=", 0),
    call("mapUpdate"),
  ];
}

function key(offset: number): readonly ["r10", number] {
  return ["r10", FLOW_AT + offset];
}
