/**
 * A server without sockets and without chance, for tests.
 *
 * @module
 */

import type { Libc } from "@bufferbane/ffi";
import {
  deriveSecretKeys,
  type MonoNs,
  nativeAead,
  NonceSource,
} from "@bufferbane/protocol";
import { testRandom } from "@bufferbane/protocol/testing";
import { ServerClock } from "./clock.ts";
import { Counters } from "./counters.ts";
import type { ServerParts } from "./exchange.ts";
import { RecentKnocks } from "./knocks.ts";
import { NetworkIndex } from "./networks.ts";
import { Limits, type Policy, sessionCaps } from "./policy.ts";
import { type ClientKey, Sessions } from "./sessions.ts";
import { shareMemory } from "./shared.ts";

/** Limits for tests. */
export const TEST_POLICY: Policy = {
  echoPps: 20,
  sessionTtlMs: 300_000,
  maxSessions: 100,
};

/**
 * A secret for tests.
 *
 * @param number Any; tells it from others.
 * @returns It, with the quota slot of that number.
 */
export function testKey(number: number): ClientKey {
  return {
    name: `client ${number}`,
    secret: deriveSecretKeys(new Uint8Array(32).fill(number)),
    quotaSlot: number,
  };
}

/**
 * Everything that a dispatcher needs.
 *
 * @param libc Where its clocks are.
 * @param options The secrets and limits.
 */
export function testServer(
  libc: Libc,
  { keys, policy = TEST_POLICY }: {
    readonly keys: readonly ClientKey[];
    readonly policy?: Policy;
  },
): ServerParts {
  const shared = shareMemory(1);
  const caps = sessionCaps(policy);
  const sessions = new Sessions(caps, { shared, random: () => 0.5 });
  sessions.setKeys(keys);
  return {
    aead: nativeAead,
    nonces: new NonceSource(),
    clock: new ServerClock(libc),
    random: testRandom(1),
    counters: new Counters(shared.counters[0]),
    limits: new Limits(policy, { shared, slots: Sessions.slotsFor(caps) }),
    sessions,
    knocks: new RecentKnocks(),
    networks: new NetworkIndex(1),
    policy,
    boot: {
      id: 0x1122_3344_5566_7788n,
      at: libc.clock("monotonicRaw") as MonoNs, // the clock says which
    },
  };
}
