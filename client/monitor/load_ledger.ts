import type { BudgetLeft } from "../analysis/test_pace.ts";

/** What load tests have used, as it is kept from one run to the next. */
export interface LedgerState {
  /** Bytes by month, e.g. `"2026-11"`, and interface; the newest months. */
  readonly months: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /**
   * The test under way. Found at a start, it was cut off by a crash: nobody
   * knows what it moved, so all that it was allowed to counts.
   */
  readonly reserved: Reservation | null;
}

/** What a test under way may use. */
export interface Reservation {
  /** The interface it leaves by. */
  readonly interface: string;
  /** When it began, Unix milliseconds. */
  readonly atMs: number;
  /** At most so many bytes, both directions. */
  readonly bytes: number;
}

/** Months remembered: a year, to compare. */
const KEPT_MONTHS = 12;
const BYTES_PER_GB = 1e9;

/**
 * What the load tests of each interface have used of the month's budget. A
 * month is the calendar's, in local time, as providers count.
 */
export class LoadLedger {
  readonly #months = new Map<string, Map<string, number>>();
  #reserved: Reservation | null = null;

  /**
   * Goes on where the last run ended.
   *
   * @param state What {@linkcode LoadLedger.state} returned; `null`: nothing.
   */
  constructor(state: LedgerState | null) {
    for (const [month, used] of Object.entries(state?.months ?? {})) {
      this.#months.set(month, new Map(Object.entries(used)));
    }
    const cutOff = state?.reserved ?? null;
    if (cutOff !== null) this.#charge(cutOff, cutOff.bytes);
  }

  /** To be kept, whenever it has changed. */
  get state(): LedgerState {
    const months = [...this.#months].map(([month, used]) =>
      [month, Object.fromEntries(used)] as const
    );
    return { months: Object.fromEntries(months), reserved: this.#reserved };
  }

  /** Bytes that an interface's tests have used in the month of an instant. */
  usedBytes(name: string, atMs: number): number {
    return this.#months.get(monthOf(atMs).name)?.get(name) ?? 0;
  }

  /**
   * Takes what a test may use at most from the budget before it begins.
   *
   * @param reservation How much.
   */
  reserve(reservation: Reservation): void {
    this.#reserved = reservation;
  }

  /**
   * Charges what the test has really used, to the month it began in.
   *
   * @param bytes Both directions.
   */
  settle(bytes: number): void {
    if (this.#reserved === null) return;
    this.#charge(this.#reserved, bytes);
    this.#reserved = null;
  }

  #charge({ interface: name, atMs }: Reservation, bytes: number): void {
    const { name: month } = monthOf(atMs);
    const used = this.#months.get(month) ?? new Map<string, number>();
    used.set(name, (used.get(name) ?? 0) + bytes);
    this.#months.set(month, used);
    const oldest = [...this.#months.keys()].sort().slice(0, -KEPT_MONTHS);
    for (const old of oldest) this.#months.delete(old);
  }
}

/** A calendar month in local time. */
export interface Month {
  /** E.g. `"2026-11"`. */
  readonly name: string;
  /** The next one's first instant, Unix milliseconds. */
  readonly endMs: number;
}

/**
 * The calendar month of an instant.
 *
 * @param atMs Unix milliseconds.
 */
export function monthOf(atMs: number): Month {
  const at = new Date(atMs);
  const [year, month] = [at.getFullYear(), at.getMonth()];
  return {
    name: `${year}-${String(month + 1).padStart(2, "0")}`,
    endMs: new Date(year, month + 1, 1).getTime(),
  };
}

/**
 * What is left of a month's budget, and of the month.
 *
 * @param atMs Now, Unix milliseconds.
 * @param bytes The budget, and what of it is used.
 */
export function leftOfMonth(
  atMs: number,
  bytes: { readonly cap: number; readonly used: number },
): BudgetLeft {
  return {
    bytes: Math.max(0, bytes.cap - bytes.used),
    ms: Math.max(1, monthOf(atMs).endMs - atMs),
  };
}

/** Bytes as GB, for a sentence: three digits below one GB, else one. */
export function gb(bytes: number): string {
  return (bytes / BYTES_PER_GB).toFixed(bytes < BYTES_PER_GB ? 3 : 1);
}
