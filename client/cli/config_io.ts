import {
  readFile,
  writeDiagnosis,
  writePrivateFile,
  writeResult,
} from "@bufferbane/ffi";
import type { ConfigSources } from "../config/mod.ts";

/** The outside world, as far as `bufferbane config` needs it. */
export interface ConfigIo extends ConfigSources {
  /** Takes a result: standard output. The text brings its line ends. */
  readonly out: (text: string) => void;
  /** Takes a diagnosis: standard error. The text brings its line ends. */
  readonly err: (text: string) => void;
  /**
   * Writes a file that only its owner may read.
   *
   * @throws {Deno.errors.AlreadyExists} When it exists, unless `isReplacing`.
   * @throws {Error} When it cannot be written.
   */
  readonly writeFile: (
    path: string,
    text: string,
    options: { readonly isReplacing: boolean },
  ) => void;
}

/** This machine's environment and files, and this process's output. */
export function systemConfigIo(): ConfigIo {
  return {
    env: (name) => Deno.env.get(name),
    readFile,
    writeFile: writePrivateFile,
    out: writeResult,
    err: writeDiagnosis,
  };
}
