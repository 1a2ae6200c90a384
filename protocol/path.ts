import { equalBytes } from "./bytes.ts";

/** One way to a client. */
export interface Path {
  /** Address and port, in whatever form the caller compares. */
  readonly address: Uint8Array;
  /** Shown to whoever receives there, to be sent back; 8 random bytes. */
  readonly token: Uint8Array;
  /** Whether it was: then the client does receive there. */
  readonly isValidated: boolean;
}

/** What a packet says about the path it came by. */
export interface PathEvidence {
  /** Whether its number is the session's highest so far. */
  readonly isNewest: boolean;
  /** The token it carries, 8 bytes; `undefined` if its kind carries none. */
  readonly token: Uint8Array | undefined;
  /** Makes a token for a path not seen before. */
  readonly freshToken: () => Uint8Array;
}

/**
 * The at most two paths of a session, on the server. A client may move (a NAT
 * that changes its mind, Wi-Fi to mobile); a stranger who repeats its packets
 * from elsewhere must not draw the traffic to himself. So a new address is a
 * *candidate*, answered packet for packet and byte for byte at most, until it
 * sends back the token that was sent there.
 *
 * @example Usage
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const token = new Uint8Array(8).fill(1);
 * const paths = new Paths(Uint8Array.of(192, 0, 2, 1), token);
 * paths.arrive(Uint8Array.of(192, 0, 2, 1), {
 *   isNewest: true,
 *   token,
 *   freshToken: () => new Uint8Array(8),
 * });
 * strictEqual(paths.current.isValidated, true);
 * ```
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9000 | RFC 9000, sections 8.2 and 9.3}
 */
export class Paths {
  #current: Path;
  #candidate: Path | undefined;

  /**
   * Begins with the path of the KNOCK.
   *
   * @param address Where the KNOCK came from.
   * @param token What the KNOCK_ACK carried.
   */
  constructor(address: Uint8Array, token: Uint8Array) {
    this.#current = { address, token, isValidated: false };
  }

  /** Where load may go, if it is validated. */
  get current(): Path {
    return this.#current;
  }

  /**
   * Tells whether an address is one of the session's.
   *
   * @param address In the form it is compared in.
   * @returns `false` for an address that would be a new candidate.
   */
  knows(address: Uint8Array): boolean {
    return equalBytes(address, this.#current.address) ||
      (this.#candidate !== undefined &&
        equalBytes(address, this.#candidate.address));
  }

  /**
   * Takes note of an authenticated, new packet.
   *
   * @param address Where it came from.
   * @param evidence What it says.
   * @returns The path to answer on, or `undefined`: an old packet from a new
   * address gets no answer.
   */
  arrive(address: Uint8Array, evidence: PathEvidence): Path | undefined {
    if (equalBytes(address, this.#current.address)) {
      this.#current = validate(this.#current, evidence);
      return this.#current;
    }
    const known = this.#candidate;
    if (known !== undefined && equalBytes(address, known.address)) {
      return this.#move(validate(known, evidence), evidence);
    }
    if (!evidence.isNewest) return undefined;
    this.#candidate = {
      address: address.slice(),
      token: evidence.freshToken(),
      isValidated: false,
    };
    return this.#candidate;
  }

  /** A validated candidate takes over; the old path stays, as the other one. */
  #move(path: Path, evidence: PathEvidence): Path {
    this.#candidate = path;
    if (!path.isValidated || !evidence.isNewest) return path;
    this.#candidate = this.#current;
    this.#current = path;
    return path;
  }
}

function validate(path: Path, { token }: PathEvidence): Path {
  if (path.isValidated || token === undefined) return path;
  return equalBytes(token, path.token) ? { ...path, isValidated: true } : path;
}
