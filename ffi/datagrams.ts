/** What the error queue said of a datagram: {@linkcode DatagramBatch.origin}. */
export const Origin = {
  /** Not from the error queue: an ordinary datagram. */
  none: 0,
  /** A local error, such as a datagram larger than the path. */
  local: 1,
  /** An ICMP error message; the payload is what it quotes of our packet. */
  icmp4: 2,
  /** An ICMPv6 error message; the payload is what it quotes of our packet. */
  icmp6: 3,
  /** A transmit timestamp; the payload is the frame that was sent. */
  transmit: 4,
} as const;

/** Where a transmit stamp was taken: {@linkcode DatagramBatch.phase}. */
export const Phase = {
  /** When the driver took the packet, after this machine's own queue. */
  sent: 0,
  /** When the packet entered this machine's own queue. */
  scheduled: 1,
} as const;

/** How long a socket address may be: `sizeof(struct sockaddr_in6)`. */
export const SOCKADDR_BYTES = 28;

/**
 * Datagrams to send or as received, many to one system call: payloads,
 * addresses and, after receiving, what the kernel said of each. Everything is
 * allocated once, so that the packet loops allocate nothing.
 *
 * The base class is plain memory; each OS extends it by its native headers.
 */
export class DatagramBatch {
  /** How many datagrams fit. */
  readonly capacity: number;
  /** How many bytes of payload fit into a slot. */
  readonly slotBytes: number;
  /** Each slot's payload space. */
  readonly payload: readonly Uint8Array[];
  /** Each slot's peer as a native socket address, zero-padded. */
  readonly address: readonly Uint8Array[];
  /** Payload bytes: to send, or as received. */
  readonly length: Uint32Array;
  /**
   * As received with `udpReceiveWhole`: the slot holds a run of datagrams of
   * this many bytes each, the last perhaps shorter; 0 = it holds one.
   */
  readonly segmentBytes: Uint32Array;
  /** When the kernel received or sent it, wall clock ns; 0 = no stamp. */
  readonly stampNs: BigInt64Array;
  /** Time to live (hop limit) as received; 0 = not told. */
  readonly ttl: Uint8Array;
  /** Which of this machine's addresses it came to, or is to come from: 16
   * bytes, of which {@linkcode localBytes} count. */
  readonly local: readonly Uint8Array[];
  /** 4 or 16; 0 = not told, or the kernel's choice. */
  readonly localBytes: Uint8Array;
  /** To send: 1 asks for a transmit stamp where not all are stamped. */
  readonly wantsStamp: Uint8Array;
  /** Type of service (traffic class) as received. */
  readonly tos: Uint8Array;
  /** One of {@linkcode Origin}. */
  readonly origin: Uint8Array;
  /** ICMP type, for the ICMP origins. */
  readonly icmpType: Uint8Array;
  /** ICMP code, for the ICMP origins. */
  readonly icmpCode: Uint8Array;
  /** Who sent the ICMP error, as a native socket address. */
  readonly offender: readonly Uint8Array[];
  /** After sending: 0, or the errno with which the kernel refused it. */
  readonly errno: Int32Array;
  /** One of {@linkcode Phase}, for the transmit origin. */
  readonly phase: Uint8Array;
  /** Datagrams this socket dropped since it was opened, as last told. */
  dropped = 0;

  /**
   * Allocates a batch.
   *
   * @param capacity Datagrams per call, 1 to 1024.
   * @param slotBytes Payload bytes per datagram.
   * @param memory Where payloads and addresses live, for a subclass that
   * needs them at known places: `capacity` addresses of 32 bytes, then
   * `capacity` payloads.
   */
  constructor(
    capacity: number,
    slotBytes: number,
    memory: ArrayBuffer = new ArrayBuffer(capacity * (32 + slotBytes)),
  ) {
    this.capacity = capacity;
    this.slotBytes = slotBytes;
    const slots = Array.from({ length: capacity }, (_, slot) => slot);
    this.address = slots.map((slot) =>
      new Uint8Array(memory, slot * 32, SOCKADDR_BYTES)
    );
    this.payload = slots.map((slot) =>
      new Uint8Array(memory, capacity * 32 + slot * slotBytes, slotBytes)
    );
    const locals = new Uint8Array(capacity * 16);
    this.local = slots.map((slot) =>
      locals.subarray(slot * 16, slot * 16 + 16)
    );
    this.localBytes = new Uint8Array(capacity);
    this.wantsStamp = new Uint8Array(capacity);
    this.offender = slots.map(() => new Uint8Array(SOCKADDR_BYTES));
    this.length = new Uint32Array(capacity);
    this.segmentBytes = new Uint32Array(capacity);
    this.stampNs = new BigInt64Array(capacity);
    this.ttl = new Uint8Array(capacity);
    this.tos = new Uint8Array(capacity);
    this.origin = new Uint8Array(capacity);
    this.icmpType = new Uint8Array(capacity);
    this.icmpCode = new Uint8Array(capacity);
    this.errno = new Int32Array(capacity);
    this.phase = new Uint8Array(capacity);
  }
}
