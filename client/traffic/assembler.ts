/**
 * A small assembler for BPF: a listing for people, and the bytes that the
 * kernel takes.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9669 | RFC 9669}, BPF Instruction Set Architecture
 * @module
 */

import { type Instruction, type Line, LOAD_WIDE } from "./instruction.ts";

/** Bytes of a slot. */
const SIZE = 8;

/**
 * Writes a program as the kernel takes it.
 *
 * @example Usage
 * ```ts
 * import { deepStrictEqual } from "node:assert/strict";
 * import { compute, exit } from "./instruction.ts";
 *
 * const pass = [compute("r0", "=", 2), exit()];
 * deepStrictEqual(
 *   [...assemble(pass, {})],
 *   [0xb7, 0, 0, 0, 2, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0],
 * );
 * ```
 *
 * @param lines The program.
 * @param maps The maps' descriptors by name.
 * @returns 8 bytes an instruction, 16 for one that loads a map.
 * @throws {TypeError} When a label or a map is missing, or there twice.
 */
export function assemble(
  lines: readonly Line[],
  maps: Readonly<Record<string, number>>,
): Uint8Array {
  const places = placesOf(lines);
  const view = new DataView(new ArrayBuffer(places.count * SIZE));
  let slot = 0;
  for (const line of lines) {
    if (line.kind === "label") continue;
    const { opcode, to, from, target, map } = line;
    const at = slot * SIZE;
    slot += slotsOf(line);
    const jump = target === undefined ? undefined : places.at.get(target);
    const fd = map === undefined ? line.immediate : maps[map];
    if ((target !== undefined && jump === undefined) || fd === undefined) {
      throw new TypeError(
        `Cannot assemble "${line.text}": found no ${
          fd === undefined ? `map ${map}` : `label ${target}`
        }`,
      );
    }
    view.setUint8(at, opcode);
    view.setUint8(at + 1, from << 4 | to);
    // Jumps count from the instruction behind them.
    view.setInt16(at + 2, jump === undefined ? line.offset : jump - slot, true);
    view.setInt32(at + 4, fd, true);
  }
  return new Uint8Array(view.buffer);
}

/**
 * Writes a program for people, with the slots that the kernel's own messages
 * speak of.
 *
 * @param lines The program.
 * @returns A line each.
 */
export function listing(lines: readonly Line[]): string {
  let slot = 0;
  return lines.map((line) => {
    if (line.kind === "label") return `${line.name}:\n`;
    const text = `${String(slot).padStart(5)}  ${line.text}\n`;
    slot += slotsOf(line);
    return text;
  }).join("");
}

function placesOf(
  lines: readonly Line[],
): { readonly at: ReadonlyMap<string, number>; readonly count: number } {
  const at = new Map<string, number>();
  let count = 0;
  for (const line of lines) {
    if (line.kind === "instruction") count += slotsOf(line);
    else if (at.has(line.name)) {
      throw new TypeError(
        `Cannot assemble the program: found label ${line.name} twice`,
      );
    } else at.set(line.name, count);
  }
  return { at, count };
}

function slotsOf({ opcode }: Instruction): number {
  return opcode === LOAD_WIDE ? 2 : 1;
}
