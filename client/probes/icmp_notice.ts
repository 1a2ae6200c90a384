import { type DatagramBatch, type Libc, Origin } from "@bufferbane/ffi";
import { icmpReason, isPortUnreachable, isTooBig } from "./icmp_reason.ts";

/** What a host on the way says of a datagram. Anybody can forge it. */
export interface IcmpNotice {
  /** In words, with who says it. */
  readonly detail: string;
  /** The host is there and no program listens; a link is too small for it. */
  readonly kind: "refused" | "too_big" | "unreachable";
}

/**
 * Reads an ICMP error off the error queue.
 *
 * @param batch Received with `"errors"`.
 * @param slot Which.
 * @param libc Knows addresses.
 * @returns `undefined` for what is no ICMP.
 */
export function icmpNotice(
  batch: DatagramBatch,
  slot: number,
  { libc }: { readonly libc: Pick<Libc, "decodeAddress"> },
): IcmpNotice | undefined {
  const origin = batch.origin[slot] ?? Origin.none;
  if (origin !== Origin.icmp4 && origin !== Origin.icmp6) return undefined;
  const type = batch.icmpType[slot] ?? 0;
  const code = batch.icmpCode[slot] ?? 0;
  const offender = batch.offender[slot];
  const by = offender && libc.decodeAddress(offender)?.address;
  return {
    detail: `${icmpReason(origin, type, code)}, says ${
      by ?? "an unknown host"
    }`,
    kind: isPortUnreachable(origin, type, code)
      ? "refused"
      : isTooBig(origin, type, code)
      ? "too_big"
      : "unreachable",
  };
}
