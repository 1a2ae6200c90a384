/**
 * DNS messages, as bytes. Pure, and no input makes it throw.
 *
 * ```text
 *  0    2       4         6         8           10           12
 *  | id | flags | QDCOUNT | ANCOUNT | NSCOUNT   | ARCOUNT    | question | records ...
 *         QR Opcode AA TC RD RA Z RCODE
 *         1    4    1  1  1  1  3   4   bits
 *
 *  question: | name: (length u8, label)* 0 | type u16 | class u16 |
 * ```
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc1035 | RFC 1035} section 4
 * @see {@link https://www.rfc-editor.org/rfc/rfc6891 | RFC 6891}, EDNS0
 * @module
 */

/** Bytes before the question. */
const HEADER_BYTES = 12;
/** RFC 1035 section 2.3.4. */
const MAX_LABEL_BYTES = 63;
/** RFC 1035 section 2.3.4, with length bytes and the root's. */
const MAX_NAME_BYTES = 255;

/** RFC 1035 section 3.2.2, RFC 3596. */
const TYPES = { A: 1, AAAA: 28 } as const;
const CLASS_IN = 1;
/** RFC 6891 section 6.1.1. */
const TYPE_OPT = 41;
/** What fits into one packet everywhere: RFC 9715, DNS flag day 2020. */
const UDP_PAYLOAD_BYTES = 1232;
/** Root name, type, payload size, extended rcode and flags, no options. */
const OPT_BYTES = 11;

const FLAG_QR = 0x8000;
const OPCODE_MASK = 0x7800;
const FLAG_TC = 0x0200;
const FLAG_RD = 0x0100;
const RCODE_MASK = 0x000f;

/** IANA "DNS RCODEs": RFC 1035, RFC 2136, RFC 8490. */
const RCODES: readonly string[] = [
  "NOERROR",
  "FORMERR",
  "SERVFAIL",
  "NXDOMAIN",
  "NOTIMP",
  "REFUSED",
  "YXDOMAIN",
  "YXRRSET",
  "NXRRSET",
  "NOTAUTH",
  "NOTZONE",
  "DSOTYPENI",
];

/** What is asked. */
export interface DnsQuestion {
  /** Without the dot at the end, e.g. `"example.com"`. */
  readonly name: string;
  /** `A` for IPv4 addresses, `AAAA` for IPv6. */
  readonly type: "A" | "AAAA";
}

/** A response, as far as a probe needs it. */
export interface DnsResponse {
  /** That of the query, 16 bits. */
  readonly id: number;
  /** The error's name, e.g. `"NOERROR"`, `"NXDOMAIN"`; `"RCODE 12"` if none. */
  readonly rcode: string;
  /** Whether the answer did not fit (TC): ask again over TCP. */
  readonly isTruncated: boolean;
  /**
   * The question it answers. `undefined` if the response repeats none, which
   * is legal for errors, or asks something that a probe never asks.
   */
  readonly question: DnsQuestion | undefined;
  /** Questions the header promises: 0 or 1. */
  readonly questionCount: number;
  /** Answer records the header promises. */
  readonly answerCount: number;
}

/**
 * Writes a query: recursion desired, EDNS0 with 1232 bytes.
 *
 * @param question What to ask.
 * @param id 16 bits, random.
 * @returns The message.
 * @throws {RangeError} If the name cannot be asked for.
 *
 * @example Usage
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { encodeQuery } from "./dns_message.ts";
 *
 * const query = encodeQuery({ name: "example.com", type: "A" }, 0x1234);
 * strictEqual(query.length, 40);
 * ```
 */
export function encodeQuery(
  question: DnsQuestion,
  id: number,
): Uint8Array<ArrayBuffer> {
  const name = encodeName(question.name);
  const bytes = new Uint8Array(HEADER_BYTES + name.length + 4 + OPT_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, id);
  view.setUint16(2, FLAG_RD);
  view.setUint16(4, 1);
  view.setUint16(10, 1);
  bytes.set(name, HEADER_BYTES);
  const afterName = HEADER_BYTES + name.length;
  view.setUint16(afterName, TYPES[question.type]);
  view.setUint16(afterName + 2, CLASS_IN);
  // The root's zero byte stands before the type.
  view.setUint16(afterName + 5, TYPE_OPT);
  view.setUint16(afterName + 7, UDP_PAYLOAD_BYTES);
  return bytes;
}

