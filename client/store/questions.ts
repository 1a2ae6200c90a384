import type { Answer } from "./messages.ts";
import type { WriterThread } from "./writer_thread.ts";

/** Who waits for an answer. */
interface Asker {
  readonly key: string;
  readonly told: PromiseWithResolvers<string | null>;
}

/** Questions to the writer's thread that wait for their turn. */
export class Questions {
  #askers: Asker[] = [];

  /** Whether there are none. */
  get isEmpty(): boolean {
    return this.#askers.length === 0;
  }

  /**
   * Adds one.
   *
   * @param key What is to be known; see `Recorder.kept()`.
   * @returns The answer.
   */
  add(key: string): Promise<string | null> {
    const told = Promise.withResolvers<string | null>();
    this.#askers.push({ key, told });
    return told.promise;
  }

  /**
   * Has them answered, one after the other.
   *
   * @param thread Nobody else asks it meanwhile.
   * @returns The answer that is none, if one fails; it and those behind it go
   *   on waiting. Else `null`.
   */
  async answerAll(thread: WriterThread): Promise<Answer | null> {
    for (let asker; (asker = this.#askers[0]) !== undefined;) {
      const { key, told } = asker;
      const answer = await thread.ask({ kind: "ask", key });
      if (answer.kind !== "told") return answer;
      // It may have been sent away meanwhile.
      if (this.#askers[0] === asker) this.#askers.shift();
      told.resolve(answer.told);
    }
    return null;
  }

  /** Sends all away. */
  reject(error: Error): void {
    for (const { told } of this.#askers.splice(0)) told.reject(error);
  }
}
