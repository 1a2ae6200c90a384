/** Far more than any configuration. */
const MAX_FILE_BYTES = 8 * 1024 * 1024;
/** Most files are shorter. */
const FIRST_BYTES = 64 * 1024;

/** A file's content, and who may read it. */
export interface FileContent {
  /** All of it. */
  readonly bytes: Uint8Array;
  /** Its permission bits; `null` where there are none. */
  readonly mode: number | null;
}

/**
 * Reads a file, or whatever else a path leads to, e.g. a pipe; but not without
 * end, as of `/dev/zero`.
 *
 * @param path Where.
 * @throws {RangeError} When it is longer than 8 MB.
 * @throws {Error} When it cannot be read.
 */
export function readFile(path: string): FileContent {
  return { bytes: readWhole(path), mode: Deno.statSync(path).mode };
}

/**
 * Writes a file that only its owner may read.
 *
 * @param path Where.
 * @param text What.
 * @param options Whether it may take the place of another.
 * @throws {Deno.errors.AlreadyExists} When it exists, unless `isReplacing`.
 */
export function writePrivateFile(
  path: string,
  text: string,
  { isReplacing }: { readonly isReplacing: boolean },
): void {
  Deno.writeTextFileSync(path, text, { createNew: !isReplacing, mode: 0o600 });
}

function readWhole(path: string): Uint8Array {
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
