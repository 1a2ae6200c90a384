/** Far more than any configuration. */
const MAX_FILE_BYTES = 8 * 1024 * 1024;

/**
 * Reads a file, or whatever else a path leads to, e.g. a pipe; but not without
 * end, as of `/dev/zero`.
 *
 * @param path Where.
 * @returns All of it.
 * @throws {RangeError} When it is longer than 8 MB.
 * @throws {Error} When it cannot be read.
 */
export function readWhole(path: string): Uint8Array {
  using file = Deno.openSync(path);
  const bytes = new Uint8Array(MAX_FILE_BYTES + 1);
  for (let length = 0; length < bytes.length;) {
    const count = file.readSync(bytes.subarray(length));
    if (count === null) return bytes.slice(0, length);
    length += count;
  }
  throw new RangeError("it is longer than 8 MB");
}
