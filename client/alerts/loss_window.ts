/** The long window, s; the short one is a part of it. */
const LONG_S = 600;
/** The short window, s. */
const SHORT_S = 60;

/**
 * How many probes were sent and lost within the last 60 and 600 seconds, in
 * constant memory. Probes may come a little out of order.
 */
export class LossWindow {
  readonly #sent = new Uint16Array(LONG_S);
  readonly #lost = new Uint16Array(LONG_S);
  #newestS = -1;
  /** Probes of the last 60 s. */
  sentShort = 0;
  /** Of these, lost. */
  lostShort = 0;
  /** Probes of the last 600 s. */
  sentLong = 0;
  /** Of these, lost. */
  lostLong = 0;

  /**
   * Takes a probe.
   *
   * @param atMs When it was sent, Unix milliseconds.
   * @param isLost What became of it.
   */
  add(atMs: number, isLost: boolean): void {
    const second = Math.floor(atMs / 1000);
    if (second > this.#newestS) this.#advance(second);
    const ageS = this.#newestS - second;
    if (ageS >= LONG_S) return;
    const slot = second % LONG_S;
    const lost = Number(isLost);
    this.#sent[slot] = (this.#sent[slot] ?? 0) + 1;
    this.#lost[slot] = (this.#lost[slot] ?? 0) + lost;
    this.sentLong++;
    this.lostLong += lost;
    if (ageS >= SHORT_S) return;
    this.sentShort++;
    this.lostShort += lost;
  }

  /** Says that a probe that was taken as lost was answered after all. */
  correct(atMs: number): void {
    const second = Math.floor(atMs / 1000);
    const ageS = this.#newestS - second;
    const lost = this.#lost[second % LONG_S] ?? 0;
    if (ageS < 0 || ageS >= LONG_S || lost === 0) return;
    this.#lost[second % LONG_S] = lost - 1;
    this.lostLong--;
    if (ageS < SHORT_S) this.lostShort--;
  }

  /** Forgets everything. */
  reset(): void {
    this.#sent.fill(0);
    this.#lost.fill(0);
    this.sentShort =
      this.lostShort =
      this.sentLong =
      this.lostLong =
        0;
  }

  #advance(toS: number): void {
    if (toS - this.#newestS >= LONG_S) this.reset();
    else {
      for (let second = this.#newestS + 1; second <= toS; second++) {
        const left = (second - SHORT_S + LONG_S) % LONG_S;
        this.sentShort -= this.#sent[left] ?? 0;
        this.lostShort -= this.#lost[left] ?? 0;
        const slot = second % LONG_S;
        this.sentLong -= this.#sent[slot] ?? 0;
        this.lostLong -= this.#lost[slot] ?? 0;
        this.#sent[slot] = this.#lost[slot] = 0;
      }
    }
    this.#newestS = toS;
  }
}
