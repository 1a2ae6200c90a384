/** What stands for all that is too many. */
const OTHER = "other";

/**
 * Bounds how many combinations of labels there may be: what comes after the
 * last is counted together, as `other`. A receiver pays for each combination,
 * for months.
 */
export class LabelCap {
  readonly #max: number;
  readonly #admitted = new Set<string>();

  /**
   * Admits nothing yet.
   *
   * @param max How many are told by themselves.
   */
  constructor(max: number) {
    this.#max = max;
  }

  /**
   * The labels to count under.
   *
   * @param labels Their values.
   * @returns The same, or `other` for each.
   */
  admit(labels: readonly string[]): readonly string[] {
    const name = labels.join("\n");
    if (!this.#admitted.has(name)) {
      if (this.#admitted.size >= this.#max) return labels.map(() => OTHER);
      this.#admitted.add(name);
    }
    return labels;
  }
}
