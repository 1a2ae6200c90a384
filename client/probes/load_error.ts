/** Why there is no load test. */
export type LoadFailure =
  /** The server answers nothing. */
  | "silent"
  /** The server says no, and why. */
  | "refused"
  /** Its TCP port cannot be reached. */
  | "blocked"
  /** It was broken off. */
  | "aborted";

/** A load test cannot be run, or not to its end. */
export class LoadError extends Error {
  /** The class name, for logs. */
  override readonly name = "LoadError";
  /** Which kind. */
  readonly failure: LoadFailure;
  /** When the server may be asked again, ms; 0 = it did not say. */
  readonly retryAfterMs: number;

  /**
   * Records it.
   *
   * @param failure Which kind.
   * @param message For a person.
   * @param retryAfterMs When to ask again, ms.
   */
  constructor(failure: LoadFailure, message: string, retryAfterMs: number = 0) {
    super(message);
    this.failure = failure;
    this.retryAfterMs = retryAfterMs;
  }
}
