/**
 * Why a file could not be read, in words that follow "as".
 *
 * @param error What reading it has thrown.
 * @returns What the system or the program said, where there are no better words.
 */
export function readFault(error: unknown): string {
  const { NotFound, PermissionDenied, IsADirectory, NotADirectory } =
    Deno.errors;
  if (error instanceof NotFound) return "there is no such file";
  if (error instanceof PermissionDenied) return "this user may not read it";
  if (error instanceof IsADirectory) return "it is a folder";
  if (error instanceof NotADirectory) return "a part of the path is no folder";
  return error instanceof Error ? error.message : String(error);
}
