import {
  type Aead,
  decodePacket,
  encodePreface,
  type NonceSource,
  Opener,
  PREFACE_BYTES,
  Sealer,
  type Session,
  type TcpPreface,
  type WallNs,
} from "@bufferbane/protocol";

/** What load prefaces are sealed with. */
export interface PrefaceTools {
  /** The cipher. */
  readonly aead: Aead;
  /** The process's. */
  readonly nonces: NonceSource;
}

/**
 * Seals what a connection says first.
 *
 * @param session The session that the load was granted in.
 * @param preface What to say.
 * @param options Cipher, nonces, the wall clock.
 */
export function sealPreface(
  session: Session,
  preface: TcpPreface,
  options: PrefaceTools & { readonly now: WallNs },
): Uint8Array {
  const { clientId, keys } = session.agreement;
  const { aead, nonces, now } = options;
  const key = keys.tcpClientToServer;
  const message = new Uint8Array(PREFACE_BYTES);
  encodePreface(preface, message);
  new Sealer({ aead, nonces, key, clientId, firstPn: preface.stream })
    .seal(message, now);
  return message;
}

/**
 * Whether what a sending server says first shows that it is the server, and
 * no one on the way that accepts every connection.
 *
 * @param session The session that the load was granted in.
 * @param bytes What it says; opened in place.
 * @param options The cipher, and which test it has to be.
 */
export function isProof(
  session: Session,
  bytes: Uint8Array,
  options: { readonly aead: Aead; readonly testId: number },
): boolean {
  const key = session.agreement.keys.tcpServerToClient;
  const opener = new Opener({ aead: options.aead, key });
  if (opener.open(bytes) !== undefined) return false;
  const packet = decodePacket(bytes);
  return packet.kind === "throughputStats" && packet.testId === options.testId;
}
