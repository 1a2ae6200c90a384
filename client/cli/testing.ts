/** What tests of several commands need. @module */

import { main } from "../main.ts";
import type { ExitCode } from "./exit_codes.ts";

/** A command that has ended. */
export interface Said {
  /** Its exit code. */
  readonly code: ExitCode;
  /** Its results. */
  readonly out: string;
  /** Its complaints. */
  readonly err: string;
}

/**
 * Runs the program in this process.
 *
 * @param args Its arguments, e.g. `"stats"`, `"--json"`.
 */
export async function said(...args: readonly string[]): Promise<Said> {
  let [out, err] = ["", ""];
  const code = await main(args, {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
  });
  return { code, out, err };
}
