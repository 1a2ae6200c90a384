import { isOsError } from "@bufferbane/ffi";
import { resolve } from "node:path";

/**
 * Where a database is, whatever symbolic link leads to it: two links to one
 * database are one database.
 *
 * @param path The database, which may not be made yet.
 * @returns An absolute path.
 */
export function realPathOf(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch (error) {
    if (isOsError(error)) return resolve(path);
    throw error;
  }
}
