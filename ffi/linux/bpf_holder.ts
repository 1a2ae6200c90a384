/** Who keeps a BPF link attached. @module */

/**
 * The process that holds a link.
 *
 * @param linkId The link's id.
 * @returns Its process id; `null` if it cannot be seen.
 * @see {@link https://man7.org/linux/man-pages/man5/proc_pid_fdinfo.5.html | proc_pid_fdinfo(5)}
 */
export function holderOf(linkId: number): number | null {
  const wanted = new RegExp(`^link_id:\\s*${linkId}$`, "m");
  for (const { name: pid } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    try {
      for (const { name: fd } of Deno.readDirSync(`/proc/${pid}/fdinfo`)) {
        const text = Deno.readTextFileSync(`/proc/${pid}/fdinfo/${fd}`);
        if (wanted.test(text)) return Number(pid);
      }
    } catch (error) {
      // It has ended, or is another user's. Both come as plain errors, too.
      if (!(error instanceof Error)) throw error;
    }
  }
  return null;
}
