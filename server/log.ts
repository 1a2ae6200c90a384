/** How bad it is, worst first. */
const LEVELS = ["error", "warn", "info"] as const;

/** As the journal counts: syslog(3). */
const PRIORITIES: Readonly<Record<Level, number>> = {
  error: 3,
  warn: 4,
  info: 6,
};

/** How bad something is. */
export type Level = typeof LEVELS[number];

/** Takes a line for the log. */
export type Log = (level: Level, text: string) => void;

/**
 * A log of lines such as `2026-11-20T10:15:00.000Z info: listening`, or
 * `<6>listening` for systemd's journal, which adds the rest.
 *
 * @param least The least that is written; anything else counts as `info`.
 * @param options Where to, what time it is in ms since 1970, and whether a
 * journal reads it.
 */
export function openLog(
  least: string,
  options: {
    readonly write: (text: string) => void;
    readonly nowMs: () => number;
    readonly isJournal: boolean;
  },
): Log {
  const rank = LEVELS.findIndex((level) => level === least);
  const last = rank < 0 ? LEVELS.length - 1 : rank;
  return (level, text) => {
    if (LEVELS.indexOf(level) > last) return;
    if (options.isJournal) {
      options.write(`<${PRIORITIES[level]}>${text}\n`);
      return;
    }
    const time = new Date(options.nowMs()).toISOString();
    options.write(`${time} ${level}: ${text}\n`);
  };
}
