import { writeFault } from "@bufferbane/ffi";
import { basename, dirname, join } from "node:path";
import type { Output } from "./dispatch.ts";

/** What {@linkcode writeWhole} needs from around it. */
export interface OutputOptions {
  /** Where `-` goes. */
  readonly stdout: WritableStream<Uint8Array>;
  /** Stops the writing; what was written of a file is removed. */
  readonly signal?: AbortSignal;
}

/**
 * Writes a result to a file, whole or not at all: into a temporary file in
 * the same folder, which takes the name only once everything is on the disk.
 * A signal (`SIGINT`, `SIGTERM`, `SIGHUP`) meanwhile removes it, too.
 *
 * A path that is no regular file (`/dev/null`, a pipe) is written to as it
 * is, and a symbolic link stays one.
 *
 * @param path The file, or `-` for standard output.
 * @param chunks What to write: text becomes UTF-8.
 * @param options Standard output, and what stops the writing.
 * @throws {Deno.errors.NotFound} When the folder does not exist, and other
 * system errors as they come.
 * @throws {DOMException} Named `AbortError` when stopped.
 */
export async function writeWhole(
  path: string,
  chunks: Iterable<string | Uint8Array>,
  options: OutputOptions,
): Promise<void> {
  if (path === "-") return await writeStream(chunks, options);
  using stop = new StopSignals(options.signal);
  const target = await Deno.realPath(path).catch((error: unknown) => {
    if (error instanceof Deno.errors.NotFound) return path;
    throw error;
  });
  if (await isDevice(target)) {
    using file = await Deno.open(target, { write: true });
    return await writeAll(file, chunks, stop.signal);
  }
  // Not to be foreseen, and made by us: in /tmp others may lay links there.
  const random = crypto.randomUUID().slice(0, 8);
  const temporary = join(
    dirname(target),
    `.${basename(target)}.${random}.partial`,
  );
  using file = await Deno.open(temporary, { write: true, createNew: true });
  try {
    await writeAll(file, chunks, stop.signal);
    await file.sync();
    await Deno.rename(temporary, target);
  } catch (error) {
    await Deno.remove(temporary);
    throw error;
  }
}

/**
 * The same, for a command: says why it could not be written.
 *
 * @param path The file, or `-` for standard output.
 * @param chunks What to write.
 * @param output Where the reason goes.
 * @returns Whether it was written.
 * @throws {DOMException} Named `AbortError` when stopped.
 */
export async function tryWriting(
  path: string,
  chunks: Iterable<string | Uint8Array>,
  output: Pick<Output, "err">,
): Promise<boolean> {
  try {
    await writeWhole(path, chunks, { stdout: Deno.stdout.writable });
    return true;
  } catch (error) {
    const reason = writeFault(error);
    if (error instanceof DOMException || reason === undefined) throw error;
    const place = path === "-" ? "to standard output" : path;
    output.err(`Cannot write ${place} as ${reason}\n`);
    return false;
  }
}

/** A signal handler keeps the process alive, so that it can clean up. */
class StopSignals implements Disposable {
  readonly #controller = new AbortController();
  readonly #stop = () => this.#controller.abort();
  readonly signal: AbortSignal;

  constructor(outer?: AbortSignal) {
    const own = this.#controller.signal;
    this.signal = outer === undefined ? own : AbortSignal.any([own, outer]);
    for (const name of StopSignals.#NAMES) {
      Deno.addSignalListener(name, this.#stop);
    }
  }

  [Symbol.dispose](): void {
    for (const name of StopSignals.#NAMES) {
      Deno.removeSignalListener(name, this.#stop);
    }
  }

  static readonly #NAMES = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
}

async function isDevice(path: string): Promise<boolean> {
  try {
    return !(await Deno.stat(path)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function writeAll(
  file: Deno.FsFile,
  chunks: Iterable<string | Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  for (const chunk of chunks) {
    signal.throwIfAborted();
    let rest = bytesOf(chunk);
    while (rest.length > 0) rest = rest.subarray(await file.write(rest));
  }
  signal.throwIfAborted();
}

async function writeStream(
  chunks: Iterable<string | Uint8Array>,
  { stdout, signal }: OutputOptions,
): Promise<void> {
  const writer = stdout.getWriter();
  try {
    for (const chunk of chunks) {
      signal?.throwIfAborted();
      await writer.write(bytesOf(chunk));
    }
  } catch (error) {
    // The reader (`| head`) has seen enough: not our failure.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  } finally {
    writer.releaseLock();
  }
}

const ENCODER = new TextEncoder();

function bytesOf(chunk: string | Uint8Array): Uint8Array {
  return typeof chunk === "string" ? ENCODER.encode(chunk) : chunk;
}
