import type { DatagramBatch, Libc } from "@bufferbane/ffi";
import type { Unanswered } from "../model/mod.ts";
import { icmpNotice } from "./icmp_notice.ts";

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
  const { kind, detail } = icmpNotice(notice.batch, notice.slot, { libc }) ??
    { kind: "unreachable", detail: "" };
  return { kind: kind === "refused" ? "refused" : "unreachable", detail };
}
