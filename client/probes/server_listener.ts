import type {
  Aead,
  NonceSource,
  Packet,
  RandomBytes,
  SecretKeys,
  Session,
} from "@bufferbane/protocol";

/** What both programs share, and this process's one source of each. */
export interface ServerKeys {
  /** The shared secret, prepared. */
  readonly secret: SecretKeys;
  /** The cipher. */
  readonly aead: Aead;
  /** For all sessions of the process. */
  readonly nonces: NonceSource;
  /** Unforeseeable. */
  readonly random: RandomBytes;
}

/** Which server, and which way. */
export interface ServerSessionOptions extends ServerKeys {
  /** Its address now. */
  readonly address: string;
  /** Its UDP port. */
  readonly port: number;
  /** Interface to leave by; empty for the kernel's choice. */
  readonly device: string;
  /** Whether the session is for load tests, too. */
  readonly isForLoad?: boolean;
}

/** A restart of the server, as its next session shows it. */
export interface Restart {
  /** How long nothing was heard, ms. */
  readonly gapMs: number;
  /** How long the server has been up since, ms. */
  readonly uptimeMs: number;
}

/** When and how a packet came. */
export interface Arrival {
  /** The kernel's stamp, wall clock ns; 0 = none. */
  readonly stampNs: bigint;
}

/** Who is told what happens on a {@linkcode ServerSession}. */
export interface ServerListener {
  /** A session is open; the one before stays usable until its own end. */
  onOpen(session: Session, restart: Restart | undefined): void;
  /** An authentic, new packet. */
  onPacket(session: Session, packet: Packet, arrival: Arrival): void;
  /** An authentic packet came again. */
  onRepeat(session: Session, packet: Packet): void;
  /** The kernel says when a datagram left; see {@linkcode tokenOf}. */
  onStamp(token: bigint, phase: number, stampNs: bigint): void;
  /** Somebody on the way, or the server's host, cannot deliver. */
  onUnreachable(error: {
    /** In words, with who says it. */
    readonly detail: string;
    /** The host is there, and no program listens. */
    readonly isRefusal: boolean;
  }): void;
  /** Somebody, or a forger, says that a datagram is too long for a link. */
  onTooBig(detail: string): void;
  /** The server answers no KNOCK; told once, until it does again. */
  onSilence(knocks: number): void;
}
