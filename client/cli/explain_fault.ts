import { LibcError } from "@bufferbane/ffi";
import { ConfigError } from "../config/mod.ts";
// Not mod.ts, which would load the reader and SQLite.
import { StoreError } from "../store/errors.ts";
import type { Output } from "./dispatch.ts";
import { EXIT, type ExitCode } from "./exit_codes.ts";

/**
 * Says what went wrong, for those errors that are the user's or the machine's
 * doing; any other is this program's own and goes on.
 *
 * @param error What was thrown.
 * @param output Where complaints go.
 */
export function explainFault(error: unknown, output: Output): ExitCode {
  if (error instanceof ConfigError) {
    for (const { message } of error.problems) output.err(`${message}\n`);
    return EXIT.badUsage;
  }
  if (error instanceof SyntaxError || error instanceof RangeError) {
    output.err(`${error.message}\n`);
    return EXIT.badUsage;
  }
  if (error instanceof StoreError || error instanceof LibcError) {
    output.err(`${error.message}\n`);
    return EXIT.failed;
  }
  if (error instanceof DOMException && error.name === "AbortError") {
    output.err("Stopped; nothing was written\n");
    return EXIT.failed;
  }
  throw error;
}
