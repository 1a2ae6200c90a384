import type { Finding } from "../alerts/incident.ts";
import {
  type RateShares,
  type StoredTestBaselines,
  TestJudge,
  type TestThresholds,
} from "../alerts/test_judge.ts";
import type { TestResult } from "../model/mod.ts";
import type { Recorder } from "../store/recorder.ts";

/** Under this name the database keeps what tests usually come to. */
const BASELINES_KEY = "throughput_baselines";

/** Who takes what tests have found. */
export interface FindingsTaker {
  /** A trouble is there, or still there. */
  report(finding: Finding): void;
  /** It is over. */
  withdraw(slot: string): void;
}

/**
 * Judges the load tests of a running monitor, and remembers what is usual.
 * Tests wait until it is known what was usual before.
 */
export class TestJudgement {
  readonly #recorder: Pick<Recorder, "keep" | "kept">;
  readonly #taker: FindingsTaker;
  readonly #opening: Promise<TestJudge>;

  /**
   * Goes on with what earlier runs learnt.
   *
   * @param thresholds When something counts as trouble.
   * @param context Where it is remembered, and who is told.
   */
  constructor(thresholds: TestThresholds, { recorder, taker }: {
    readonly recorder: Pick<Recorder, "keep" | "kept">;
    readonly taker: FindingsTaker;
  }) {
    this.#recorder = recorder;
    this.#taker = taker;
    this.#opening = this.#open(thresholds);
  }

  /** Takes a test, and says how its line does against what is usual. */
  async add(test: TestResult): Promise<RateShares> {
    const judge = await this.#opening;
    for (const verdict of judge.add(test)) {
      if (verdict.kind === "found") this.#taker.report(verdict.finding);
      else this.#taker.withdraw(verdict.slot);
    }
    this.#recorder.keep(BASELINES_KEY, JSON.stringify(judge.stored));
    return judge.sharesOf(test.interface);
  }

  async #open(thresholds: TestThresholds): Promise<TestJudge> {
    try {
      const json = await this.#recorder.kept(BASELINES_KEY);
      // What was kept under this key was made by `stored`.
      const stored: StoredTestBaselines = JSON.parse(json ?? "{}");
      return new TestJudge(thresholds, stored);
    } catch (error) {
      // Without the disk, or if it is unreadable, it is learnt again.
      if (!(error instanceof Error)) throw error;
      return new TestJudge(thresholds);
    }
  }
}
