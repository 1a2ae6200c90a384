import { osErrorName } from "./os_error.ts";

/**
 * Why the system would not write a file, in words that follow "as".
 *
 * @param error What was thrown.
 * @returns `undefined` for what is no answer of the system's.
 */
export function writeFault(error: unknown): string | undefined {
  if (error instanceof Deno.errors.NotFound) return "there is no such folder";
  if (error instanceof Deno.errors.PermissionDenied) {
    return "this user may not write there";
  }
  if (error instanceof Deno.errors.IsADirectory) return "it is a folder";
  if (error instanceof Deno.errors.NotADirectory) {
    return "a part of the path is no folder";
  }
  const name = osErrorName(error);
  if (name === undefined || !(error instanceof Error)) return undefined;
  return REASONS[name] ?? error.message;
}

/** Those that the runtime has no class for. */
const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "this user's share of the disk is used up",
  EROFS: "the file system is read-only",
  ENAMETOOLONG: "its name is too long",
  EFBIG: "it would become larger than a file may be",
};
