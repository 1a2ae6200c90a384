/**
 * Generic netlink: families of messages that are found by their names.
 *
 * @see linux/genetlink.h, for every number here
 * @module
 */

import {
  type Libc,
  type NetlinkAttribute,
  NetlinkAttributes,
  type NetlinkMessage,
} from "@bufferbane/ffi";
import { type Answer, find, list, NETLINK_GENERIC } from "./rtnetlink.ts";

/** GENL_ID_CTRL: the family that knows the others. */
const CONTROL = 16;
/** CTRL_CMD_GETFAMILY */
const GET_FAMILY = 3;
/** CTRL_ATTR_FAMILY_ID, CTRL_ATTR_FAMILY_NAME */
const FAMILY = { id: 1, name: 2 } as const;

/** struct genlmsghdr { u8 cmd, version; u16 reserved; } */
const HEADER_BYTES = 4;
/** What all families of today say. */
const VERSION = 1;

/** A question to a family. */
export interface GenericQuestion {
  /** The family's number, by {@linkcode familyId}. */
  readonly family: number;
  /** The command, e.g. NL80211_CMD_GET_STATION. */
  readonly command: number;
  /** Its attributes. */
  readonly attributes: readonly NetlinkAttribute[];
}

/**
 * Finds a family.
 *
 * @param libc The library.
 * @param name E.g. `"nl80211"`.
 * @returns Its number; `undefined` if this kernel has none of that name.
 * @throws {LibcError} If the kernel cannot be asked at all.
 */
export function familyId(libc: Libc, name: string): number | undefined {
  const value = new TextEncoder().encode(`${name}\0`);
  const { messages: [message] } = findGeneric(libc, {
    family: CONTROL,
    command: GET_FAMILY,
    attributes: [{ type: FAMILY.name, value }],
  });
  return message && genericAttributes(message)?.u16(FAMILY.id);
}

/** Asks for one thing. @throws {LibcError} If the kernel cannot be asked. */
export function findGeneric(libc: Libc, question: GenericQuestion): Answer {
  return find(libc, netlinkQuestion(question));
}

/** Asks for all there are. @throws {LibcError} If the kernel will not say. */
export function listGeneric(
  libc: Libc,
  question: GenericQuestion,
): readonly NetlinkMessage[] {
  return list(libc, netlinkQuestion(question));
}

/** What a message says; `undefined` if it is too short to say anything. */
export function genericAttributes(
  { body }: NetlinkMessage,
): NetlinkAttributes | undefined {
  return body.length < HEADER_BYTES
    ? undefined
    : new NetlinkAttributes(body.subarray(HEADER_BYTES));
}

function netlinkQuestion({ family, command, attributes }: GenericQuestion) {
  return {
    protocol: NETLINK_GENERIC,
    type: family,
    header: Uint8Array.of(command, VERSION, 0, 0),
    attributes,
  };
}
