/** Where the last export of a name ended, in a small file beside the database. @module */

import { readFault } from "@bufferbane/wording";
import { resolve } from "node:path";
import type { Output } from "./dispatch.ts";
import { tryWriting } from "./output_file.ts";

const NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** What the file holds. */
interface Kept {
  /** Everything before this has been exported, Unix milliseconds. */
  readonly "until_ms": number;
}

/**
 * Checks an export's name, which becomes part of a file's.
 *
 * @param name As typed.
 * @throws {SyntaxError} When it is none.
 */
export function exportName(name: string): string {
  if (NAME.test(name)) return name;
  throw new SyntaxError(
    `Cannot use --since-last "${name}" (allowed: 1 to 64 letters a-z, digits, - and _)`,
  );
}

/** Remembers until when everything has been exported. */
export class ExportCursor {
  /** The file. */
  readonly path: string;

  /**
   * Opens nothing yet.
   *
   * @param database The database's file.
   * @param name The export's, see {@linkcode exportName}.
   */
  constructor(database: string, name: string) {
    this.path = `${resolve(database)}.export-${name}.json`;
  }

  /**
   * Reads it.
   *
   * @returns Unix milliseconds; `null` before the first export.
   * @throws {SyntaxError} When the file holds something else, or may not be
   * read.
   */
  async read(): Promise<number | null> {
    let text: string;
    try {
      text = await Deno.readTextFile(this.path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return null;
      throw new SyntaxError(
        `Cannot continue the export: cannot read ${this.path} as ${
          readFault(error)
        }`,
      );
    }
    const untilMs = untilOf(text);
    if (untilMs !== null) return untilMs;
    throw new SyntaxError(
      `Cannot continue the export as ${this.path} does not hold what an export leaves there (delete it to begin anew)`,
    );
  }

  /**
   * Remembers it, whole or not at all.
   *
   * @param untilMs Unix milliseconds.
   * @param output Where it is said if that fails.
   * @returns Whether it is remembered.
   */
  write(untilMs: number, output: Output): Promise<boolean> {
    const kept: Kept = { "until_ms": untilMs };
    return tryWriting(this.path, [`${JSON.stringify(kept)}\n`], output);
  }
}

function untilOf(text: string): number | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  return typeof value === "object" && value !== null && "until_ms" in value &&
      typeof value.until_ms === "number" && Number.isFinite(value.until_ms)
    ? value.until_ms
    : null;
}
