import { LOST_ON, type SampleColumns, STATUSES } from "../model/mod.ts";
import { Distribution } from "./distribution.ts";
import { JoinedLosses } from "./joined_losses.ts";
import { FATE, fateByCode } from "./loss.ts";

const UNSENT = STATUSES.indexOf("send_failed");
const OFF = STATUSES.indexOf("interface_off");

/** The two ways and their queues, of ECHOs only. */
export interface EchoRollup {
  /** One-way delays from client to server. */
  readonly up: Distribution;
  /** One-way delays from server to client. */
  readonly down: Distribution;
  /** Spent in queues on the way up. */
  readonly queueUp: Distribution;
  /** Spent in queues on the way down. */
  readonly queueDown: Distribution;
}

/**
 * What one series measured in a minute, an hour or longer. Reused: no object
 * is made for a minute.
 */
export class Rollup {
  /** Probes by index into `STATUSES`. */
  readonly byStatus: Float64Array<ArrayBuffer> = new Float64Array(
    STATUSES.length,
  );
  /** Lost ECHOs by index into `LOST_ON`. */
  readonly lostOn: Float64Array<ArrayBuffer> = new Float64Array(LOST_ON.length);
  /** Runs of losses. */
  readonly losses: JoinedLosses = new JoinedLosses();
  /** Round trips. */
  readonly rtt: Distribution = new Distribution();
  /** What only ECHOs have. */
  readonly echo: EchoRollup | null;
  /** How many IPDVs there were. */
  ipdvCount = 0;
  /** Their sum, absolute, µs. */
  ipdvSumUs = 0;
  /** No one-way delay is wrong by more, µs. */
  maxErrorUs = 0;
  readonly #fates: Uint8Array;

  /**
   * Begins empty.
   *
   * @param probe What the series sends.
   */
  constructor(probe: SampleColumns["series"]["probe"]) {
    this.#fates = fateByCode(probe);
    this.echo = probe !== "echo" ? null : {
      up: new Distribution(),
      down: new Distribution(),
      queueUp: new Distribution(),
      queueDown: new Distribution(),
    };
  }

  /** Probes that count. */
  get sent(): number {
    return this.#sum((fate) => fate !== FATE.uncounted);
  }

  /** Of these, lost. */
  get lost(): number {
    return this.#sum((fate) => fate === FATE.lost);
  }

  /** Of the lost, those that this machine could not send. */
  get unsent(): number {
    return this.byStatus[UNSENT] ?? 0;
  }

  /** Probes of an interface that was switched off or gone; they do not count. */
  get off(): number {
    return this.byStatus[OFF] ?? 0;
  }

  /**
   * Adds some of a series' samples.
   *
   * @param columns The samples, oldest first.
   * @param from The first to add.
   * @param to The first after it not to add.
   */
  add(columns: SampleColumns, from: number, to: number): void {
    const { rttUs, ipdvUs, status } = columns;
    for (let i = from; i < to; i++) {
      const code = status[i] ?? 0;
      this.byStatus[code] = (this.byStatus[code] ?? 0) + 1;
      const fate = this.#fates[code];
      if (fate === FATE.uncounted) continue;
      this.losses.add(fate === FATE.lost);
      const rtt = rttUs[i] ?? -1;
      if (fate === FATE.answered && rtt >= 0) this.rtt.add(rtt);
      const ipdv = ipdvUs[i] ?? -1;
      if (ipdv >= 0) {
        this.ipdvCount++;
        this.ipdvSumUs += ipdv;
      }
      this.#addEcho(columns, i);
    }
  }

  /** Adds all of another of the same probe, which followed this. */
  merge(other: Rollup): void {
    for (const [code, count] of other.byStatus.entries()) {
      this.byStatus[code] = (this.byStatus[code] ?? 0) + count;
    }
    for (const [on, count] of other.lostOn.entries()) {
      this.lostOn[on] = (this.lostOn[on] ?? 0) + count;
    }
    this.losses.join(other.sent, other.losses);
    this.rtt.merge(other.rtt);
    this.ipdvCount += other.ipdvCount;
    this.ipdvSumUs += other.ipdvSumUs;
    this.maxErrorUs = Math.max(this.maxErrorUs, other.maxErrorUs);
    if (this.echo === null || other.echo === null) return;
    this.echo.up.merge(other.echo.up);
    this.echo.down.merge(other.echo.down);
    this.echo.queueUp.merge(other.echo.queueUp);
    this.echo.queueDown.merge(other.echo.queueDown);
  }

  /** Forgets everything. */
  clear(): void {
    this.byStatus.fill(0);
    this.lostOn.fill(0);
    this.losses.clear();
    this.rtt.clear();
    this.ipdvCount = 0;
    this.ipdvSumUs = 0;
    this.maxErrorUs = 0;
    this.echo?.up.clear();
    this.echo?.down.clear();
    this.echo?.queueUp.clear();
    this.echo?.queueDown.clear();
  }

  #addEcho({ echo }: SampleColumns, i: number): void {
    if (echo === undefined || this.echo === null) return;
    const on = (echo.lostOn[i] ?? 0) - 1;
    if (on >= 0) this.lostOn[on] = (this.lostOn[on] ?? 0) + 1;
    const upUs = echo.upUs[i] ?? -1;
    if (upUs >= 0) {
      this.echo.up.add(upUs);
      this.echo.down.add(Math.max(0, echo.downUs[i] ?? 0));
      this.maxErrorUs = Math.max(this.maxErrorUs, echo.errorUs[i] ?? 0);
    }
    const queueUpUs = echo.queueUpUs[i] ?? -1;
    if (queueUpUs < 0) return;
    this.echo.queueUp.add(queueUpUs);
    this.echo.queueDown.add(Math.max(0, echo.queueDownUs[i] ?? 0));
  }

  #sum(isMeant: (fate: number) => boolean): number {
    let sum = 0;
    for (let code = 0; code < this.byStatus.length; code++) {
      if (isMeant(this.#fates[code] ?? 0)) sum += this.byStatus[code] ?? 0;
    }
    return sum;
  }
}
