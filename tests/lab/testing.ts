import type { Lab } from "./lab.ts";

/** How to ping. */
export interface PingOptions {
  /** How many requests. */
  readonly count: number;
  /** Further arguments for ping. */
  readonly args?: readonly string[];
  /** The interface to leave by. */
  readonly from?: string;
}

/** What a ping saw. */
export interface Pinged {
  /** What it printed. */
  readonly text: string;
  /** The RTT of each reply, in ms. */
  readonly rttsMs: readonly number[];
  /** How many replies. */
  readonly received: number;
}

/**
 * Pings from the client, 100 a second.
 *
 * @param lab The lab.
 * @param target Whom.
 * @param options How often, and how else.
 * @returns What ping said, and the RTT of each reply in ms, copies left out.
 */
export async function ping(
  lab: Lab,
  target: string,
  options: PingOptions,
): Promise<Pinged> {
  const { count, args = [], from } = options;
  const command = ["ping", "-n", "-i0.01", "-W1", `-c${count}`, ...args];
  const bound = from === undefined ? [] : ["-I", from];
  // ping ends with 1 when nothing came back, which some tests are about.
  const text = await lab.exec(lab.client, [
    ...["sh", "-c", '"$@"; true', "sh"],
    ...[...command, ...bound, target],
  ]);
  const rttsMs = [...text.matchAll(/time=([\d.]+) ms(?! \(DUP)/g)]
    .map(([, time]) => Number(time));
  return { text, rttsMs, received: rttsMs.length };
}

/**
 * The value in the middle.
 *
 * @param values In any order.
 * @returns One of them; `NaN` when there is none.
 */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
