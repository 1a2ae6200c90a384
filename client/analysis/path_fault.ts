/** At which hop of a way delay or loss begins. Pure. @module */

import type { PathHop } from "../model/mod.ts";

/** Losing less than that is no fault, 0 to 1. */
const LEAST_LOSS = 0.05;
/** Fewer lost probes of the target may be chance. */
const FEWEST_LOST = 2;
/** So much likelier a fault must be than none, as a logarithm. */
const LIKELIER = 3;
/** Less delay more is no fault: ns, and as a share of the usual one. */
const LEAST_DELAY = { ns: 5_000_000, share: 0.2 } as const;
/** The hop where so much of the delay is there already is its beginning. */
const MOST_OF_IT = 0.5;

/** Where something begins. */
export interface PathFault {
  /** What. */
  readonly kind: "loss" | "delay";
  /** The first hop that has it. */
  readonly ttl: number;
  /** Its address; `null` where it does not answer any more. */
  readonly address: string | null;
  /** The last hop without it; `null`: it begins at the first one. */
  readonly before: string | null;
  /** Probes lost from there on, percent; 0 for `delay`. */
  readonly lossPct: number;
  /** Delay more than usual at the target, ms; 0 for `loss`. */
  readonly addedMs: number;
}

/** What is judged of a hop. */
interface Judged {
  readonly ttl: number;
  readonly address: string | null;
  readonly sent: number;
  readonly lost: number;
  /** More delay than usual, ns; `NaN`: not known. */
  readonly excessNs: number;
}

/**
 * Finds where trouble begins. What a router alone suffers, while those behind
 * it are well, is no trouble: it answers when it has nothing better to do.
 *
 * @param now A thorough trace in the trouble.
 * @param usual The same way when all was well; `null`: not known, so that only
 * partial losses can be placed.
 * @returns The beginning of losses, then that of delay, where there are any.
 */
export function pathFaults(
  now: readonly PathHop[],
  usual: readonly PathHop[] | null,
): readonly PathFault[] {
  const hops = judgedHops(now, usual);
  return [lossFault(hops), delayFault(hops, usual)]
    .filter((fault) => fault !== null);
}

/** The hops that answer usually, the target last. */
function judgedHops(
  now: readonly PathHop[],
  usual: readonly PathHop[] | null,
): readonly Judged[] {
  const sent = Math.max(1, ...now.map((hop) => hop.sent));
  const usualAt = new Map(usual?.map((hop) => [hop.ttl, hop]));
  const nowAt = new Map(now.map((hop) => [hop.ttl, hop]));
  const last = Math.max(...nowAt.keys(), ...usualAt.keys());
  const judged: Judged[] = [];
  for (let ttl = 1; ttl <= last; ttl++) {
    const hop = nowAt.get(ttl);
    const was = usualAt.get(ttl);
    if ((hop?.address ?? null) === null && (was?.address ?? null) === null) {
      continue;
    }
    const isSame = hop?.address === was?.address;
    const excessNs = isSame
      ? (hop?.medianNs ?? NaN) - (was?.medianNs ?? NaN)
      : NaN;
    judged.push({
      ttl,
      address: hop?.address ?? was?.address ?? null,
      sent: hop?.sent ?? sent,
      lost: hop?.lost ?? sent,
      excessNs,
    });
  }
  return judged;
}

/** The likeliest hop from which on more is lost than before it. */
function lossFault(hops: readonly Judged[]): PathFault | null {
  const target = hops.at(-1);
  if (target === undefined || target.lost < FEWEST_LOST) return null;
  // What a hop loses more than those behind it is its own silence.
  let behind = 0;
  const real = hops.toReversed().map((hop, count) => {
    const share = Math.min(
      hop.lost / hop.sent,
      count === 0 ? 1 : behind / count,
    );
    behind += share;
    return { ...hop, lost: share * hop.sent };
  }).toReversed();
  const none = likelihood(real);
  let best: { readonly at: number; readonly gain: number } | null = null;
  for (const at of real.keys()) {
    const [near, far] = [real.slice(0, at), real.slice(at)];
    if (shareOf(far) - shareOf(near) < LEAST_LOSS) continue;
    const gain = likelihood(near) + likelihood(far) - none;
    if (best === null || gain > best.gain) best = { at, gain };
  }
  if (best === null) return null;
  // From the first hop on there is nothing before it to compare with.
  if (best.at > 0 && best.gain < LIKELIER) return null;
  const from = real.slice(best.at);
  return {
    kind: "loss",
    ...placeOf(hops, best.at),
    lossPct: 100 * shareOf(from),
    addedMs: 0,
  };
}

function delayFault(
  hops: readonly Judged[],
  usual: readonly PathHop[] | null,
): PathFault | null {
  const known = hops.filter(({ excessNs }) => !Number.isNaN(excessNs));
  const target = known.at(-1);
  if (target === undefined || target !== hops.at(-1)) return null;
  const usualNs = usual?.at(-1)?.medianNs ?? NaN;
  const least = Math.max(LEAST_DELAY.ns, LEAST_DELAY.share * usualNs);
  if (target.excessNs < least) return null;
  // What a hop is slower than all behind it is its own leisure.
  let leastBehind = Infinity;
  const real = known.toReversed().map((hop) => {
    leastBehind = Math.min(leastBehind, hop.excessNs);
    return { ...hop, excessNs: leastBehind };
  }).toReversed();
  const at = real.findIndex(({ excessNs }) =>
    excessNs >= MOST_OF_IT * target.excessNs
  );
  return {
    kind: "delay",
    ...placeOf(known, at),
    lossPct: 0,
    addedMs: target.excessNs / 1e6,
  };
}

function placeOf(
  hops: readonly Judged[],
  at: number,
): Pick<PathFault, "ttl" | "address" | "before"> {
  const hop = hops[at];
  return {
    ttl: hop?.ttl ?? 1,
    address: hop?.address ?? null,
    before: hops[at - 1]?.address ?? null,
  };
}

function shareOf(hops: readonly Judged[]): number {
  const sent = hops.reduce((sum, hop) => sum + hop.sent, 0);
  return sent === 0 ? 0 : hops.reduce((sum, hop) => sum + hop.lost, 0) / sent;
}

/** Of these losses if all hops lose the same share; logarithm. */
function likelihood(hops: readonly Judged[]): number {
  const share = shareOf(hops);
  return hops.reduce(
    (sum, { sent, lost }) =>
      sum + xlogy(lost, share) + xlogy(sent - lost, 1 - share),
    0,
  );
}

function xlogy(x: number, y: number): number {
  return x === 0 ? 0 : x * Math.log(y);
}
