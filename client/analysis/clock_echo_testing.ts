/**
 * ECHOs over a way that never changes, for tests of what the clock offset
 * remembers and when it forgets.
 *
 * @module
 */

import type { EchoExchange } from "../model/mod.ts";
import { ClockOffset } from "./clock_offset.ts";

/** ns. */
export const SECOND = 10n ** 9n;

/** An ECHO that takes 12 ms up and 4 ms down, and 0 on the server. */
export function echoAt(
  sentNs: bigint,
  more: Partial<EchoExchange> = {},
): EchoExchange {
  return {
    clocks: "same",
    sentNs,
    arrivedNs: sentNs + 12_000_000n,
    repliedNs: sentNs + 12_000_000n,
    returnedNs: sentNs + 16_000_000n,
    ...more,
  };
}

/** An ECHO that takes so many ms, three quarters of it on the way up. */
export function taking(
  s: number,
  rttMs: number,
  clocks = "same",
): EchoExchange {
  const sentNs = BigInt(s) * SECOND;
  const arrivedNs = sentNs + BigInt(rttMs * 750_000);
  const returnedNs = sentNs + BigInt(rttMs * 1_000_000);
  return { clocks, sentNs, arrivedNs, repliedNs: arrivedNs, returnedNs };
}

/** What is told of each, with the second that it was sent in. */
export function newsOf(
  offset: ClockOffset,
  echoes: readonly EchoExchange[],
): readonly string[] {
  return echoes.flatMap((echo) =>
    offset.add(echo).news.map(({ kind }) => `${echo.sentNs / SECOND} ${kind}`)
  );
}

/** The seconds from one to before another, every `stepS`. */
export function seconds(
  fromS: number,
  toS: number,
  stepS = 1,
): readonly number[] {
  const length = Math.ceil((toS - fromS) / stepS);
  return Array.from({ length }, (_, i) => fromS + i * stepS);
}

/** Fed with {@linkcode echoAt} once a second, from 0 to this one. */
export function fed(seconds: number): ClockOffset {
  const offset = new ClockOffset();
  for (let s = 0; s <= seconds; s++) offset.add(echoAt(BigInt(s) * SECOND));
  return offset;
}
