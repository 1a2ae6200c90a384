import type { Libc } from "@bufferbane/ffi";
import type { ConfigFile } from "./config/load.ts";

/** The world outside the program. */
export interface Outside {
  /** Takes a result: standard output. */
  readonly out: (text: string) => void;
  /** Takes a diagnosis: standard error. */
  readonly err: (text: string) => void;
  /** Whether diagnoses end in systemd's journal. */
  readonly isJournal: boolean;
  /** Reads an environment variable. */
  readonly env: (name: string) => string | undefined;
  /** Reads a file. @throws {Deno.errors.NotFound} And others. */
  readonly readFile: (path: string) => ConfigFile;
  /** Reads what the kernel tells as a file; `undefined`: it does not. */
  readonly readText: (path: string) => string | undefined;
  /**
   * Writes a file that only its owner may read.
   *
   * @throws {Deno.errors.AlreadyExists} When it exists, unless `isReplacing`.
   */
  readonly writeFile: (
    path: string,
    text: string,
    options: { readonly isReplacing: boolean },
  ) => void;
  /** Opens libc. */
  readonly openLibc: () => Libc;
  /** Unpredictable bytes. */
  readonly random: (count: number) => Uint8Array;
  /** How many processors there are. */
  readonly cores: number;
}
