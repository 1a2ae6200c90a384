/**
 * The kernel's BPF: programs that it runs for every packet, and the maps in
 * which they leave what they have seen. No compiler and no libbpf.
 *
 * Everything here ends with this process, however it ends: the kernel detaches
 * a program when the descriptor of its link is closed.
 *
 * @see {@link https://man7.org/linux/man-pages/man2/bpf.2.html | bpf(2)}
 * @module
 */

import { openLinuxBpf } from "./linux/bpf.ts";

/** Where in the kernel a program sees packets. */
export type BpfHook =
  /** What arrives, after the driver (kernel 6.6 and later). */
  | "tcxIngress"
  /** What leaves, before the queue (kernel 6.6 and later). */
  | "tcxEgress"
  /** What arrives, in the driver. */
  | "xdpNative"
  /** What arrives, after the driver; slow, but with every driver. */
  | "xdpGeneric";

/** What a map is. */
export interface BpfMapShape {
  /** An array with a value for each processor, or a hash that forgets. */
  readonly kind: "perCpuArray" | "lruHash";
  /** Bytes of a key; an array's is 4. */
  readonly keyBytes: number;
  /** Bytes of a value, a multiple of 8. */
  readonly valueBytes: number;
  /** How many entries at most. */
  readonly entries: number;
}

/** What to load. */
export interface BpfProgram {
  /** Where it is to run: decides what it may do. */
  readonly hook: BpfHook;
  /** Up to 15 letters, digits, `_` and `.`: what `bpftool` shows. */
  readonly name: string;
  /** The instructions, 8 bytes each. */
  readonly code: Uint8Array;
}

/**
 * `bpf(2)`. Descriptors are closed with {@linkcode BpfCalls.close} or by the
 * process's end.
 */
export interface BpfCalls extends Disposable {
  /** Processors there may ever be: so many values a per-CPU entry has. */
  readonly cpus: number;
  /**
   * Makes a map.
   *
   * @returns Its descriptor.
   * @throws {LibcError} `EPERM` without the privilege.
   */
  createMap(shape: BpfMapShape): number;
  /**
   * Loads a program.
   *
   * @returns Its descriptor.
   * @throws {BpfRefusal} If the kernel will not have it.
   */
  load(program: BpfProgram): number;
  /**
   * Lets a loaded program see an interface's packets.
   *
   * @param program Its descriptor.
   * @param at The interface, by its index, and where.
   * @returns The link's descriptor; to close it detaches.
   * @throws {LibcError} E.g. `EINVAL` (no such hook in this kernel),
   * `EOPNOTSUPP` (not in this driver), `EBUSY` (another one is there).
   */
  attach(
    program: number,
    at: { readonly ifindex: number; readonly hook: BpfHook },
  ): number;
  /**
   * Reads an entry.
   *
   * @param map Its descriptor.
   * @param key The key.
   * @param into Takes the value: of a per-CPU map, all processors' in turn.
   * @returns Whether there is such an entry.
   * @throws {LibcError}
   */
  lookUp(map: number, key: Uint8Array, into: Uint8Array): boolean;
  /**
   * Steps through a hash.
   *
   * @param map Its descriptor.
   * @param after A key, or `null` for the first.
   * @param into Takes the key that follows; may be `after` itself.
   * @returns Whether there was one.
   * @throws {LibcError}
   */
  nextKey(map: number, after: Uint8Array | null, into: Uint8Array): boolean;
  /**
   * Runs a loaded program once on a made-up frame.
   *
   * @param program Its descriptor.
   * @param frame From the Ethernet header on, at least 14 bytes.
   * @param options `repeat`: how often, for measuring; `segments`, for TCX:
   * how many packets it is to travel as.
   * @returns What it decided, and how long one run took on average, ns.
   * @throws {LibcError}
   */
  run(
    program: number,
    frame: Uint8Array,
    options?: { readonly repeat?: number; readonly segments?: number },
  ): { readonly verdict: number; readonly meanNs: number };
  /**
   * Who has a program of some name on an interface, as far as this privilege
   * lets it be seen. Slow if there are any: all processes are looked through.
   *
   * @param ifindex The interface.
   * @param name The programs' name.
   * @returns The process that holds each; `null` where that cannot be seen.
   */
  holders(ifindex: number, name: string): readonly (number | null)[];
  /** `close(2)`. */
  close(fd: number): void;
}

/** A program that the kernel would not load. */
export class BpfRefusal extends Error {
  /** The class name, for logs. */
  override readonly name = "BpfRefusal";
  /** The symbolic error, e.g. `"EACCES"`. */
  readonly code: string;
  /** The verifier's reasons, its last lines last; empty if it gave none. */
  readonly log: string;

  /**
   * Records a refusal.
   *
   * @param program The program's name.
   * @param code The symbolic error.
   * @param log What the verifier said.
   */
  constructor(program: string, code: string, log: string) {
    const reason = log.trimEnd().split("\n").slice(-6).join("\n");
    super(
      `Cannot load the BPF program ${program} as the kernel refused it: ${code}${
        reason === "" ? "" : `\n${reason}`
      }`,
    );
    this.code = code;
    this.log = log;
  }
}

/**
 * Opens `bpf(2)` for this machine.
 *
 * @throws {Deno.errors.NotSupported} Where there is none.
 */
export function openBpf(): BpfCalls {
  if (Deno.build.os === "linux") return openLinuxBpf();
  throw new Deno.errors.NotSupported(
    `Cannot open BPF as only Linux has it: OS is "${Deno.build.os}"`,
  );
}
