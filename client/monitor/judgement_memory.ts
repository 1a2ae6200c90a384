import type { StoredIncidents } from "../alerts/incidents.ts";
import type { StoredBaseline } from "../analysis/baseline.ts";
import type { Series } from "../model/mod.ts";
import type { Recorder } from "../store/recorder.ts";

/** Where in the database the incidents are kept. */
export const INCIDENTS_KEY = "incidents";

/** What a judgement keeps over a restart, in the database. */
export class JudgementMemory {
  readonly #recorder: Pick<Recorder, "keep" | "kept">;

  /**
   * Keeps nothing yet.
   *
   * @param recorder Where.
   */
  constructor(recorder: Pick<Recorder, "keep" | "kept">) {
    this.#recorder = recorder;
  }

  /** Keeps what goes on. */
  keepIncidents(incidents: StoredIncidents): void {
    this.#recorder.keep(INCIDENTS_KEY, JSON.stringify(incidents));
  }

  /** Keeps what is usual for a series. */
  keepBaseline(series: Series, baseline: StoredBaseline): void {
    this.#recorder.keep(baselineKey(series), JSON.stringify(baseline));
  }

  /** What went on when the last run ended; `null`: nobody knows. */
  incidents(): Promise<StoredIncidents | null> {
    // What is kept under this key was made by keepIncidents().
    return this.#kept(INCIDENTS_KEY) as Promise<StoredIncidents | null>;
  }

  /** What was usual for a series; `null`: nobody knows. */
  baseline(series: Series): Promise<StoredBaseline | null> {
    // What is kept under this key was made by keepBaseline().
    return this.#kept(baselineKey(series)) as Promise<StoredBaseline | null>;
  }

  async #kept(key: string): Promise<unknown> {
    try {
      return JSON.parse(await this.#recorder.kept(key) ?? "null");
    } catch (error) {
      // Without the disk: what was learnt is learnt anew.
      if (error instanceof Error) return null;
      throw error;
    }
  }
}

function baselineKey(series: Series): string {
  const { probe, interface: name, target, family, server } = series;
  return ["baseline", probe, name, target, family, server].join(" ");
}
