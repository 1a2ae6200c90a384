import { familyOf } from "@bufferbane/ffi";
import type { Clock } from "../model/mod.ts";
import {
  type Choice,
  chooseAddresses,
  type FoundAddress,
  NO_CHOICE,
} from "./resolve_choice.ts";
import type { Schedule } from "./schedule.ts";

/** Lookups under way at most: each may hold one of the runtime's few threads. */
const MAX_LOOKUPS = 8;

/** Which IP versions to measure over; `"auto"` is both where we have both. */
export type FamilyChoice = "auto" | "4" | "6" | "both";

/**
 * Asks the system for a name's addresses, best first; rejects if there are
 * none. `(name) => lookup(name, { all: true, order: "verbatim" })` with
 * `lookup` of `node:dns/promises` is one.
 */
export type Lookup = (
  name: string,
) => Promise<
  readonly { readonly address: string; readonly family: number }[]
>;

/** What the resolver works with; all of it comes from outside. */
export interface ResolverContext {
  /** Asks the system. */
  readonly lookup: Lookup;
  /** Calls back at an instant. */
  readonly schedule: Schedule;
  /** The time. */
  readonly clock: Clock;
}

/** What to resolve, and how often. */
export interface TargetResolverOptions {
  /** Names and literal addresses. */
  readonly names: readonly string[];
  /** Which IP versions; a literal address is always what it is. */
  readonly family: FamilyChoice;
  /** Whether this machine has an IP version; asked at each answer. */
  readonly hasFamily: (family: 4 | 6) => boolean;
  /** From one answer to the next question, ns. */
  readonly refreshNs: bigint;
  /** From a failure to the next question, ns; doubles up to `refreshNs`. */
  readonly retryNs: bigint;
  /** A lookup that takes longer has failed, ns; its answer still counts. */
  readonly timeoutNs: bigint;
  /** A name's addresses are others now: at most one a family, never none. */
  readonly onChange: (name: string, addresses: readonly FoundAddress[]) => void;
  /**
   * A name cannot be resolved and never could; told once, with the reason, e.g.
   * `"getaddrinfo ENOTFOUND nowhere.test"`.
   */
  readonly onProblem?: (name: string, problem: string) => void;
}

interface Entry {
  readonly name: string;
  choice: Choice;
  /** Whether the last lookup was of no use. */
  hasFailed: boolean;
  /** Lookups are numbered: an old answer may not undo a newer one. */
  asked: number;
  answered: number;
  askedNs: bigint;
  /** Whether the last lookup is under way and not given up. */
  isAsking: boolean;
  retryNs: bigint;
  timer: Disposable | undefined;
}

/** What a lookup gave, and which it was. */
interface Answer {
  readonly number: number;
  readonly found: Awaited<ReturnType<Lookup>>;
}

/**
 * Keeps the addresses of targets, asking again in the background, so that no
 * probe ever waits for a resolver. While the resolver is silent, fails, or
 * answers with nothing that is wanted, the last good address stays.
 */
export class TargetResolver implements Disposable {
  readonly #context: ResolverContext;
  readonly #options: TargetResolverOptions;
  /** Names only. */
  readonly #entries = new Map<string, Entry>();
  /** To be asked as soon as fewer lookups are under way. */
  readonly #waiting = new Set<Entry>();
  #lookups = 0;
  #isOver = false;

  /**
   * Begins to look up every name.
   *
   * @param context What to work with.
   * @param options What to resolve.
   */
  constructor(context: ResolverContext, options: TargetResolverOptions) {
    this.#context = context;
    this.#options = options;
    for (const name of new Set(options.names)) {
      if (familyOf(name) !== null) continue;
      const entry: Entry = {
        name,
        choice: NO_CHOICE,
        hasFailed: false,
        asked: 0,
        answered: 0,
        askedNs: 0n,
        isAsking: false,
        retryNs: options.retryNs,
        timer: undefined,
      };
      this.#entries.set(name, entry);
      this.#askSoon(entry);
    }
  }

  /**
   * What a name stands for now; what a literal address is, without asking.
   *
   * @param name A name of `options.names`, or any address.
   * @returns At most one address a family; none before the first answer.
   */
  addressesOf(name: string): readonly FoundAddress[] {
    const family = familyOf(name);
    if (family !== null) return [{ address: name, family }];
    return this.#entries.get(name)?.choice.addresses ?? [];
  }

