import { script, type Step } from "../step.ts";

/** One thing that is measured, and what comes of it. */
export interface Figure {
  /** As it is asked for, e.g. `rtt`. */
  readonly name: string;
  /** The capability: the heading that its rows stand under. */
  readonly section: string;
  /** Run one after the other. */
  readonly steps: readonly Step[];
  /** Of steps that print no figures of their own. */
  readonly rows?: readonly {
    readonly what: string;
    readonly asked: string;
    /** What is reached when they end well; else, what they say. */
    readonly held?: string;
  }[];
  /** How long it takes on a quiet machine, in full. */
  readonly minutes: number;
  /**
   * In which order: 1 comparisons and what is promised, 2 what takes minutes,
   * 3 what takes longer, or is made by `deno task torture` as well.
   */
  readonly rank: 1 | 2 | 3;
}

/** How a figure's rows are made again, as the page has it. */
export function commandOf({ name }: Figure): string {
  return `\`deno task peers ${name}\``;
}

/** The figures of one capability. */
export function under(
  section: string,
  figures: readonly Omit<Figure, "section">[],
): readonly Figure[] {
  return figures.map((figure) => ({ section, ...figure }));
}

/**
 * A comparison of `tests/peers`.
 *
 * @param name Its file's, without the ending.
 * @param full Its arguments.
 * @param quick Its arguments to be done within a minute; the same if left out.
 */
export function peer(
  name: string,
  full: readonly string[] = [],
  quick: readonly string[] = full,
): Step {
  return script(`tests/peers/${name}.ts`, { full, quick });
}
