import { CONTROL, type SharedMemory } from "../shared.ts";

/**
 * Whose turn it is to let connections in: the threads share the port, and the
 * kernel leads all connections to one of them.
 */
export class DoorTurn {
  readonly #control: Int32Array;
  readonly #untilMs: Float64Array;
  /** Not 0, which is nobody's. */
  readonly #name: number;

  /**
   * Takes no turn yet.
   *
   * @param shared What the threads share.
   * @param thread Which thread this is, from 0.
   */
  constructor({ control, doorTurn }: SharedMemory, thread: number) {
    this.#control = control;
    this.#untilMs = doorTurn;
    this.#name = thread + 1;
  }

  /**
   * Takes the turn, or prolongs it, unless it is another thread's.
   *
   * @param untilMs Until when connections are waited for, on the raw clock.
   * @param nowMs The raw clock.
   * @returns Whether it is this thread's.
   */
  take(untilMs: number, nowMs: number): boolean {
    const holder = Atomics.load(this.#control, CONTROL.doorTurn);
    const [lastsUntilMs = 0] = this.#untilMs;
    const isOthers = holder !== 0 && holder !== this.#name;
    if (isOthers && nowMs < lastsUntilMs) return false;
    const before = Atomics.compareExchange(
      this.#control,
      CONTROL.doorTurn,
      holder,
      this.#name,
    );
    if (before !== holder) return false;
    this.#untilMs[0] = untilMs;
    return true;
  }

  /** Takes it from whomever: a load test goes before what is only held. */
  seize(untilMs: number): void {
    Atomics.store(this.#control, CONTROL.doorTurn, this.#name);
    this.#untilMs[0] = untilMs;
  }

  /** Ends it; harmless if it is another thread's. */
  release(): void {
    Atomics.compareExchange(
      this.#control,
      CONTROL.doorTurn,
      this.#name,
      0,
    );
  }
}
