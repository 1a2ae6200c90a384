import { FAULT_REASONS, type FaultReason } from "@bufferbane/protocol";
import { Turnaround, TURNAROUND_CELLS } from "./turnaround.ts";

/**
 * Why a datagram was dropped, beside what the protocol itself finds wrong
 * (`FAULT_REASONS`).
 */
const POLICY_DROPS = [
  /** Nobody has a session of this name. */
  "no_session",
  /** Too many KNOCKs from its network (/24 or /64). */
  "knock_network_limit",
  /** Too many KNOCKs altogether. */
  "knock_limit",
  /** A KNOCK that was seen before. */
  "knock_repeated",
  /** Too many KNOCK_ACKs for one secret. */
  "ack_limit",
  /** No room for another session, or for another one of this secret. */
  "sessions_full",
  /** Too many packets to open on one path. */
  "path_limit",
  /** Too many packets from addresses new to their sessions. */
  "new_path_limit",
  /** An old packet from a new address. */
  "old_from_new_path",
  /** More ECHOs than the session may send. */
  "echo_limit",
  /** More control packets than the session may send. */
  "control_limit",
  /** Not sent, as the kernel refused. */
  "send_refused",
] as const;

/** Why a datagram was dropped. */
export type DropCause = FaultReason | typeof POLICY_DROPS[number];

/** Every {@linkcode DropCause}, in the order of the counters. */
export const DROP_CAUSES: readonly DropCause[] = [
  ...FAULT_REASONS,
  ...POLICY_DROPS,
];

/** What is counted beside drops. */
export const TOTALS = [
  "received",
  "received_bytes",
  "sent",
  "sent_bytes",
  "knocks",
  "sessions_opened",
  "echoes",
  "errors_sent",
  "stamps",
  /** Datagrams that the sockets' queues had no room for or the filter kept
   * out; the kernel counts them together. */
  "kernel_drops",
  /** Load tests granted, each direction by itself, and what they carried. */
  "loads",
  "load_up_bytes",
  "load_down_bytes",
  /** Refused, as another one runs; */
  "loads_refused_busy",
  /** as the secret's daily amount is used up; */
  "loads_refused_quota",
  /** as what was asked for cannot be done. */
  "loads_refused_other",
] as const;

/** What is counted beside drops. */
export type Total = typeof TOTALS[number];

const NAMED_CELLS = TOTALS.length + DROP_CAUSES.length;

/** How many numbers {@linkcode Counters} needs. */
export const COUNTER_CELLS: number = 1 + NAMED_CELLS + TURNAROUND_CELLS;

const CELL: ReadonlyMap<string, number> = new Map(
  [...TOTALS, ...DROP_CAUSES].map((name, index) => [name, index]),
);

/** What one thread counts; others may read along. */
export class Counters {
  readonly #cells: Float64Array;
  /** How long ECHOs were here. */
  readonly turnaround: Turnaround;

  /** @param cells {@linkcode COUNTER_CELLS} numbers, shared or not. */
  constructor(cells: Float64Array = new Float64Array(COUNTER_CELLS)) {
    this.#cells = cells;
    this.turnaround = new Turnaround(
      cells.subarray(NAMED_CELLS, NAMED_CELLS + TURNAROUND_CELLS),
    );
  }

  /** Processor time of the thread so far, s. */
  get cpuS(): number {
    return this.#cells[COUNTER_CELLS - 1] ?? 0;
  }

  set cpuS(seconds: number) {
    this.#cells[COUNTER_CELLS - 1] = seconds;
  }

  /** Counts a datagram that is not acted upon. */
  drop(cause: DropCause): void {
    this.add(cause, 1);
  }

  /** Counts something else. */
  add(name: Total | DropCause, count: number): void {
    const cell = CELL.get(name) ?? 0;
    this.#cells[cell] = (this.#cells[cell] ?? 0) + count;
  }

  /** The count so far. */
  get(name: Total | DropCause): number {
    return this.#cells[CELL.get(name) ?? 0] ?? 0;
  }
}
