import { strictEqual } from "node:assert/strict";
import type { FilterInstruction } from "@bufferbane/ffi";
import { acceptClients, CLOSED, steerSessions } from "./filter.ts";

/** A classic BPF machine, as far as our programs need one. */
function runFilter(
  program: readonly FilterInstruction[],
  packet: Uint8Array,
): number {
  const view = new DataView(packet.buffer);
  let loaded = 0;
  for (let at = 0;; at++) {
    const [code, ifTrue, ifFalse, operand] = program[at] ?? [0x06, 0, 0, -1];
    // linux/bpf_common.h; reading past the end drops the packet.
    const bytes = code === 0x20 ? 4 : code === 0x30 ? 1 : 0;
    if (operand + bytes > packet.length && bytes > 0) return 0;
    if (code === 0x20) loaded = view.getUint32(operand);
    else if (code === 0x30) loaded = view.getUint8(operand);
    else if (code === 0x80) loaded = packet.length;
    else if (code === 0x94) loaded = loaded % operand;
    else if (code === 0x15) at += loaded === operand ? ifTrue : ifFalse;
    else if (code === 0x25) at += loaded > operand ? ifTrue : ifFalse;
    else if (code === 0x16) return loaded;
    else if (code === 0x06) return operand;
    else throw new Error(`Cannot run instruction ${code}`);
  }
}

/** A UDP packet: eight bytes of header, then a datagram. */
function packet(changes: {
  readonly length?: number;
  readonly magic?: number;
  readonly version?: number;
  readonly keyId?: number;
}): Uint8Array {
  const { length = 176, magic = 0x4246424e, version = 2, keyId = 7 } = changes;
  const bytes = new Uint8Array(8 + Math.max(length, 16));
  const view = new DataView(bytes.buffer);
  view.setUint32(8, magic);
  view.setUint8(12, version);
  view.setUint32(16, keyId);
  return bytes.slice(0, 8 + length);
}

Deno.test("acceptClients() keeps out what cannot be a client's", () => {
  const program = acceptClients([7, 0xffff_fff0]);
  const cases: readonly [
    changes: Parameters<typeof packet>[0],
    isKept: boolean,
    why: string,
  ][] = [
    [{}, true, "a KNOCK"],
    [{ keyId: 0xffff_fff0 }, true, "another secret"],
    [{ keyId: 8 }, false, "nobody's secret"],
    [{ magic: 0x4246_424d }, false, "not ours"],
    [{ version: 1 }, false, "a version that nobody speaks"],
    [{ length: 48 }, true, "the shortest"],
    [{ length: 47 }, false, "too short"],
    [{ length: 0 }, false, "empty"],
    [{ length: 1400 }, true, "the longest"],
    [{ length: 1401 }, false, "too long"],
  ];
  for (const [changes, isKept, why] of cases) {
    strictEqual(runFilter(program, packet(changes)) > 0, isKept, why);
  }
});

Deno.test("acceptClients() leaves more secrets than fit to the server", () => {
  const keyIds = Array.from({ length: 1001 }, (_, i) => i);
  strictEqual(acceptClients(keyIds).length < 20, true);
  strictEqual(
    runFilter(acceptClients(keyIds), packet({ keyId: 9999 })) > 0,
    true,
  );
  const most = acceptClients(keyIds.slice(1));
  strictEqual(most.length <= 4096, true, "what the kernel takes");
  strictEqual(runFilter(most, packet({ keyId: 1000 })) > 0, true);
  strictEqual(runFilter(most, packet({ keyId: 9999 })), 0);
});

Deno.test("acceptClients([]) and CLOSED let nothing in", () => {
  strictEqual(runFilter(acceptClients([]), packet({})), 0);
  strictEqual(runFilter(CLOSED, packet({})), 0);
});

Deno.test("steerSessions() sends an instance to the same socket every time", () => {
  const datagram = new Uint8Array(48);
  new DataView(datagram.buffer).setUint32(12, 0xffff_ffff);
  strictEqual(runFilter(steerSessions(4), datagram), 3);
  strictEqual(runFilter(steerSessions(3), datagram), 0);
});
