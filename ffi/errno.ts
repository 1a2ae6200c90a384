/**
 * A libc call that the kernel refused.
 *
 * @example Usage
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { LibcError } from "@bufferbane/ffi";
 *
 * const error = new LibcError("bind", "EADDRINUSE", "Address already in use");
 * strictEqual(
 *   error.message,
 *   "Cannot complete bind(): EADDRINUSE (Address already in use)",
 * );
 * ```
 */
export class LibcError extends Error {
  /** The class name, for logs. */
  override readonly name = "LibcError";
  /** The call that failed, e.g. `"socket"`. */
  readonly call: string;
  /** The symbolic error, e.g. `"EACCES"`; the same on every OS. */
  readonly code: string;

  /**
   * Records a failed call.
   *
   * @param call The call that failed.
   * @param code The symbolic value of `errno` right after it.
   * @param text What `strerror(3)` says of it.
   */
  constructor(call: string, code: string, text: string) {
    super(`Cannot complete ${call}(): ${code} (${text})`);
    this.call = call;
    this.code = code;
  }
}
