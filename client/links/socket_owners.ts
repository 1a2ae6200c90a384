import type { SocketOwner } from "./connections.ts";

/** As much of /proc as is needed; each gives nothing for what is not there. */
export interface ProcFiles {
  /** The names in a folder. */
  readonly list: (path: string) => readonly string[];
  /** Where a link leads. */
  readonly link: (path: string) => string | undefined;
  /** A file's text. */
  readonly text: (path: string) => string | undefined;
}

/**
 * Who holds which socket: by the descriptors of every process, which takes
 * some ten milliseconds. Without privilege only the own user's can be seen.
 *
 * @param files How to look.
 * @returns The processes, by the socket's inode; each once.
 * @see proc(5), /proc/pid/fd
 */
export function socketOwners(
  files: ProcFiles,
): ReadonlyMap<number, readonly SocketOwner[]> {
  const owners = new Map<number, SocketOwner[]>();
  for (const entry of files.list("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const inodes = new Set(
      files.list(`/proc/${entry}/fd`).flatMap((fd) => {
        const link = files.link(`/proc/${entry}/fd/${fd}`) ?? "";
        return /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? [];
      }),
    );
    if (inodes.size === 0) continue;
    const name = files.text(`/proc/${entry}/comm`)?.trim() ?? "";
    for (const inode of inodes) {
      const known = owners.get(Number(inode)) ?? [];
      known.push({ pid: Number(entry), name });
      owners.set(Number(inode), known);
    }
  }
  return owners;
}

/** /proc of this machine; processes may end while they are looked at. */
export const SYSTEM_PROC: ProcFiles = {
  list: (path) =>
    orNothing(() => Array.from(Deno.readDirSync(path), ({ name }) => name)) ??
      [],
  link: (path) => orNothing(() => Deno.readLinkSync(path)),
  text: (path) => orNothing(() => Deno.readTextFileSync(path)),
};

function orNothing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    // Only what the machine says: a missing --allow-read is a mistake of ours.
    if (error instanceof Deno.errors.NotCapable) throw error;
    return undefined;
  }
}
