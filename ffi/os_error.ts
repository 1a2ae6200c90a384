/**
 * The runtime has no name for these, nor for most of the others that are not
 * listed here (linux/errno.h).
 */
const UNNAMED: Readonly<Record<string, string>> = {
  "27": "EFBIG",
  "122": "EDQUOT",
};

/**
 * What the operating system calls an error that the runtime has thrown.
 *
 * @param error What was thrown.
 * @returns Its name, e.g. `"ENOSPC"`, or its number, e.g. `"116"`, where the
 * runtime has no name for it; `undefined` for what is none of the operating
 * system's.
 */
export function osErrorName(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  // A DOMException has a number there.
  if ("code" in error && typeof error.code === "string") return error.code;
  const number = /\(os error (\d+)\)/.exec(error.message)?.[1];
  return number === undefined ? undefined : UNNAMED[number] ?? number;
}

/** Whether the operating system has refused something, whatever the reason. */
export function isOsError(error: unknown): error is Error {
  return osErrorName(error) !== undefined;
}
