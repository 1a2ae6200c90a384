/** Medians of so many answers of a minute, the newest where it has more. */
const MINUTE_ANSWERS = 64;
/** Fewer answers than this tell nothing of a minute. */
const FEWEST_ANSWERS = 10;
/** A settled median moves by this share a minute at most: 1.35 times an hour. */
const SLOWEST_STEP = 0.005;
/** An hour of the day is known after so many minutes of it. */
const KNOWN_DAY_MINUTES = 30;
/** An hour of the week is known after four weeks. */
const KNOWN_WEEK_MINUTES = 4 * 60;
const MINUTE_MS = 60_000;
const HOURS = 24;
const HOURS_OF_WEEK = 168;

/** A {@linkcode Baseline} to keep over a restart: medians and their minutes. */
export interface StoredBaseline {
  /** Of all hours together: median, then minutes. */
  readonly all: readonly number[];
  /** Hour, median, minutes, for each hour of the day that was seen. */
  readonly day: readonly (readonly number[])[];
  /** Hour, median, minutes, for each hour of the week that was seen. */
  readonly week: readonly (readonly number[])[];
}

/**
 * What is usual for a series, by the hour: slow moving medians of its
 * minutes, in constant memory. Feed it what tells of the line alone: no answer
 * of a second in which the line was loaded.
 */
export class Baseline {
  readonly #hourOfWeek: (atMs: number) => number;
  readonly #all = new SlowMedians(1);
  readonly #day = new SlowMedians(HOURS);
  readonly #week = new SlowMedians(HOURS_OF_WEEK);
  readonly #minuteAnswers = new Float64Array(MINUTE_ANSWERS);
  #answers = 0;
  #minute = NaN;
  #hour = 0;
  #value = NaN;

  /**
   * @param hourOfWeek The hour of the week, 0 to 167, of an instant in Unix
   * milliseconds, by the local clock.
   */
  constructor(hourOfWeek: (atMs: number) => number) {
    this.#hourOfWeek = hourOfWeek;
  }

  /** What is usual in this hour, in the unit fed; `NaN` while not known. */
  get value(): number {
    return this.#value;
  }

  /**
   * Takes an answer.
   *
   * @param atMs When it was sent, Unix milliseconds.
   * @param value In any unit, > 0.
   */
  add(atMs: number, value: number): void {
    const minute = Math.floor(atMs / MINUTE_MS);
    if (minute !== this.#minute) this.#turn(minute);
    this.#minuteAnswers[this.#answers++ % MINUTE_ANSWERS] = value;
    // A first idea within seconds of the very first start.
    if (this.#all.minutesOf(0) > 0 || this.#answers % FEWEST_ANSWERS !== 0) {
      return;
    }
    if (this.#answers <= MINUTE_ANSWERS) this.#value = this.#medianOfMinute();
  }

  /** For {@linkcode restore}. */
  stored(): StoredBaseline {
    return {
      all: this.#all.stored()[0]?.slice(1) ?? [],
      day: this.#day.stored(),
      week: this.#week.stored(),
    };
  }

  /**
   * Goes on where an earlier run was.
   *
   * @param stored What {@linkcode stored} gave then.
   * @param atMs Now, Unix milliseconds.
   */
  restore({ all, day, week }: StoredBaseline, atMs: number): void {
    this.#all.restore([[0, ...all]]);
    this.#day.restore(day);
    this.#week.restore(week);
    this.#hour = this.#hourOfWeek(atMs);
    this.#look();
  }

  #turn(minute: number): void {
    if (this.#answers >= FEWEST_ANSWERS) {
      const median = this.#medianOfMinute();
      this.#all.add(0, median);
      this.#day.add(this.#hour % HOURS, median);
      this.#week.add(this.#hour, median);
    }
    this.#answers = 0;
    this.#minute = minute;
    this.#hour = this.#hourOfWeek(minute * MINUTE_MS);
    this.#look();
  }

  #look(): void {
    const [hour, ofDay] = [this.#hour, this.#hour % HOURS];
    if (this.#week.minutesOf(hour) >= KNOWN_WEEK_MINUTES) {
      this.#value = this.#week.of(hour);
    } else if (this.#day.minutesOf(ofDay) >= KNOWN_DAY_MINUTES) {
      this.#value = this.#day.of(ofDay);
    } else if (this.#all.minutesOf(0) > 0) this.#value = this.#all.of(0);
  }

  #medianOfMinute(): number {
    const count = Math.min(this.#answers, MINUTE_ANSWERS);
    const sorted = this.#minuteAnswers.slice(0, count).sort();
    return sorted[Math.floor((count - 1) / 2)] ?? NaN;
  }
}

/** Medians that follow what is fed, quickly at first and then ever slower. */
class SlowMedians {
  readonly #medians: Float64Array;
  readonly #minutes: Uint32Array;

  constructor(count: number) {
    this.#medians = new Float64Array(count);
    this.#minutes = new Uint32Array(count);
  }

  of(index: number): number {
    return this.#medians[index] ?? NaN;
  }

  minutesOf(index: number): number {
    return this.#minutes[index] ?? 0;
  }

  add(index: number, value: number): void {
    const minutes = this.minutesOf(index) + 1;
    const median = this.of(index);
    this.#minutes[index] = minutes;
    const step = median * Math.max(SLOWEST_STEP, 1 / minutes);
    this.#medians[index] = minutes === 1
      ? value
      : median + Math.min(step, Math.max(-step, value - median));
  }

  stored(): readonly (readonly number[])[] {
    return [...this.#medians].map((median, index) => [
      index,
      Math.round(median),
      this.minutesOf(index),
    ]).filter(([, , minutes]) => minutes !== 0);
  }

  restore(stored: readonly (readonly number[])[]): void {
    for (const [index = NaN, median = NaN, minutes = NaN] of stored) {
      if (!(index in this.#medians && median > 0 && minutes > 0)) continue;
      this.#medians[index] = median;
      this.#minutes[index] = minutes;
    }
  }
}
