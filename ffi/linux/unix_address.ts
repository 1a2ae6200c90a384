import { AF_UNIX } from "./constants.ts";

/** linux/un.h: sizeof(sun_path); a path there ends in a zero. */
const MAX_PATH_BYTES = 107;

/**
 * Writes the address of a Unix socket as the kernel wants it.
 *
 * @param name An absolute path, or `@` and a name outside the file system.
 * @returns A native socket address, or `undefined` if it is neither, or longer
 * than 107 bytes.
 * @see {@link https://man7.org/linux/man-pages/man7/unix.7.html | unix(7)}
 *
 * @example Usage
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 * import { encodeUnixAddress } from "./unix_address.ts";
 *
 * strictEqual(encodeUnixAddress("/run/a.sock")?.length, 2 + 11 + 1);
 * strictEqual(encodeUnixAddress("a.sock"), undefined);
 * ```
 */
export function encodeUnixAddress(name: string): Uint8Array | undefined {
  const text = new TextEncoder().encode(name);
  if (!/^(?:\/|@.)/s.test(name) || text.length > MAX_PATH_BYTES) {
    return undefined;
  }
  const isAbstract = name.startsWith("@");
  // An abstract name has a zero in front instead of at its end.
  const native = new Uint8Array(2 + text.length + (isAbstract ? 0 : 1));
  new DataView(native.buffer).setUint16(0, AF_UNIX, true);
  native.set(text, 2);
  if (isAbstract) native[2] = 0;
  return native;
}
