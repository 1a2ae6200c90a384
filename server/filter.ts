import { bpf, type FilterInstruction } from "@bufferbane/ffi";
import {
  AT,
  MAGIC,
  MAX_DATAGRAM_BYTES,
  OVERHEAD_BYTES,
  VERSION,
} from "@bufferbane/protocol";

/** struct udphdr, which a filter on a UDP socket sees first. */
const UDP_HEADER_BYTES = 8;

/** Two instructions each; the kernel takes 4096. */
const MAX_KEY_IDS = 1_000;

const NOTHING = bpf.give(0);
const EVERYTHING = bpf.give(0xffff);

/** Lets nothing in: until the server is ready to answer. */
export const CLOSED: readonly FilterInstruction[] = [NOTHING];

/**
 * Keeps out, inside the kernel, what cannot be a client's: a flood of garbage
 * then costs the process nothing.
 *
 * @param keyIds Of all secrets; too many are left to the server.
 */
export function acceptClients(
  keyIds: readonly number[],
): readonly FilterInstruction[] {
  const at = (offset: number) => UDP_HEADER_BYTES + offset;
  const head = [
    bpf.loadLength(),
    ...requireNot(bpf.ifGreater(at(MAX_DATAGRAM_BYTES), 0, 1)),
    ...requireNot(bpf.ifGreater(at(OVERHEAD_BYTES) - 1, 1, 0)),
    bpf.loadWord(at(AT.magic)),
    ...requireNot(bpf.ifEqual(MAGIC, 1, 0)),
    bpf.loadByte(at(AT.version)),
    ...requireNot(bpf.ifEqual(VERSION, 1, 0)),
  ];
  if (keyIds.length > MAX_KEY_IDS) return [...head, EVERYTHING];
  return [
    ...head,
    bpf.loadWord(at(AT.keyId)),
    ...keyIds.flatMap((id) => [bpf.ifEqual(id, 0, 1), EVERYTHING]),
    NOTHING,
  ];
}

/**
 * Sends every session's packets to the same of several sockets.
 *
 * @param sockets How many there are.
 */
export function steerSessions(sockets: number): readonly FilterInstruction[] {
  return [bpf.loadWord(AT.instance), bpf.modulo(sockets), bpf.giveLoaded()];
}

/** A test whose true or false branch leads to the end, the other past it. */
function requireNot(
  test: FilterInstruction,
): readonly FilterInstruction[] {
  return [test, NOTHING];
}
