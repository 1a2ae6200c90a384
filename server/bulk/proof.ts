import type { Libc } from "@bufferbane/ffi";
import {
  type Aead,
  encodePacket,
  MIN_DATAGRAM_BYTES,
  type NonceSource,
  Sealer,
  type ThroughputStats,
} from "@bufferbane/protocol";
import type { ServerClock } from "../clock.ts";
import type { ServerSession } from "../sessions.ts";

/** What {@linkcode sendProof} works with. */
export interface ProofTools {
  /** The library. */
  readonly libc: Libc;
  /** The cipher. */
  readonly aead: Aead;
  /** The thread's. */
  readonly nonces: NonceSource;
  /** The thread's. */
  readonly clock: ServerClock;
}

/**
 * Shows a client whom its new connection goes to, before anything else.
 *
 * @param fd The connection; as it is new, it has room for this.
 * @param said What to say, in whose session.
 * @param tools What to work with.
 */
export function sendProof(
  fd: number,
  said: { readonly stats: ThroughputStats; readonly session: ServerSession },
  { libc, aead, nonces, clock }: ProofTools,
): void {
  const { agreement } = said.session;
  if (agreement === undefined) return;
  const { clientId, keys } = agreement;
  const proof = new Uint8Array(MIN_DATAGRAM_BYTES.throughputStats);
  encodePacket(said.stats, proof);
  new Sealer({ aead, nonces, clientId, key: keys.tcpServerToClient })
    .seal(proof, clock.now.wall);
  libc.write(fd, proof);
}
