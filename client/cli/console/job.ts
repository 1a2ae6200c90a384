/** This process among those of its terminal. */
export interface Job {
  /** Whether a terminal controls it, and hangs up on it when it closes. */
  readonly hasTerminal: boolean;
  /** Whether the terminal is its to draw on; also where there is none. */
  readonly isForeground: boolean;
  /** Whether a shell waits that could let it go on after Ctrl-Z. */
  readonly isResumable: boolean;
}

/** Deeper than any program starts another. */
const MOST_PARENTS = 32;

/**
 * What the kernel says of this process's job.
 *
 * @param read Reads a file; `undefined` if it cannot be read.
 * @see {@link https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html | proc_pid_stat(5)}
 */
export function currentJob(read: (path: string) => string | undefined): Job {
  const own = statOf(read("/proc/self/stat"));
  const hasTerminal = own.terminal !== "0";
  return {
    hasTerminal,
    isForeground: !hasTerminal || own.group === own.foreground,
    get isResumable(): boolean {
      // A group is a shell's job if one of it has a parent in another group
      // of the session; the kernel calls the others orphaned.
      let one = own;
      for (let i = 0; i < MOST_PARENTS; i++) {
        const parent = statOf(read(`/proc/${one.parent}/stat`));
        if (parent.session !== own.session) return false;
        if (parent.group !== own.group) return true;
        one = parent;
      }
      return false;
    },
  };
}

function statOf(text: string | undefined) {
  // The name before may hold spaces and parentheses.
  const fields = text?.slice(text.lastIndexOf(")") + 2).split(" ") ?? [];
  const [, parent = "0", group = "", session = "", terminal = "0"] = fields;
  return { parent, group, session, terminal, foreground: fields[5] ?? "" };
}
