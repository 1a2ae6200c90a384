/** A terminal's size, in characters. */
export interface TerminalSize {
  /** Across. */
  readonly columns: number;
  /** Down. */
  readonly rows: number;
}

/** As the first terminals had it. */
export const USUAL_SIZE: TerminalSize = { columns: 80, rows: 24 };

/**
 * The size of the terminal that this program writes to.
 *
 * @param size Asks it, as `Deno.consoleSize`.
 * @returns The usual one where it does not say: serial lines tell 0 x 0, and
 * a terminal that has gone throws.
 */
export function terminalSize(size: () => TerminalSize): TerminalSize {
  try {
    const { columns, rows } = size();
    return columns > 0 && rows > 0 ? { columns, rows } : USUAL_SIZE;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return USUAL_SIZE;
  }
}

/** How wide text is to be: as the terminal, or as usual in a file. */
export function textColumns(): number {
  return Deno.stdout.isTerminal()
    ? terminalSize(Deno.consoleSize).columns
    : USUAL_SIZE.columns;
}

/**
 * The terminal that lines can be drawn again on.
 *
 * @param stream Standard output, or standard error.
 * @returns `null` where it is none, or one that cannot (`TERM=dumb`, as with
 * some screen readers): there, one line stands below the other.
 */
export function redrawable(
  stream: { readonly isTerminal: () => boolean },
): TerminalSize | null {
  return stream.isTerminal() && Deno.env.get("TERM") !== "dumb"
    ? terminalSize(Deno.consoleSize)
    : null;
}
