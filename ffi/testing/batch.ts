import { type DatagramBatch, Origin } from "../datagrams.ts";
import { encodeFakeAddress } from "./address.ts";
import type { FakeDatagram } from "./network.ts";

/**
 * Puts a datagram into a batch, as receiving does.
 *
 * @param batch Where.
 * @param slot Which slot.
 * @param datagram What came, and the kernel's stamp, wall clock ns.
 */
export function fillSlot(
  batch: DatagramBatch,
  slot: number,
  datagram: FakeDatagram & { readonly stampNs: bigint },
): void {
  const { payload, peer, origin, icmp, phase, ttl, offender } = datagram;
  batch.payload[slot]?.set(payload.subarray(0, batch.slotBytes));
  batch.length[slot] = Math.min(payload.length, batch.slotBytes);
  batch.address[slot]?.set(encodeFakeAddress(peer.address, peer.port));
  batch.origin[slot] = origin ?? Origin.none;
  batch.icmpType[slot] = icmp?.[0] ?? 0;
  batch.icmpCode[slot] = icmp?.[1] ?? 0;
  batch.phase[slot] = phase ?? 0;
  batch.ttl[slot] = ttl ?? 64;
  batch.stampNs[slot] = datagram.isUnstamped ? 0n : datagram.stampNs;
  if (offender !== undefined) {
    batch.offender[slot]?.set(encodeFakeAddress(offender, 0));
  }
}
