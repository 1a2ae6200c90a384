import type { LinkReader, Links } from "../links/mod.ts";
import type { Clock, TrafficSecond } from "../model/mod.ts";
import { TrafficSampler, trafficSecond } from "../traffic/sampler.ts";
import type { TrafficSource } from "../traffic/source.ts";

/** After a failure, and where an interface has gone: seconds to wait. */
const RETRY_S = 30;

/** Whom {@linkcode TrafficWatch} works with. */
export interface TrafficWatchContext {
  /** The machine's interfaces. */
  readonly links: Pick<Links, "interfaces">;
  /** Reads counters. */
  readonly reader: LinkReader;
  /** The time. */
  readonly clock: Clock;
  /**
   * Begins to count.
   *
   * @param name The interface.
   * @throws {Error} If it cannot.
   */
  readonly open: (name: string) => TrafficSource;
  /** Takes the seconds. */
  readonly report: (second: TrafficSecond) => void;
  /** Tells the user something, one sentence. */
  readonly note: (text: string) => void;
}

interface Counted {
  readonly source: TrafficSource;
  readonly sampler: TrafficSampler;
}

/** Counts what the measured interfaces carry, second by second, by kind. */
export class TrafficWatch implements Disposable {
  readonly #context: TrafficWatchContext;
  readonly #counted = new Map<string, Counted>();
  /** In how many seconds to try again. */
  readonly #waiting = new Map<string, number>();
  readonly #told = new Set<string>();
  #names: readonly string[] = [];

  /** Counts nothing yet. */
  constructor(context: TrafficWatchContext) {
    this.#context = context;
  }

  /**
   * Counts on these interfaces from now on.
   *
   * @param ports The ways out of this machine.
   */
  follow(ports: readonly { readonly interface: string }[]): void {
    this.#names = [...new Set(ports.map((port) => port.interface))];
    for (const name of this.#counted.keys()) {
      if (!this.#names.includes(name)) this.#end(name);
    }
  }

  /** Reads them all; call it once a second. */
  take(): void {
    for (const name of this.#names) {
      const counted = this.#counted.get(name);
      if (counted === undefined) {
        this.#begin(name);
        continue;
      }
      const sample = counted.sampler.take();
      if (sample !== null) this.#context.report(trafficSecond(sample, name));
      // It may come back, as another one.
      else this.#end(name);
    }
  }

  /** Counts no more, and takes its programs out of the kernel. */
  [Symbol.dispose](): void {
    for (const name of [...this.#counted.keys()]) this.#end(name);
  }

  #begin(name: string): void {
    const waitS = this.#waiting.get(name) ?? 0;
    if (waitS > 0) {
      this.#waiting.set(name, waitS - 1);
      return;
    }
    this.#waiting.set(name, RETRY_S);
    let source: TrafficSource;
    try {
      source = this.#context.open(name);
    } catch (error) {
      // Measuring goes on without it, whatever the reason.
      if (!(error instanceof Error)) throw error;
      this.#tell(error.message);
      return;
    }
    for (const note of source.notes) this.#tell(`Traffic on ${name}: ${note}`);
    if (source.mode === "counters") {
      // The interface's own counters are kept anyway.
      source[Symbol.dispose]();
      return;
    }
    const sampler = new TrafficSampler(source, this.#context.clock);
    this.#counted.set(name, { source, sampler });
  }

  #end(name: string): void {
    this.#counted.get(name)?.source[Symbol.dispose]();
    this.#counted.delete(name);
  }

  #tell(text: string): void {
    if (this.#told.has(text)) return;
    this.#told.add(text);
    this.#context.note(text);
  }
}