/**
 * Reads a response.
 *
 * @param bytes A message, without the length that TCP puts before it.
 * @returns `undefined` if it is no response to a query, or malformed as far
 * as it was read: header and question.
 */
export function decodeResponse(bytes: Uint8Array): DnsResponse | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const flags = view.getUint16(2);
  if ((flags & FLAG_QR) === 0 || (flags & OPCODE_MASK) !== 0) return undefined;
  const questionCount = view.getUint16(4);
  if (questionCount > 1) return undefined;
  const rcode = flags & RCODE_MASK;
  const response = {
    id: view.getUint16(0),
    rcode: RCODES[rcode] ?? `RCODE ${rcode}`,
    isTruncated: (flags & FLAG_TC) !== 0,
    question: undefined,
    questionCount,
    answerCount: view.getUint16(6),
  };
  if (questionCount === 0) return response;
  const name = decodeName(bytes, HEADER_BYTES);
  if (name === undefined || name.endsAt + 4 > bytes.length) return undefined;
  const type = typeOf(view.getUint16(name.endsAt));
  if (type === undefined || view.getUint16(name.endsAt + 2) !== CLASS_IN) {
    return response;
  }
  return { ...response, question: { name: name.text, type } };
}

/**
 * Whether a response is to this query, and not to another or forged.
 *
 * @param response What came.
 * @param question What was asked.
 * @returns For an error also if it repeats no question at all: some servers
 * that cannot read a query answer with the header only.
 */
export function isAnswerTo(
  response: DnsResponse,
  question: DnsQuestion,
): boolean {
  if (response.questionCount === 0) {
    return response.rcode !== "NOERROR" && response.rcode !== "NXDOMAIN";
  }
  return response.question?.name === question.name.toLowerCase() &&
    response.question.type === question.type;
}

function typeOf(code: number): DnsQuestion["type"] | undefined {
  if (code === TYPES.A) return "A";
  return code === TYPES.AAAA ? "AAAA" : undefined;
}

function encodeName(name: string): Uint8Array {
  const labels = name === "" ? [] : name.split(".");
  const bytes = new Uint8Array(name === "" ? 1 : name.length + 2);
  let at = 0;
  for (const label of labels) {
    if (!/^[\w-]+$/.test(label) || label.length > MAX_LABEL_BYTES) {
      throw new RangeError(
        `Cannot ask DNS for "${name}" as a name: found the label "${label}" (allowed: 1 to 63 of a-z, 0-9, - and _; international names in their xn-- form)`,
      );
    }
    bytes[at++] = label.length;
    for (const character of label) bytes[at++] = character.charCodeAt(0);
  }
  if (bytes.length > MAX_NAME_BYTES) {
    throw new RangeError(
      `Cannot ask DNS for "${name}" as a name: found ${name.length} characters (allowed: at most 253)`,
    );
  }
  return bytes;
}

/** The first name of a message: there is nothing before it to point to. */
function decodeName(
  bytes: Uint8Array,
  startsAt: number,
): { readonly text: string; readonly endsAt: number } | undefined {
  const labels: string[] = [];
  for (let at = startsAt; at < startsAt + MAX_NAME_BYTES;) {
    const length = bytes[at++];
    if (length === 0) return { text: labels.join("."), endsAt: at };
    if (length === undefined || length > MAX_LABEL_BYTES) return undefined;
    if (at + length > bytes.length) return undefined;
    labels.push(labelText(bytes.subarray(at, at + length)));
    at += length;
  }
  return undefined;
}

/** Lower case (RFC 4343), and escaped as RFC 1035 section 5.1 does. */
function labelText(label: Uint8Array): string {
  let text = "";
  for (const byte of label) {
    const character = String.fromCharCode(byte);
    text += /[\w-]/.test(character)
      ? character.toLowerCase()
      : `\\${String(byte).padStart(3, "0")}`;
  }
  return text;
}
