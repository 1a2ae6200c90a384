import type { BloatProgress } from "../../monitor/test_request.ts";
import { finishedLine, type LiveOptions, runningLine } from "./live.ts";

/** Where a running test is shown. */
export interface DisplayOptions {
  /** Takes text, with its line ends. */
  readonly write: (text: string) => void;
  /** Whether a line can be drawn again. */
  readonly isTerminal: boolean;
  /** The terminal now; it can be resized. */
  readonly screen: () => LiveOptions;
}

/**
 * Shows a running test: on a terminal a line for each phase that is drawn
 * again and again, elsewhere one when it is over.
 */
export class BloatDisplay implements Disposable {
  readonly #options: DisplayOptions;
  #last: BloatProgress | undefined;

  /** @param options Where. */
  constructor(options: DisplayOptions) {
    this.#options = options;
  }

  /** Shows how it goes. */
  show(progress: BloatProgress): void {
    const { write, isTerminal, screen } = this.#options;
    if (progress.phaseIndex !== this.#last?.phaseIndex) this.#finish();
    this.#last = progress;
    if (isTerminal) write(`\r\x1b[K${runningLine(progress, screen())}`);
  }

  /** Leaves the last line whole. */
  [Symbol.dispose](): void {
    this.#finish();
  }

  #finish(): void {
    const { write, isTerminal, screen } = this.#options;
    if (this.#last === undefined) return;
    const line = finishedLine(this.#last, screen());
    write(isTerminal ? `\r\x1b[K${line}\n` : `${line}\n`);
    this.#last = undefined;
  }
}
