/** What every command of `bufferbane` tells the shell when it ends. */
export const EXIT = {
  /** It has done what it was asked to. */
  done: 0,
  /** It could not, e.g. because the disk is full. */
  failed: 1,
  /** It was asked in a way it does not understand, or is badly configured. */
  badUsage: 2,
  /** Nothing has been measured in the period it was asked about. */
  noData: 3,
} as const;

/** One of {@linkcode EXIT}. */
export type ExitCode = typeof EXIT[keyof typeof EXIT];
