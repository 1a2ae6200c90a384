import type { FilterInstruction } from "../filter.ts";
import { SOCK_FPROG } from "./structs.ts";

/**
 * Writes a program in the kernel's layout.
 *
 * @param program The instructions, at most 4096.
 * @returns `struct sock_fprog`; the instructions it points at lie behind it in
 * the same memory, so they live as long as it does.
 */
export function encodeFilter(
  program: readonly FilterInstruction[],
): Uint8Array {
  const { instructionBytes } = SOCK_FPROG;
  // A whole ArrayBuffer: small typed arrays may be moved by the collector.
  const memory = new ArrayBuffer(
    SOCK_FPROG.bytes + program.length * instructionBytes,
  );
  const view = new DataView(memory);
  for (const [i, [code, ifTrue, ifFalse, operand]] of program.entries()) {
    const at = SOCK_FPROG.bytes + i * instructionBytes;
    view.setUint16(at, code, true);
    view.setUint8(at + 2, ifTrue);
    view.setUint8(at + 3, ifFalse);
    view.setUint32(at + 4, operand, true);
  }
  const base = BigInt(Deno.UnsafePointer.value(Deno.UnsafePointer.of(memory)));
  view.setUint16(SOCK_FPROG.length, program.length, true);
  view.setBigUint64(SOCK_FPROG.filter, base + BigInt(SOCK_FPROG.bytes), true);
  return new Uint8Array(memory, 0, SOCK_FPROG.bytes);
}
