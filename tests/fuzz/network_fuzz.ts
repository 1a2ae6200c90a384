/** Fuzzing what strangers on the network send. @module */

import {
  decodeEchoReply,
  decodeQuotedRequest,
  decodeToken,
  ECHO_BYTES,
  encodeEchoRequest,
  ipv4HeaderBytes,
} from "../../client/probes/icmp_packet.ts";
import { icmpReason, isTooBig } from "../../client/probes/icmp_reason.ts";
import { decodePathDatagram } from "../../client/probes/path_packet.ts";
import {
  decodeResponse,
  encodeQuery,
  isAnswerTo,
} from "../../client/probes/dns_message.ts";
import { Origin } from "@bufferbane/ffi";
import { below, type Chance } from "./chance.ts";
import { mangledBytes } from "./mangle.ts";

const TAG = 0x1234_5678;

const ICMP = ([4, 6] as const).flatMap((family) => {
  const request = new Uint8Array(ECHO_BYTES);
  encodeEchoRequest(request, family, {
    identifier: 7,
    tag: TAG,
    number: 70_000,
  });
  const reply = request.slice();
  reply[0] = family === 4 ? 0 : 129;
  const header = new Uint8Array(20);
  header[0] = 0x45;
  return [request, reply, Uint8Array.of(...header, ...reply)];
});

/**
 * Whatever is taken for a reply to us has our tag, and a number that fits; the
 * header of a packet may claim any length.
 */
export function fuzzIcmp(random: Chance): string | undefined {
  const whole = mangledBytes(random, ICMP);
  const bytes = whole.subarray(random() < 0.5 ? ipv4HeaderBytes(whole) : 0);
  const family = random() < 0.5 ? 4 : 6;
  const number = decodeEchoReply(bytes, family, TAG);
  const isOurs = decodeToken(bytes, TAG) === number;
  if (number !== undefined && !(isOurs && isWord(number))) {
    return `${number} read off ${bytes.toHex()}`;
  }
  const quoted = decodeQuotedRequest(bytes, family);
  if (quoted !== undefined && quoted.sequence > 0xffff) {
    return `sequence ${quoted.sequence} read off ${bytes.toHex()}`;
  }
  const path = decodePathDatagram(bytes, TAG);
  if (path !== undefined && !isWord(path)) return `path probe ${path}`;
  const origin = random() < 0.5 ? Origin.icmp4 : Origin.icmp6;
  const [type, code] = [below(random, 256), below(random, 256)];
  isTooBig(origin, type, code);
  return icmpReason(origin, type, code) === ""
    ? `no words for type ${type}, code ${code}`
    : undefined;
}

function isWord(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff;
}

const QUESTION = { name: "a1.example.com", type: "A" } as const;
const RESPONSES = [QUESTION, { name: "", type: "AAAA" } as const]
  .map((question) => {
    const response = encodeQuery(question, 77);
    response[2] = 0x81;
    response[3] = 0x83;
    return response;
  });

/** A response is to our question only if it repeats it, byte for byte. */
export function fuzzDns(random: Chance): string | undefined {
  const bytes = mangledBytes(random, RESPONSES);
  const response = decodeResponse(bytes);
  if (response === undefined || !isAnswerTo(response, QUESTION)) {
    return undefined;
  }
  if (response.questionCount === 0) return undefined;
  const asked = encodeQuery(QUESTION, 0).subarray(12, 32);
  const isSame = asked.every((byte, i) =>
    lowerCase(bytes[12 + i] ?? 0) === byte
  );
  return isSame ? undefined : `taken for our answer: ${bytes.toHex()}`;
}

function lowerCase(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
}
