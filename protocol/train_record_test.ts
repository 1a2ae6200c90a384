import { deepStrictEqual } from "node:assert/strict";
import { MAX_TRAIN_PACKETS, NOT_ARRIVED } from "./control_packets.ts";
import { encodePacket, type MonoNs } from "./mod.ts";
import { TrainRecord } from "./train_record.ts";

function data(seq: number): Uint8Array {
  const datagram = new Uint8Array(72);
  encodePacket({
    kind: "throughputData",
    testId: 1,
    seq,
    tx: 0n as MonoNs,
    datagramBytes: 1200,
    flags: 0,
    rateIndex: 0,
  }, datagram);
  return datagram;
}

/** The record of a train, of each datagram its number and arrival in ns. */
function arrivals(
  packets: number,
  notes: readonly (readonly [seq: number, rx: bigint])[],
): readonly number[] {
  const record = new TrainRecord(packets);
  for (const [seq, rx] of notes) record.note(data(seq), rx as MonoNs);
  return record.arrivalsNs;
}

Deno.test("TrainRecord counts from the first by time, not by turn", () => {
  deepStrictEqual(arrivals(4, [[1, 500n], [0, 530n], [3, 490n]]), [
    ...[40, 10, NOT_ARRIVED, 0],
  ]);
});

Deno.test("TrainRecord remembers no datagram beyond the train", () => {
  deepStrictEqual(arrivals(2, [[2, 5n], [1, 7n]]), [NOT_ARRIVED, 0]);
  deepStrictEqual(arrivals(0, [[0, 5n]]), []);
  const most = arrivals(MAX_TRAIN_PACKETS + 1, []);
  deepStrictEqual(most.length, MAX_TRAIN_PACKETS);
});

Deno.test("TrainRecord tells a very late arrival from none", () => {
  const limit = BigInt(NOT_ARRIVED);
  const late = arrivals(4, [[0, 0n], [1, limit - 2n], [2, limit], [3, limit]]);
  deepStrictEqual(late, [
    ...[0, NOT_ARRIVED - 2, NOT_ARRIVED - 1, NOT_ARRIVED - 1],
  ]);
});
