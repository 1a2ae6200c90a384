/**
 * One instruction of a classic BPF program: code, jump if true, jump if
 * false, operand. Build them with {@linkcode bpf}.
 *
 * @see {@link https://docs.kernel.org/networking/filter.html | Linux socket filtering}
 */
export type FilterInstruction = readonly [
  code: number,
  ifTrue: number,
  ifFalse: number,
  operand: number,
];

/** linux/filter.h: SKF_NET_OFF, -0x100000 as an operand. */
const NETWORK_OFFSET = 0xfff0_0000;

/**
 * The instructions that deciding about a packet takes.
 *
 * @example Usage: keeps what begins with the byte 7
 * ```ts
 * import { bpf } from "@bufferbane/ffi";
 *
 * const program = [bpf.loadByte(8), bpf.ifEqual(7, 0, 1), bpf.give(65_535), bpf.give(0)];
 * ```
 */
export const bpf = {
  /** Loads the four bytes at an offset; a packet too short gives 0. */
  loadWord: (offset: number): FilterInstruction => [0x20, 0, 0, offset],
  /** Loads the byte at an offset; a packet too short gives 0. */
  loadByte: (offset: number): FilterInstruction => [0x30, 0, 0, offset],
  /**
   * Loads the four bytes at an offset of the IP header, wherever the packet
   * itself begins.
   */
  loadNetworkWord: (
    offset: number,
  ): FilterInstruction => [0x20, 0, 0, NETWORK_OFFSET + offset],
  /** Loads how long the packet is. */
  loadLength: (): FilterInstruction => [0x80, 0, 0, 0],
  /** Leaves the remainder of what was loaded, divided by a number. */
  modulo: (divisor: number): FilterInstruction => [0x94, 0, 0, divisor],
  /** Skips so many instructions if it is a number, else so many others. */
  ifEqual: (
    value: number,
    ifTrue: number,
    ifFalse: number,
  ): FilterInstruction => [0x15, ifTrue, ifFalse, value],
  /** Skips so many instructions if it is greater, else so many others. */
  ifGreater: (
    value: number,
    ifTrue: number,
    ifFalse: number,
  ): FilterInstruction => [0x25, ifTrue, ifFalse, value],
  /** Ends with a number. */
  give: (value: number): FilterInstruction => [0x06, 0, 0, value],
  /** Ends with what was loaded. */
  giveLoaded: (): FilterInstruction => [0x16, 0, 0, 0],
} as const;
