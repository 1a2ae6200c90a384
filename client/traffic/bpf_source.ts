import type { BpfCalls, BpfHook } from "@bufferbane/ffi/bpf";
import type { LinkReader } from "../links/mod.ts";
import { assemble } from "./assembler.ts";
import { totalsOf } from "./bpf_counts.ts";
import type { CountedDevice } from "./counted_device.ts";
import { FlowReader, MOST_FLOWS } from "./flows.ts";
import { InterfaceCount } from "./interface_source.ts";
import { trafficProgram } from "./program.ts";
import {
  COUNT_BYTES,
  COUNTS_MAP,
  DIRECTION_KEYS,
  FLOW_KEY,
  FLOWS_MAP,
} from "./program_options.ts";
import type { Totals, TrafficMode, TrafficSource } from "./source.ts";

/** What `bpftool` shows, and by which a second sampler is known. */
export const PROGRAM_NAME = "bufferbane";

/** A mode that has programs. */
export type BpfMode = Exclude<TrafficMode, "counters">;

/** Where each mode's programs are attached. */
const HOOKS: Readonly<Record<BpfMode, readonly BpfHook[]>> = {
  "tcx": ["tcxIngress", "tcxEgress"],
  "xdp": ["xdpNative"],
  "xdp-generic": ["xdpGeneric"],
};

/** What {@linkcode bpfSource} works with. */
export interface BpfSourceOptions {
  /** The interface's name. */
  readonly name: string;
  /** How it counts. */
  readonly device: CountedDevice;
  /** Reads its own counters, for what XDP does not see. */
  readonly reader: LinkReader;
  /** Whether flows are told apart, too. */
  readonly hasFlows: boolean;
  /** Why it is not a better mode. */
  readonly notes: readonly string[];
}

/**
 * Counts inside the kernel.
 *
 * @param bpf The system call; stays the caller's.
 * @param mode Where.
 * @param options Which interface.
 * @returns A source; disposed, its programs are detached.
 * @throws {BpfRefusal} If the kernel will not load a program.
 * @throws {LibcError} If it will not make the map, or not attach a program.
 */
export function bpfSource(
  bpf: BpfCalls,
  mode: BpfMode,
  { name, device, reader, hasFlows, notes }: BpfSourceOptions,
): TrafficSource {
  using opened = new DisposableStack();
  const kept = (fd: number) => opened.adopt(fd, (fd) => bpf.close(fd));
  const map = kept(bpf.createMap({
    kind: "perCpuArray",
    keyBytes: 4,
    valueBytes: COUNT_BYTES,
    entries: Object.keys(DIRECTION_KEYS).length,
  }));
  const flows = hasFlows
    ? kept(bpf.createMap({
      kind: "lruHash",
      keyBytes: FLOW_KEY.bytes,
      valueBytes: 16,
      entries: MOST_FLOWS,
    }))
    : null;
  const { ifindex, isEthernet, countsSegments } = device;
  for (const hook of HOOKS[mode]) {
    const lines = trafficProgram({
      hook,
      isEthernet,
      countsSegments: hook === "tcxEgress"
        ? countsSegments.sent
        : countsSegments.received,
      hasFlows,
    });
    const maps = flows === null ? {} : { [FLOWS_MAP]: flows };
    const code = assemble(lines, { [COUNTS_MAP]: map, ...maps });
    const program = bpf.load({ hook, name: PROGRAM_NAME, code });
    try {
      kept(bpf.attach(program, { ifindex, hook }));
    } finally {
      // The link keeps it.
      bpf.close(program);
    }
  }
  const counters = new InterfaceCount(reader, name);
  const key = new Uint32Array(1);
  const keyBytes = new Uint8Array(key.buffer);
  const values = new Uint8Array(COUNT_BYTES * bpf.cpus);
  function direction(which: keyof typeof DIRECTION_KEYS): Totals {
    key[0] = DIRECTION_KEYS[which];
    bpf.lookUp(map, keyBytes, values);
    return totalsOf(values);
  }
  const flowReader = flows === null ? null : new FlowReader(bpf, flows);
  const owned = opened.move();
  return {
    mode,
    notes,
    read() {
      const link = counters.read();
      if (link === null) return null;
      const received = direction("received");
      // XDP sees only what arrives.
      return mode === "tcx"
        ? { received, sent: direction("sent") }
        : { received, sent: link.sent };
    },
    topFlows: (count) => flowReader?.top(count) ?? null,
    [Symbol.dispose]: () => owned.dispose(),
  };
}
