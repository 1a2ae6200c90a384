/**
 * What a probe's status means for the line. The one place that decides it.
 *
 * | status | answer | loss | why |
 * |---|---|---|---|
 * | `ok` | yes | no | answered in time |
 * | `late` | yes | no | the path delivered, slowly |
 * | `rcode` | yes | no | the resolver answered, with an error |
 * | `timeout` | no | yes | nothing came |
 * | `unreachable` | no | yes | a router says that the path is broken |
 * | `send_failed` | no | yes | not even the first step worked |
 * | `refused` | no | ICMP only | a closed TCP or UDP port still proves that packets get there and back; a refused echo request was filtered away |
 * | `reset` | no | no | a connection broke, which its own figures count; no packet of ours is known to be lost |
 * | `self_dropped` | not counted | | our own socket dropped the reply: says nothing of the line |
 * | `interface_off` | not counted | | somebody has switched the interface off, or pulled it out |
 *
 * @module
 */

import type { ProbeKind, Status } from "../model/mod.ts";
import { STATUSES } from "../model/mod.ts";

/**
 * Whether the probe says anything about the line at all.
 *
 * @param status What became of the probe.
 * @returns `false` for `self_dropped` and `interface_off`, which are neither
 * sent nor lost.
 */
export function isCounted(status: Status): boolean {
  return status !== "self_dropped" && status !== "interface_off";
}

/**
 * Whether an answer with a round-trip time came, however late.
 *
 * @param status What became of the probe.
 */
export function isAnswer(status: Status): boolean {
  return status === "ok" || status === "late" || status === "rcode";
}

/**
 * Whether the probe counts as a lost packet.
 *
 * @param status What became of the probe.
 * @param probe What was sent: a refused TCP or DNS probe got there and back.
 */
export function isLoss(status: Status, probe: ProbeKind): boolean {
  switch (status) {
    case "timeout":
    case "unreachable":
    case "send_failed":
      return true;
    case "refused":
      return probe === "icmp";
    default:
      return false;
  }
}

/** What a stored status code means, looked up once a sample. */
export const FATE = { uncounted: 0, lost: 1, answered: 2, failed: 3 } as const;

/** One of {@linkcode FATE}; `failed` is neither an answer nor a loss. */
export type Fate = typeof FATE[keyof typeof FATE];

/**
 * {@linkcode isCounted}, {@linkcode isLoss} and {@linkcode isAnswer} as a
 * table for loops over millions of stored samples.
 *
 * @param probe What the series sends.
 * @returns Indexed by status code (see `STATUSES`); values of {@linkcode FATE}.
 */
export function fateByCode(probe: ProbeKind): Uint8Array {
  return Uint8Array.from(STATUSES, (status): Fate => {
    if (!isCounted(status)) return FATE.uncounted;
    if (isLoss(status, probe)) return FATE.lost;
    return isAnswer(status) ? FATE.answered : FATE.failed;
  });
}
