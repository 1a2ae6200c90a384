import { run } from "../lab/command.ts";

/** A terminal of a given size, with a program in it, that can be looked at. */
export interface Terminal extends AsyncDisposable {
  /** What stands on it now, a line a row, without trailing spaces. */
  screen(): Promise<readonly string[]>;
  /** Whether a cursor is shown. */
  hasCursor(): Promise<boolean>;
  /** Makes it another size, as a person pulls at a window's corner. */
  resize(columns: number, rows: number): Promise<void>;
  /** Closes it, whatever runs in it. */
  close(): Promise<void>;
  /**
   * Types.
   *
   * @param key As tmux names it, e.g. `"C-c"`.
   */
  type(key: string): Promise<void>;
}

/**
 * Starts a command in a terminal of its own (tmux, which draws as xterm does).
 *
 * @param command Program and arguments; the terminal outlives them.
 * @param options Its size, and a folder for tmux's socket.
 */
export async function openTerminal(
  command: readonly string[],
  options: {
    readonly columns: number;
    readonly rows: number;
    readonly folder: string;
  },
): Promise<Terminal> {
  const { columns, rows, folder } = options;
  const name = `${columns}x${rows}-${crypto.randomUUID()}`;
  // -u: it is told UTF-8 whatever this machine's locale is.
  const tmux = ["tmux", "-u", "-f", "/dev/null", "-S", `${folder}/${name}`];
  const quoted = command.map((part) => `'${part.replaceAll("'", `'\\''`)}'`);
  await run([
    ...[...tmux, "new-session", "-d", "-x", `${columns}`, "-y", `${rows}`],
    `printf 'before\\n'; ${
      quoted.join(" ")
    }; printf 'ended with %d\\n' $?; exec cat`,
  ]);
  let isOpen = true;

  async function close(): Promise<void> {
    if (!isOpen) return;
    isOpen = false;
    await run([...tmux, "kill-server"]);
  }

  return {
    async screen() {
      const text = await run([...tmux, "capture-pane", "-p"]);
      return text.replace(/\n$/, "").split("\n").map((line) => line.trimEnd());
    },
    async hasCursor() {
      const flag = await run([...tmux, "display", "-p", "#{cursor_flag}"]);
      return flag.trim() === "1";
    },
    async resize(columns, rows) {
      await run([
        ...tmux,
        "resize-window",
        "-x",
        `${columns}`,
        "-y",
        `${rows}`,
      ]);
    },
    async type(key) {
      await run([...tmux, "send-keys", key]);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