  /**
   * A target does not answer: perhaps it has moved. Looks its name up again
   * soon, but not within `retryNs` of the last time.
   *
   * @param name One of `options.names`; a literal address is left alone.
   */
  doubt(name: string): void {
    const entry = this.#entries.get(name);
    if (entry === undefined || entry.isAsking || this.#waiting.has(entry)) {
      return;
    }
    this.#askAt(entry, entry.askedNs + this.#options.retryNs);
  }

  /** Stops asking; answers that still come are ignored. */
  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#waiting.clear();
    for (const { timer } of this.#entries.values()) timer?.[Symbol.dispose]();
  }

  #askAt(entry: Entry, atNs: bigint): void {
    entry.timer?.[Symbol.dispose]();
    entry.timer = this.#context.schedule.at(atNs, () => this.#askSoon(entry));
  }

  #askSoon(entry: Entry): void {
    this.#waiting.add(entry);
    this.#askWaiting();
  }

  #askWaiting(): void {
    for (const entry of this.#waiting) {
      if (this.#lookups >= MAX_LOOKUPS) return;
      this.#waiting.delete(entry);
      void this.#ask(entry);
    }
  }

  async #ask(entry: Entry): Promise<void> {
    const { lookup, schedule, clock } = this.#context;
    const { timeoutNs } = this.#options;
    const number = ++entry.asked;
    entry.isAsking = true;
    entry.askedNs = clock.mono();
    entry.timer?.[Symbol.dispose]();
    entry.timer = schedule.at(entry.askedNs + timeoutNs, () => {
      const seconds = Number(timeoutNs) / 1e9;
      this.#fail(entry, `no answer from the resolver within ${seconds} s`);
    });
    this.#lookups++;
    const result = await settle(() => lookup(entry.name));
    this.#lookups--;
    if (this.#isOver) return;
    this.#askWaiting();
    if (!(result instanceof Error)) {
      this.#accept(entry, { number, found: result });
    } else if (number === entry.asked && entry.isAsking) {
      this.#fail(entry, result.message);
    }
  }

  #accept(entry: Entry, { number, found }: Answer): void {
    const { refreshNs, retryNs, onChange } = this.#options;
    if (number < entry.answered) return;
    entry.answered = number;
    const isLatest = number === entry.asked;
    const before = entry.choice.addresses;
    const families = this.#wantedFamilies(before);
    entry.choice = chooseAddresses(entry.choice, { found, families });
    const { addresses } = entry.choice;
    if (addresses.length === 0) {
      const wanted = families.map((family) => `IPv${family}`).join(" or ");
      if (isLatest) this.#fail(entry, `${entry.name} has no ${wanted} address`);
      return;
    }
    if (isLatest) {
      entry.isAsking = false;
      entry.hasFailed = false;
      entry.retryNs = retryNs;
      this.#askAt(entry, this.#context.clock.mono() + refreshNs);
    }
    if (!isSame(before, addresses)) onChange(entry.name, addresses);
  }

  #fail(entry: Entry, problem: string): void {
    const { refreshNs, onProblem } = this.#options;
    const isNews = !entry.hasFailed && entry.choice.addresses.length === 0;
    entry.isAsking = false;
    entry.hasFailed = true;
    if (isNews) onProblem?.(entry.name, problem);
    this.#askAt(entry, this.#context.clock.mono() + entry.retryNs);
    const doubledNs = entry.retryNs * 2n;
    entry.retryNs = doubledNs < refreshNs ? doubledNs : refreshNs;
  }

  /** Once measured, a family stays: without it an outage would look like a gap. */
  #wantedFamilies(known: readonly FoundAddress[]): readonly (4 | 6)[] {
    const { family, hasFamily } = this.#options;
    if (family === "4") return [4];
    if (family === "6") return [6];
    const both = [4, 6] as const;
    return family === "both"
      ? both
      : both.filter((version) =>
        hasFamily(version) || known.some(({ family }) => family === version)
      );
  }
}

function isSame(
  a: readonly FoundAddress[],
  b: readonly FoundAddress[],
): boolean {
  return a.length === b.length &&
    a.every(({ address }, index) => address === b[index]?.address);
}

async function settle<T>(action: () => Promise<T>): Promise<T | Error> {
  try {
    return await action();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
