import type { DatagramBatch, Libc } from "@bufferbane/ffi";
import type { Unanswered } from "../model/mod.ts";
import { icmpReason, isPortUnreachable } from "./icmp_reason.ts";

/**
 * What became of a UDP or TCP probe that an ICMP error ended.
 *
 * @param libc Reads addresses.
 * @param notice Where the error queue's entry is.
 * @returns `refused` if the port is closed, else `unreachable`; and who says so.
 */
export function icmpFailure(
  libc: Libc,
  notice: { readonly batch: DatagramBatch; readonly slot: number },
): Unanswered {
  const { batch, slot } = notice;
  const origin = batch.origin[slot] ?? 0;
  const type = batch.icmpType[slot] ?? 0;
  const code = batch.icmpCode[slot] ?? 0;
  const offender = batch.offender[slot];
  const from = offender && libc.decodeAddress(offender)?.address;
  const reason = icmpReason(origin, type, code);
  return {
    kind: isPortUnreachable(origin, type, code) ? "refused" : "unreachable",
    detail: `${reason}, says ${from ?? "an unknown host"}`,
  };
}
