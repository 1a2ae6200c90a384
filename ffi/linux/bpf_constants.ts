/**
 * linux/bpf.h: commands, types, and where in `union bpf_attr` things stand.
 *
 * @module
 */

import type { BpfHook, BpfMapShape } from "../bpf.ts";

/** asm/unistd.h: __NR_bpf. */
export const BPF_SYSCALL: Readonly<Record<typeof Deno.build.arch, bigint>> = {
  // deno-lint-ignore camelcase -- as Deno spells it
  x86_64: 321n,
  aarch64: 280n,
};

/** enum bpf_cmd */
export const COMMAND = {
  createMap: 0,
  lookUp: 1,
  nextKey: 4,
  load: 5,
  run: 10,
  programById: 13,
  information: 15,
  attach: 28,
  linkById: 30,
  nextLink: 31,
} as const;

/** enum bpf_map_type */
export const MAP_TYPES: Readonly<Record<BpfMapShape["kind"], number>> = {
  perCpuArray: 6,
  lruHash: 9,
};

/** enum bpf_prog_type: SCHED_CLS, XDP. */
export const PROGRAM_TYPES: Readonly<Record<BpfHook, number>> = {
  tcxIngress: 3,
  tcxEgress: 3,
  xdpNative: 6,
  xdpGeneric: 6,
};

/** enum bpf_attach_type; linux/if_link.h: XDP_FLAGS_SKB_MODE, _DRV_MODE. */
export const HOOKS: Readonly<
  Record<BpfHook, { readonly attachType: number; readonly flags: number }>
> = {
  tcxIngress: { attachType: 46, flags: 0 },
  tcxEgress: { attachType: 47, flags: 0 },
  xdpGeneric: { attachType: 37, flags: 2 },
  xdpNative: { attachType: 37, flags: 4 },
};

/** enum bpf_link_type: XDP, TCX. */
export const LINK_TYPES: readonly number[] = [6, 11];

/** bits/resource.h */
export const RLIMIT_MEMLOCK = 8;

/** union bpf_attr; the kernel takes a longer one if the rest is zero. */
export const ATTR = {
  bytes: 144,
  map: { type: 0, keyBytes: 4, valueBytes: 8, entries: 12 },
  element: { map: 0, key: 8, value: 16 },
  program: {
    type: 0,
    instructions: 4,
    code: 8,
    license: 16,
    logLevel: 24,
    logBytes: 28,
    log: 32,
    name: 48,
  },
  link: { program: 0, ifindex: 4, attachType: 8, flags: 12 },
  run: {
    program: 0,
    verdict: 4,
    bytesIn: 8,
    bytesOut: 12,
    frameIn: 16,
    frameOut: 24,
    repeat: 32,
    meanNs: 36,
    contextBytes: 40,
    context: 48,
  },
  info: { fd: 0, bytes: 4, at: 8 },
} as const;

/** struct __sk_buff, as far as a test run can set it. */
export const SKB = { bytes: 192, segments: 164, segmentBytes: 176 } as const;

/** struct bpf_link_info and struct bpf_prog_info. */
export const INFO = {
  bytes: 80,
  link: { type: 0, programId: 8, ifindex: 16 },
  program: { name: 64 },
} as const;
