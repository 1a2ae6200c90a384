import { hostOf } from "@bufferbane/ffi";
import {
  FEATURE,
  instanceOf,
  isDowngraded,
  keyIdOf,
  type Knock,
  type KnockAck,
  MAX_DATAGRAM_BYTES,
  openKnock,
  sealKnockAck,
  SessionEnd,
  VERSION,
} from "@bufferbane/protocol";
import { MAX_LOAD_MS } from "../bulk/load_ask.ts";
import type { Exchange, ServerParts } from "../exchange.ts";
import type { KeySessions } from "../sessions.ts";

/** What this server can do if a client asks for it. */
const FEATURES = FEATURE.kernelStamps | FEATURE.seenAddress | FEATURE.tcpBulk;

/**
 * KNOCK: answered once, if it is authentic and not a repeat, by as many bytes
 * at most. The session it begins is embryonic until its first packet.
 *
 * @returns How many bytes of `reply` are the answer; 0 = silence.
 */
export function answerKnock(
  exchange: Exchange,
  server: ServerParts,
  owner: KeySessions,
): number {
  const { request, family, nowMs } = exchange;
  const { counters, limits, sessions } = server;
  const network = server.networks.of(exchange.address, family);
  if (!limits.knocksOfNetwork.take(network, nowMs)) {
    counters.drop("knock_network_limit");
    return 0;
  }
  if (!limits.takeKnock(network, nowMs)) {
    counters.drop("knock_limit");
    return 0;
  }
  const { secret, quotaSlot } = owner.key;
  const received = openKnock(secret, request, server);
  if ("kind" in received) {
    counters.drop(received.reason);
    return 0;
  }
  const { knock } = received;
  if (VERSION < knock.minVersion || VERSION > knock.maxVersion) {
    counters.drop("unknown_version");
    return 0;
  }
  const instance = instanceOf(request);
  const isNew = server.knocks.isNew(keyIdOf(request), instance, { nowMs });
  if (!isNew || owner.byInstance.has(instance)) {
    counters.drop("knock_repeated");
    return 0;
  }
  if (!limits.acks.take(quotaSlot, nowMs)) {
    counters.drop("ack_limit");
    return 0;
  }
  if (sessions.isFull(owner)) {
    counters.drop("sessions_full");
    return 0;
  }
  const { now } = server.clock;
  const ack = grant(knock, { exchange, server, owner });
  const { datagram, ...agreement } = sealKnockAck(secret, received, {
    ...server,
    ack,
    paddingBytes: server.random(1)[0] ?? 0,
    now,
  });
  const entry = sessions.begin(owner, {
    instance,
    session: new SessionEnd(agreement, {
      ...server,
      role: "server",
      since: now,
    }),
    agreement: (knock.features & FEATURE.tcpBulk) === 0 ? undefined : agreement,
    address: exchange.address.slice(),
    pathToken: ack.pathToken,
  });
  limits.refill(entry.slot);
  counters.add("knocks", 1);
  exchange.reply.set(datagram);
  return datagram.length;
}

/** What a client is granted. */
function grant(
  knock: Knock,
  { exchange, server, owner }: {
    readonly exchange: Exchange;
    readonly server: ServerParts;
    readonly owner: KeySessions;
  },
): KnockAck {
  const { boot, clock, loads, policy, random } = server;
  const t3 = clock.mono();
  const wantsAddress = (knock.features & FEATURE.seenAddress) !== 0;
  const unavailable = loads?.tcpPort ? 0 : FEATURE.tcpBulk;
  const downgraded = isDowngraded(knock, VERSION, { newestVersion: VERSION });
  return {
    kind: "knockAck",
    serverRandom: random(32),
    version: VERSION,
    features: (knock.features & FEATURES & ~unavailable) |
      (downgraded ? FEATURE.downgraded : 0),
    ttlMs: knock.wantTtlS === 0
      ? policy.sessionTtlMs
      : Math.min(policy.sessionTtlMs, knock.wantTtlS * 1000),
    bootId: boot.id,
    uptimeMs: (t3 - boot.at) / 1_000_000n,
    wall: clock.now.wall,
    t2: exchange.t2,
    t3,
    pathToken: random(8),
    maxEchoPps: policy.echoPps,
    maxDatagramBytes: MAX_DATAGRAM_BYTES,
    maxRateKbps: loads?.maxRateKbps ?? 0,
    maxBulkMs: loads?.isOpen ? MAX_LOAD_MS : 0,
    errorEstimate: clock.errorEstimate,
    tcpPort: loads?.tcpPort ?? 0,
    bytesLeftToday: BigInt(loads?.leftToday(owner.key) ?? 0),
    seenAddress: wantsAddress
      ? mapped(hostOf(exchange.address, exchange.family))
      : undefined,
  };
}

/** An IPv4 address as `::ffff:a.b.c.d` (RFC 4291, 2.5.5.2). */
function mapped(host: Uint8Array): Uint8Array {
  if (host.length === 16) return host.slice();
  const address = new Uint8Array(16).fill(0xff, 10, 12);
  address.set(host, 12);
  return address;
}
