/** As /proc/self/mountinfo calls shares of Windows and of many a NAS. */
const BARRING: readonly string[] = ["cifs", "smb3"];

/**
 * Whether a lock on a file would keep even its holder's other handles from
 * reading it, as on a share of Windows: there SQLite could not go on.
 *
 * @param dev The file's device, `st_dev`.
 * @param mountinfo /proc/self/mountinfo; empty if it cannot be read.
 * @see {@link https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html | proc_pid_mountinfo(5)}, and mount.cifs(8) on `nobrl`
 */
export function doLocksBar(dev: number, mountinfo: string): boolean {
  const major = dev >> 8 & 0xfff;
  const minor = dev & 0xff | dev >> 12 & 0xfff00;
  return mountinfo.split("\n").some((line) => {
    const [mount = "", source = ""] = line.split(" - ");
    return mount.split(" ")[2] === `${major}:${minor}` &&
      BARRING.includes(source.split(" ")[0] ?? "");
  });
}
