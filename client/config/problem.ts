/** One thing that is wrong with a configuration file. */
export interface ConfigProblem {
  /** The file, as the person named it. */
  readonly path: string;
  /** The line, counted from 1; `undefined` where there is none to name. */
  readonly line: number | undefined;
  /**
   * The key, e.g. `"general.test_interval_ms"`, or `"interfaces[2].name"` for
   * the second `[[interfaces]]`; empty when it is the file as a whole.
   */
  readonly key: string;
  /** The whole sentence, with file, line and key. */
  readonly message: string;
}

/** A configuration that cannot be used, with everything wrong with it. */
export class ConfigError extends Error {
  /** The class name, for logs. */
  override readonly name = "ConfigError";
  /** Every problem, in the order of the file; at least one. */
  readonly problems: readonly ConfigProblem[];
  /** The first problem's file. */
  readonly path: string;
  /** The first problem's key. */
  readonly key: string;
  /** The first problem's line. */
  readonly line: number | undefined;

  /**
   * Records the problems; the message has one a line.
   *
   * @param problems All of them, not only the first.
   * @param options The `cause`, where there is one.
   */
  constructor(
    problems: readonly [ConfigProblem, ...ConfigProblem[]],
    options?: ErrorOptions,
  ) {
    super(problems.map(({ message }) => message).join("\n"), options);
    this.problems = problems;
    ({ path: this.path, key: this.key, line: this.line } = problems[0]);
  }
}
