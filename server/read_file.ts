/** Far more than any configuration. */
const MAX_FILE_BYTES = 8 * 1024 * 1024;
/** Most files are shorter; some are read every second. */
const FIRST_BYTES = 64 * 1024;

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
  let bytes = new Uint8Array(FIRST_BYTES);
  for (let length = 0;;) {
    const count = file.readSync(bytes.subarray(length));
    if (count === null) return bytes.slice(0, length);
    length += count;
    if (length > MAX_FILE_BYTES) throw new RangeError("it is longer than 8 MB");
    if (length < bytes.length) continue;
    const longer = new Uint8Array(2 * length);
    longer.set(bytes);
    bytes = longer;
  }
}
