/** Chooses how to count. @module */

import { LibcError } from "@bufferbane/ffi";
import { type BpfCalls, BpfRefusal } from "@bufferbane/ffi/bpf";
import {
  type BpfMode,
  bpfSource,
  type BpfSourceOptions,
  PROGRAM_NAME,
} from "./bpf_source.ts";
import { interfaceSource } from "./interface_source.ts";
import type { ModeChoice, TrafficSource } from "./source.ts";

/** What a program in the kernel needs, in the words of people. */
export const PRIVILEGE =
  "root (sudo), or the capabilities CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON";

const XDP_NOTE =
  "XDP sees only what arrives: what is sent comes from the interface's counters, all kinds in one";

/** What is tried, in this order, for each choice. */
const TRIED: Readonly<Record<ModeChoice, readonly BpfMode[]>> = {
  "auto": ["tcx", "xdp", "xdp-generic"],
  "tcx": ["tcx"],
  "xdp": ["xdp"],
  "xdp-generic": ["xdp-generic"],
  "counters": [],
};

/** No way to count was possible. */
export class TrafficRefusal extends Error {
  /** The class name, for logs. */
  override readonly name = "TrafficRefusal";
}

/**
 * Begins to count an interface's traffic, in the best way that this kernel,
 * this driver and this user's privilege allow.
 *
 * @param bpf The system call; stays the caller's.
 * @param choice A mode, or `auto` for the best.
 * @param options Which interface.
 * @returns The source; its notes say what is missing, and why.
 * @throws {TrafficRefusal} If the mode that was asked for is not possible.
 */
export function openTrafficSource(
  bpf: BpfCalls,
  choice: ModeChoice,
  options: Omit<BpfSourceOptions, "notes">,
): TrafficSource {
  const { name, device, reader } = options;
  const notes = othersOn(bpf, options);
  let reason = "";
  for (const mode of TRIED[choice]) {
    if (mode !== "tcx" && !device.isEthernet) {
      reason = `${name} has no Ethernet header`;
      notes.push(`No ${mode}, as ${reason}`);
      continue;
    }
    try {
      const told = mode === "tcx" ? notes : [...notes, XDP_NOTE];
      return bpfSource(bpf, mode, { ...options, notes: told });
    } catch (error) {
      reason = reasonOf(error);
      notes.push(`No ${mode}, as ${reason}`);
      if (lacksPrivilege(error)) break;
    }
  }
  if (choice === "auto" || choice === "counters") {
    notes.push("Only totals, from the interface's own counters");
    return interfaceSource(reader, name, notes);
  }
  throw new TrafficRefusal(
    `Cannot count traffic on ${name} by --mode ${choice} as ${reason} (--mode auto takes what is possible)`,
  );
}

function reasonOf(error: unknown): string {
  if (!(error instanceof LibcError) && !(error instanceof BpfRefusal)) {
    throw error;
  }
  if (lacksPrivilege(error)) return `this needs ${PRIVILEGE}`;
  // With a log, it is the verifier that refuses the program itself.
  if (error instanceof BpfRefusal && error.log !== "") return error.message;
  switch (error.code) {
    case "EINVAL":
      return "this kernel is too old for it (TCX: 6.6, XDP: 5.9)";
    case "EOPNOTSUPP":
      return "this interface's driver does not have it";
    case "EBUSY":
    case "EEXIST":
      return "another XDP program is there already (`ip link` shows it)";
    default:
      return error.message;
  }
}

function lacksPrivilege(error: unknown): boolean {
  if (error instanceof BpfRefusal) {
    // The verifier's words when CAP_PERFMON is missing.
    return error.code === "EPERM" || error.log.includes("for !root");
  }
  return error instanceof LibcError && error.code === "EPERM";
}

/** Others of our own, running or left behind: none is in the way of TCX. */
function othersOn(
  bpf: BpfCalls,
  { name, device }: Pick<BpfSourceOptions, "name" | "device">,
): string[] {
  const holders = new Set(bpf.holders(device.ifindex, PROGRAM_NAME));
  if (holders.size === 0) return [];
  const pids = [...holders].map((pid) =>
    pid === null ? "another process" : `process ${pid}`
  );
  return [`${name} is also counted by ${pids.join(" and ")}, independently`];
}
