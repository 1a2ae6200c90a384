import { ANSWER_IPV4 } from "./dnsmasq.ts";
import type { DnsFault } from "./odd_dns.ts";

const HEADER_BYTES = 12;
/** QR, RD, RA: an answer, recursion asked for and given (RFC 1035 4.1.1). */
const ANSWER_FLAGS = 0x8180;
const TC = 0x0200;
const TYPE_A = 1;
const CLASS_IN = 1;
/** A pointer to offset 12 (RFC 1035 4.1.4). */
const NAME_ASKED_FOR = 0xc00c;
const TTL_S = 60;
const RCODES = { servfail: 2, nxdomain: 3, refused: 5 } as const;

/**
 * What a faulty resolver answers.
 *
 * @param query The query as it came, without TCP's length.
 * @param fault What is wrong with the resolver.
 * @param transport What the query came by.
 * @returns The answer in the same form, or `undefined` to stay silent.
 */
export function answer(
  query: Uint8Array,
  fault: DnsFault,
  transport: "udp" | "tcp",
): Uint8Array | undefined {
  if (fault === "silent" || query.length < HEADER_BYTES) return undefined;
  const isError = fault in RCODES;
  const isTruncated = fault === "truncated" && transport === "udp";
  const endOfQuestion = questionEnd(query);
  const hasAnswer = !isError && !isTruncated &&
    query[endOfQuestion - 3] === TYPE_A;
  const reply = new Uint8Array(endOfQuestion + (hasAnswer ? 16 : 0));
  reply.set(query.subarray(0, endOfQuestion));
  const view = new DataView(reply.buffer);
  if (fault === "forged") view.setUint16(0, view.getUint16(0) ^ 0x5555);
  const rcode = Object.entries(RCODES).find(([name]) => name === fault)?.[1];
  view.setUint16(2, ANSWER_FLAGS | (isTruncated ? TC : 0) | (rcode ?? 0));
  view.setUint16(4, 1);
  view.setUint16(6, hasAnswer ? 1 : 0);
  // No authority and no additional records, EDNS among them.
  view.setUint32(8, 0);
  if (!hasAnswer) return reply;
  view.setUint16(endOfQuestion, NAME_ASKED_FOR);
  view.setUint16(endOfQuestion + 2, TYPE_A);
  view.setUint16(endOfQuestion + 4, CLASS_IN);
  view.setUint32(endOfQuestion + 6, TTL_S);
  view.setUint16(endOfQuestion + 10, 4);
  reply.set(ANSWER_IPV4.split(".").map(Number), endOfQuestion + 12);
  return reply;
}

/** Where the only question ends: a name, then type and class. */
function questionEnd(query: Uint8Array): number {
  let at = HEADER_BYTES;
  for (let label = query[at]; label !== undefined && label !== 0;) {
    at += label + 1;
    label = query[at];
  }
  return Math.min(at + 5, query.length);
}
