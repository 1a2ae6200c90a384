/** What a program says of one of its probes. */
export interface ReportedRtt {
  /** Which of its probes, from 0. */
  readonly index: number;
  /** The round-trip time as it says, ns. */
  readonly rttNs: number;
}

/**
 * Reads what ping says. It prints three digits below 1 ms (so 1 us), and
 * always three significant ones above (10 us from 1 ms, 100 us from 10 ms).
 *
 * @param output Its stdout.
 * @returns Its replies; copies are left out.
 */
export function readPing(output: string): readonly ReportedRtt[] {
  return [...output.matchAll(/icmp_seq=(\d+) .*time=([\d.]+) ms(.*)/g)]
    .filter(([, , , rest]) => rest === undefined || !rest.includes("DUP"))
    .map(([, seq, time]) => ({
      index: Number(seq) - 1,
      rttNs: nanoseconds(time),
    }));
}

/**
 * Reads what fping says when it counts (`-c`). Its digits are as ping's.
 *
 * @param output Its stdout.
 * @returns Its replies.
 */
export function readFping(output: string): readonly ReportedRtt[] {
  return [...output.matchAll(/: \[(\d+)\], \d+ bytes, ([\d.]+) ms/g)]
    .map(([, index, time]) => ({
      index: Number(index),
      rttNs: nanoseconds(time),
    }));
}

/** Without floating point's dust, so that 0.041 ms is 41000 ns. */
function nanoseconds(milliseconds: string | undefined): number {
  return Math.round(Number(milliseconds) * 1e6);
}
