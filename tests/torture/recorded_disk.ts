/**
 * What a process did to its files, as `record_writes.c` wrote it down, and
 * what a disk would hold of it after a power cut.
 *
 * @module
 */

/** One thing done to a file. */
export type DiskStep =
  & { readonly file: string }
  & (
    | {
      readonly kind: "write";
      readonly offset: number;
      readonly bytes: Uint8Array;
    }
    | { readonly kind: "truncate"; readonly length: number }
    | { readonly kind: "sync" }
    | { readonly kind: "unlink" }
  );

const HEAD_BYTES = 32;
/** What a disk writes whole or not at all. */
const SECTOR_BYTES = 512;

/** Reads the shim's record. */
export function readSteps(record: Uint8Array): readonly DiskStep[] {
  const view = new DataView(record.buffer, record.byteOffset);
  const steps: DiskStep[] = [];
  for (let at = 0; at < record.length;) {
    const [kind, nameBytes = 0, offset = 0, count = 0] = [0, 8, 16, 24]
      .map((field) => Number(view.getBigUint64(at + field, true)));
    at += HEAD_BYTES;
    const name = record.subarray(at, at += nameBytes);
    const file = new TextDecoder().decode(name);
    if (kind === 3) steps.push({ kind: "sync", file });
    else if (kind === 4) steps.push({ kind: "unlink", file });
    else if (kind === 2) {
      steps.push({ kind: "truncate", file, length: offset });
    } else {
      const bytes = record.subarray(at, at += count);
      steps.push({ kind: "write", file, offset, bytes });
    }
  }
  return steps;
}

/** A file's content, which grows. */
class Content {
  #bytes = new Uint8Array(1 << 16);
  #length = 0;

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  write(offset: number, bytes: Uint8Array): void {
    this.#reach(offset + bytes.length);
    this.#bytes.set(bytes, offset);
  }

  truncate(length: number): void {
    this.#reach(length);
    this.#bytes.fill(0, length, this.#length);
    this.#length = length;
  }

  copy(): Content {
    const copy = new Content();
    copy.write(0, this.bytes);
    return copy;
  }

  #reach(length: number): void {
    if (length > this.#bytes.length) {
      const grown = new Uint8Array(2 * length);
      grown.set(this.bytes);
      this.#bytes = grown;
    }
    this.#length = Math.max(this.#length, length);
  }
}

/**
 * Files of which only what was synced is safe. That one was removed is safe
 * with the next sync of any, as on every file system that keeps a journal.
 */
export class Disk {
  readonly #safe = new Map<string, Content>();
  readonly #unsynced = new Map<string, DiskStep[]>();
  readonly #removed = new Set<string>();

  /** Does what the process did. */
  take(step: DiskStep): void {
    if (step.kind === "unlink") return void this.#removed.add(step.file);
    if (step.kind === "sync" || this.#removed.has(step.file)) this.#remove();
    const waiting = this.#unsynced.get(step.file) ?? [];
    this.#unsynced.set(step.file, waiting);
    waiting.push(step);
    if (step.kind !== "sync") return;
    const content = this.#safe.get(step.file) ?? new Content();
    this.#safe.set(step.file, content);
    for (const done of waiting) apply(done, content);
    waiting.length = 0;
  }

  /**
   * What is there when the power comes back. Of what was not synced, each
   * sector has made it or not, in whatever order.
   *
   * @param random A number in [0, 1).
   */
  cut(random: () => number): ReadonlyMap<string, Uint8Array> {
    const image = new Map<string, Uint8Array>();
    for (const [file, waiting] of this.#unsynced) {
      if (this.#removed.has(file) && random() < 0.5) continue;
      const content = this.#safe.get(file)?.copy() ?? new Content();
      const share = random(); // of what is lost: from nearly all to nothing
      for (const step of waiting) {
        if (step.kind === "write") {
          for (let at = 0; at < step.bytes.length; at += SECTOR_BYTES) {
            if (random() < share) continue;
            const sector = step.bytes.subarray(at, at + SECTOR_BYTES);
            content.write(step.offset + at, sector);
          }
        } else if (random() >= share) apply(step, content);
      }
      image.set(file, content.bytes);
    }
    return image;
  }

  #remove(): void {
    for (const file of this.#removed) {
      this.#safe.delete(file);
      this.#unsynced.delete(file);
    }
    this.#removed.clear();
  }
}

function apply(step: DiskStep, content: Content): void {
  if (step.kind === "write") content.write(step.offset, step.bytes);
  if (step.kind === "truncate") content.truncate(step.length);
}
