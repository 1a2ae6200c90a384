/** `bufferbane secret`: a new secret for client and server. @module */

import { defineCommand } from "citty";
import { secretFault } from "@bufferbane/protocol/secret";
import type { Command, Output } from "./dispatch.ts";
import { EXIT, type ExitCode } from "./exit_codes.ts";

const SECRET_BYTES = 32;

/** The command, for citty. */
export function secretCommand(output: Output): Command {
  return defineCommand({
    meta: {
      name: "secret",
      description: "Print a new 32-byte secret as 64 hex characters",
    },
    run: () =>
      printSecret(
        output,
        () => crypto.getRandomValues(new Uint8Array(SECRET_BYTES)),
      ),
  });
}

/**
 * Prints a secret that both programs accept.
 *
 * @param output Where to.
 * @param randomBytes Gives 32 unforeseeable bytes, others each time.
 */
export function printSecret(
  output: Output,
  randomBytes: () => Uint8Array,
): ExitCode {
  for (;;) {
    const secret = randomBytes().toHex();
    // Chance looks regular less than once in 10^9; it would be refused.
    if (secretFault(secret) !== undefined) continue;
    output.out(`${secret}\n`);
    return EXIT.done;
  }
}
