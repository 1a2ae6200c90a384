/** What incidents add to the figures. @module */

import type { Severity } from "../model/mod.ts";
import type { Figures } from "./figures.ts";
import type { LabelCap } from "./label_cap.ts";

/** A trouble that goes on, or ended a moment ago. */
export interface KnownIncident {
  /** Names it for good. */
  readonly id: string;
  /** What it is called now, e.g. `"outage"`. */
  readonly type: string;
  /** How bad it is. */
  readonly severity: Severity;
  /** The interface concerned. */
  readonly interface: string;
  /** Whose fault it is. */
  readonly cause: string;
  /** When it began, Unix milliseconds. */
  readonly startMs: number;
  /** Whether it goes on. */
  readonly isOpen: boolean;
}

/** Counts incidents, and shows those that go on. */
export class IncidentTally {
  readonly #figures: Figures;
  readonly #cap: LabelCap;
  #counted: ReadonlySet<string> = new Set();

  /**
   * Counts nothing yet.
   *
   * @param figures Where they are counted.
   * @param cap How many interfaces are told by themselves.
   */
  constructor(figures: Figures, cap: LabelCap) {
    this.#figures = figures;
    this.#cap = cap;
  }

  /**
   * Tells 0 of each kind on an interface that is measured: to Prometheus, what
   * is there at once with a 1 has not grown.
   *
   * @param interfaceName The interface.
   * @param kinds What incidents may be called.
   */
  expect(interfaceName: string, kinds: readonly string[]): void {
    const [name = ""] = this.#cap.admit([interfaceName]);
    for (const kind of kinds) this.#figures.number("incidents", name, kind);
  }

  /**
   * Takes what is known now.
   *
   * @param incidents All that go on or ended a moment ago.
   * @param sinceMs Those that began before are not counted, Unix milliseconds.
   */
  take(incidents: readonly KnownIncident[], sinceMs: number): void {
    this.#figures.forget("incidentsOpen");
    const known = new Set<string>();
    for (const incident of incidents) {
      const { id, type, severity, cause, startMs } = incident;
      const [name = ""] = this.#cap.admit([incident.interface]);
      // Under another name, e.g. that of an outage, it counts again.
      const key = `${type} ${id}`;
      known.add(key);
      if (startMs >= sinceMs && !this.#counted.has(key)) {
        this.#figures.number("incidents", name, type).value++;
      }
      if (!incident.isOpen) continue;
      this.#figures.number("incidentsOpen", name, type, severity, cause)
        .value++;
    }
    this.#counted = known;
  }
}
