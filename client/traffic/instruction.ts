/**
 * BPF's instructions as values, written as the kernel's own listings are.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9669 | RFC 9669}, BPF Instruction Set Architecture
 * @module
 */

/** r0: results; r1 to r5: arguments, lost in calls; r10: the stack's top. */
export type Register = `r${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10}`;

/** How wide an access to memory is. */
export type Width = "u8" | "u16" | "u32" | "u64";

/** What is done to a register. */
export type Operator = keyof typeof OPERATORS;

/** How two values are compared, without signs; `&`: have a bit in common. */
export type Comparison = keyof typeof COMPARISONS;

/** Functions of the kernel, by their numbers in linux/bpf.h. */
export const HELPERS = {
  mapLookup: 1,
  mapUpdate: 2,
  pullData: 39,
} as const;

/** A line of a program: an instruction, or a place that jumps go to. */
export type Line = Instruction | Label;

/** A place that jumps go to. */
export interface Label {
  /** Tells it from an instruction. */
  readonly kind: "label";
  /** Its name, unique in a program. */
  readonly name: string;
}

/** An instruction. */
export interface Instruction {
  /** Tells it from a place. */
  readonly kind: "instruction";
  /** As the listing has it. */
  readonly text: string;
  /** The operation. */
  readonly opcode: number;
  /** The register that is changed or compared; 0 if none. */
  readonly to: number;
  /** The other register, or a kind of number; 0 if none. */
  readonly from: number;
  /** Distance in memory, bytes. */
  readonly offset: number;
  /** The number. */
  readonly immediate: number;
  /** Where it may jump to. */
  readonly target?: string;
  /** The map whose descriptor is its number. */
  readonly map?: string;
}

/** RFC 9669, section 4.1. */
const OPERATORS = {
  "+=": 0x00,
  "-=": 0x10,
  "|=": 0x40,
  "&=": 0x50,
  "<<=": 0x60,
  ">>=": 0x70,
  "*=": 0x20,
  "=": 0xb0,
} as const;

/** RFC 9669, section 4.3. */
const COMPARISONS = {
  "==": 0x10,
  ">": 0x20,
  ">=": 0x30,
  "&": 0x40,
  "!=": 0x50,
  "<": 0xa0,
  "<=": 0xb0,
} as const;

/** RFC 9669, section 5. */
const WIDTHS: Readonly<Record<Width, number>> = {
  u8: 0x10,
  u16: 0x08,
  u32: 0x00,
  u64: 0x18,
};

const LOAD = 0x61;
const STORE_NUMBER = 0x62;
const STORE = 0x63;
/** With the number 0: add. */
const ATOMIC = 0xc3;
const ALU = 0x04;
const ALU64 = 0x07;
const JUMP = 0x05;
/** The operand is a register, not a number. */
const BY_REGISTER = 0x08;
const TO_BIG_ENDIAN = 0xd8;
const CALL = 0x85;
const EXIT = 0x95;
/** Takes two slots, since its number has 64 bits. */
export const LOAD_WIDE = 0x18;
/** linux/bpf.h: BPF_PSEUDO_MAP_FD. */
const BY_MAP = 1;

/** Names a place. */
export function label(name: string): Label {
  return { kind: "label", name };
}

/** Computes with 64 bits: `r1 += 14`, `r1 = r2`. */
export function compute(
  to: Register,
  operator: Operator,
  by: Register | number,
): Instruction {
  return instruction(`${to} ${operator} ${by}`, {
    opcode: ALU64 | OPERATORS[operator] | operandBit(by),
    to: numberOf(to),
    ...operand(by),
  });
}

/** Reads memory: `r1 = *(u16 *)(r2 + 12)`. */
export function load(
  to: Register,
  width: Width,
  from: readonly [Register, number],
): Instruction {
  return instruction(`${to} = ${memory(width, from)}`, {
    opcode: LOAD | WIDTHS[width],
    to: numberOf(to),
    from: numberOf(from[0]),
    offset: from[1],
  });
}

/** Writes memory: `*(u64 *)(r0 + 8) = r1`. */
export function store(
  width: Width,
  to: readonly [Register, number],
  value: Register | number,
): Instruction {
  const opcode = typeof value === "number" ? STORE_NUMBER : STORE;
  return instruction(`${memory(width, to)} = ${value}`, {
    opcode: opcode | WIDTHS[width],
    to: numberOf(to[0]),
    offset: to[1],
    ...operand(value),
  });
}

/** Adds to memory that other processors add to as well. */
export function addAtOnce(
  to: readonly [Register, number],
  amount: Register,
): Instruction {
  return instruction(`lock ${memory("u64", to)} += ${amount}`, {
    opcode: ATOMIC | WIDTHS.u64,
    to: numberOf(to[0]),
    from: numberOf(amount),
    offset: to[1],
  });
}

/** Turns 16 bits as the network sends them into a number. */
export function fromNetwork(register: Register): Instruction {
  return instruction(`${register} = be16 ${register}`, {
    opcode: ALU | TO_BIG_ENDIAN,
    to: numberOf(register),
    immediate: 16,
  });
}

/** Jumps if a comparison holds: `if r1 != 4 goto count`. */
export function jumpIf(
  left: Register,
  comparison: Comparison,
  { right, target }: {
    readonly right: Register | number;
    readonly target: string;
  },
): Instruction {
  return instruction(`if ${left} ${comparison} ${right} goto ${target}`, {
    opcode: JUMP | COMPARISONS[comparison] | operandBit(right),
    to: numberOf(left),
    ...operand(right),
    target,
  });
}

/** Jumps. */
export function goTo(target: string): Instruction {
  return instruction(`goto ${target}`, { opcode: JUMP, target });
}

/** Calls a function of the kernel with r1 to r5; the result is in r0. */
export function call(helper: keyof typeof HELPERS): Instruction {
  return instruction(`call ${helper}`, {
    opcode: CALL,
    immediate: HELPERS[helper],
  });
}

/** Loads a map; its descriptor is told when the program is assembled. */
export function loadMap(to: Register, map: string): Instruction {
  return instruction(`${to} = map ${map}`, {
    opcode: LOAD_WIDE,
    to: numberOf(to),
    from: BY_MAP,
    map,
  });
}

/** Ends with r0 as the verdict. */
export function exit(): Instruction {
  return instruction("exit", { opcode: EXIT });
}

function instruction(
  text: string,
  parts: Partial<Omit<Instruction, "kind" | "text">>,
): Instruction {
  return {
    kind: "instruction",
    text,
    opcode: 0,
    to: 0,
    from: 0,
    offset: 0,
    immediate: 0,
    ...parts,
  };
}

function numberOf(register: Register): number {
  return Number(register.slice(1));
}

function operandBit(value: Register | number): number {
  return typeof value === "number" ? 0 : BY_REGISTER;
}

function operand(
  value: Register | number,
): Pick<Instruction, "from" | "immediate"> {
  return typeof value === "number"
    ? { from: 0, immediate: value }
    : { from: numberOf(value), immediate: 0 };
}

function memory(width: Width, [base, offset]: readonly [Register, number]) {
  const sign = offset < 0 ? "-" : "+";
  return `*(${width} *)(${base} ${sign} ${Math.abs(offset)})`;
}
