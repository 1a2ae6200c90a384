import { BusyLine, type Rates } from "../analysis/busy_line.ts";
import type { ConnectionType, LinkSecond } from "../model/mod.ts";
import type { Port } from "./ports.ts";

/** A way out that load tests may take. */
export interface LoadLine {
  /** The interface that it is known by. */
  readonly interface: string;
  /** What sockets bind to; empty for the kernel's own choice. */
  readonly device: string;
  /** What it is. */
  readonly connectionType: ConnectionType;
}

interface Line extends LoadLine {
  readonly gateways: ReadonlySet<string>;
  readonly busy: BusyLine;
}

/** A line that is, or was last, loaded by bufferbane itself. */
interface Loaded {
  readonly line: Line;
  /** When the load ended, Unix ms; Infinity: it goes on. */
  endedMs: number;
  /** What it has moved, both ways, and what of it seconds were told. */
  movedBytes: number;
  toldBytes: number;
}

/** Queues still drain for so long after a load, ms. */
const DRAIN_MS = 5_000;
/** A program that loads a line says so every second, or it has ended, ms. */
const SAYS_SO_MS = 3_000;
/** What measurements are labelled with where there is no interface at all. */
const NO_INTERFACE = "none";

/**
 * The ways out as load tests see them: which there are, which are in use by
 * the user, and which are loaded by bufferbane itself.
 */
export class LoadLines {
  #lines = new Map<string, Line>();
  #test: Loaded | null = null;
  #generated: Loaded | null = null;

  /** Takes the ways out, whenever they may have changed. */
  follow(ports: readonly Port[]): void {
    const before = this.#lines;
    this.#lines = new Map();
    for (const port of ports) {
      const { interface: name, device, connectionType } = port;
      if (name === NO_INTERFACE || this.#lines.has(name)) continue;
      const gateways = ports.filter((other) => other.interface === name)
        .flatMap(({ gateway }) => gateway ?? []);
      this.#lines.set(name, {
        interface: name,
        device,
        connectionType,
        gateways: new Set(gateways),
        busy: before.get(name)?.busy ?? new BusyLine(),
      });
    }
  }

  /**
   * Takes what an interface did; what tests of our own did is no use.
   *
   * @param second As the counters have it.
   * @returns The same, with what of it was bufferbane's own load.
   */
  add(second: LinkSecond): LinkSecond {
    const { interface: name, spanMs, sentBytes, receivedBytes, atMs } = second;
    if (!this.isOwnLoad(name, atMs)) {
      this.#lines.get(name)?.busy.add({
        up: 8_000 * sentBytes / spanMs,
        down: 8_000 * receivedBytes / spanMs,
      });
      return second;
    }
    let ownLoadBytes = 0;
    for (const loaded of [this.#test, this.#generated]) {
      if (loaded?.line.interface !== name) continue;
      const bytes = Math.min(
        loaded.movedBytes - loaded.toldBytes,
        sentBytes + receivedBytes - ownLoadBytes,
      );
      loaded.toldBytes += bytes;
      ownLoadBytes += bytes;
    }
    return ownLoadBytes === 0 ? second : { ...second, ownLoadBytes };
  }

  /** Learns what a line carries, bit/s, from a test; 0: not known. */
  learn(name: string, rates: Rates): void {
    this.#lines.get(name)?.busy.learn(rates);
  }

  /** The names of all of them. */
  names(): readonly string[] {
    return [...this.#lines.keys()];
  }

  /**
   * The names of those that nobody uses now.
   *
   * @param nowMs Unix milliseconds.
   */
  calm(nowMs: number): readonly string[] {
    return this.names().filter((name) =>
      !this.#lines.get(name)?.busy.isBusy &&
      !this.#isLoadedBy(this.#generated, name, nowMs)
    );
  }

  /** One by its name; the first for an empty name. */
  find(name: string): LoadLine | undefined {
    return name === ""
      ? this.#lines.values().next().value
      : this.#lines.get(name);
  }

  /** A test begins to load a line. */
  begin(name: string): void {
    this.#test = this.#loadedOf(name, Infinity);
  }

  /** The test has moved so many bytes so far, both ways. */
  noteMoved(bytes: number): void {
    if (this.#test !== null) this.#test.movedBytes = bytes;
  }

  /** The test has ended, at Unix ms. */
  end(nowMs: number): void {
    if (this.#test !== null) this.#test.endedMs = nowMs;
  }

  /**
   * Takes what `bufferbane generate` says every second: it loads a line.
   *
   * @param name The interface.
   * @param movedBytes By this run so far, both ways.
   * @param nowMs Unix milliseconds.
   */
  noteGenerated(name: string, movedBytes: number, nowMs: number): void {
    const before = this.#generated;
    const isSame = before?.line.interface === name &&
      before.endedMs >= nowMs && before.movedBytes <= movedBytes;
    this.#generated = isSame ? before : this.#loadedOf(name, nowMs);
    if (this.#generated === null) return;
    this.#generated.endedMs = nowMs + SAYS_SO_MS;
    this.#generated.movedBytes = movedBytes;
  }

  /**
   * Whether an interface is loaded by bufferbane itself: it, or another behind
   * the same router, is tested, or was until a moment ago. Such seconds feed
   * bufferbloat figures only: no baseline, no alert.
   *
   * @param name The interface.
   * @param atMs When, Unix milliseconds.
   */
  isOwnLoad(name: string, atMs: number): boolean {
    return this.#isLoadedBy(this.#test, name, atMs) ||
      this.#isLoadedBy(this.#generated, name, atMs);
  }

  #loadedOf(name: string, endedMs: number): Loaded | null {
    const line = this.#lines.get(name);
    return line === undefined
      ? null
      : { line, endedMs, movedBytes: 0, toldBytes: 0 };
  }

  #isLoadedBy(loaded: Loaded | null, name: string, atMs: number): boolean {
    if (loaded === null || atMs >= loaded.endedMs + DRAIN_MS) return false;
    const gateways = this.#lines.get(name)?.gateways;
    return name === loaded.line.interface ||
      (gateways !== undefined &&
        !gateways.isDisjointFrom(loaded.line.gateways));
  }
}
