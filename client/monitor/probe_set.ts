import { LibcError } from "@bufferbane/ffi";
import type { WallNs } from "../model/mod.ts";
import { IcmpNotAllowedError } from "../probes/icmp_socket.ts";
import type { Probe } from "../probes/probe.ts";

/** An answer later than this is not waited for. */
export const LATE_NS = 10_000_000_000n;

/**
 * The probes that are open, by a key that names what each was opened with:
 * its kind, a blank, and the socket it needs. Planning asks for what it wants
 * and says what it still wants; the rest is closed.
 */
export class ProbeSet implements Disposable {
  readonly #note: (text: string) => void;
  readonly #probes = new Map<string, Probe>();
  /** Why a probe could not be opened, by its key, as told. */
  readonly #refusals = new Map<string, string>();
  #isIcmpRefused = false;

  /**
   * Begins empty.
   *
   * @param note Tells the user, once, why a probe cannot be opened.
   */
  constructor(note: (text: string) => void) {
    this.#note = note;
  }

  /**
   * The probe of a key; opened if there is none.
   *
   * @param key What it is opened with.
   * @param open Opens it.
   * @returns `undefined` if it cannot be opened now: its interface has gone,
   * it is not allowed, or the kernel has no more to give.
   */
  take<P extends Probe>(key: string, open: () => P): P | undefined {
    const known = this.#probes.get(key);
    // A key names its probe's class as well.
    if (known !== undefined) return known as P;
    try {
      const probe = open();
      this.#probes.set(key, probe);
      this.#refusals.delete(key);
      return probe;
    } catch (error) {
      if (error instanceof IcmpNotAllowedError) {
        if (!this.#isIcmpRefused) this.#note(error.message);
        this.#isIcmpRefused = true;
        return undefined;
      }
      if (!(error instanceof LibcError)) throw error;
      this.#refuse(key, error);
      return undefined;
    }
  }

  /** Whether something that was wanted may be had when asked for again. */
  get hasRefusals(): boolean {
    return this.#refusals.size > 0;
  }

  #refuse(key: string, { code, message }: LibcError): void {
    // The interface has gone meanwhile: its return is another change.
    if (code === "ENODEV" || this.#refusals.get(key) === code) return;
    this.#refusals.set(key, code);
    const [kind, device, ...rest] = key.split(" ");
    const where = device === "" ? "" : ` on ${device}`;
    const family = kind === "icmp" ? ` over IPv${rest.at(-1)}` : "";
    this.#note(
      `Cannot measure by ${kind}${family}${where}: ${message}; trying again`,
    );
  }

  /**
   * Closes all that are not wanted any more.
   *
   * @param wanted Keys.
   */
  keep(wanted: ReadonlySet<string>): void {
    for (const key of this.#refusals.keys()) {
      if (!wanted.has(key)) this.#refusals.delete(key);
    }
    for (const [key, probe] of this.#probes) {
      if (wanted.has(key)) continue;
      probe[Symbol.dispose]();
      this.#probes.delete(key);
    }
  }

  /**
   * Sends a round.
   *
   * @param kind The first word of the keys.
   * @param at The round's label.
   */
  send(kind: string, at: WallNs): void {
    for (const [key, probe] of this.#probes) {
      if (key.startsWith(`${kind} `)) probe.send(at);
    }
  }

  /** Forgets what is under way. */
  abandon(): void {
    for (const probe of this.#probes.values()) probe.abandon();
  }

  /** Closes all. */
  [Symbol.dispose](): void {
    this.keep(new Set());
  }
}
