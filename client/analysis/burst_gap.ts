/** Losses as bursts and gaps (RFC 3611) and as two states (Gilbert-Elliott). */
export interface BurstGapFigures {
  /** Share of packets lost within bursts, percent; 0 without a burst. */
  readonly burstDensityPct: number;
  /** Share of packets lost in the gaps between them, percent. */
  readonly gapDensityPct: number;
  /** Mean length of a burst, packets; 0 without a burst. */
  readonly meanBurstPackets: number;
  /** Mean length of a gap, packets. */
  readonly meanGapPackets: number;
  /** Bursts. */
  readonly bursts: number;
  /** Gilbert-Elliott: chance that a packet in a gap is a burst's first. */
  readonly toBurst: number;
  /** Gilbert-Elliott: chance that a packet in a burst is its last. */
  readonly fromBurst: number;
}

/** So many received packets in a row end a burst (RFC 3611, 4.7.2). */
export const GMIN = 16;

/**
 * Follows one series' packets, in constant memory. A burst begins and ends
 * with a loss, holds two losses at least, and has fewer than {@linkcode GMIN}
 * received packets between any two of them; everything else is gap.
 *
 * @example Usage
 * ```ts
 * import { strictEqual } from "node:assert/strict";
 *
 * const losses = new BurstGap();
 * losses.addReceived(100);
 * losses.addLost();
 * losses.addReceived(1);
 * losses.addLost();
 * losses.addReceived(97);
 * strictEqual(losses.figures().meanBurstPackets, 3);
 * ```
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc3611#section-4.7.2 | RFC 3611, 4.7.2}
 */
export class BurstGap {
  #packets = 0;
  #lost = 0;
  #bursts = 0;
  #burstPackets = 0;
  #burstLost = 0;
  // Of the cluster in hand, up to its last loss.
  #clusterPackets = 0;
  #clusterLost = 0;
  #received = GMIN;

  /**
   * Takes packets that arrived, in a row.
   *
   * @param count How many, >= 0.
   */
  addReceived(count: number): void {
    this.#packets += count;
    this.#received += count;
  }

  /** Takes a packet that was lost. */
  addLost(): void {
    this.#packets++;
    this.#lost++;
    if (this.#received >= GMIN) {
      this.#close();
      this.#clusterPackets = 1;
      this.#clusterLost = 1;
    } else {
      this.#clusterPackets += this.#received + 1;
      this.#clusterLost++;
    }
    this.#received = 0;
  }

  /** The figures of all packets so far. */
  figures(): BurstGapFigures {
    const isOpen = this.#clusterLost >= 2;
    const bursts = this.#bursts + (isOpen ? 1 : 0);
    const packets = this.#burstPackets + (isOpen ? this.#clusterPackets : 0);
    const lost = this.#burstLost + (isOpen ? this.#clusterLost : 0);
    const gapPackets = this.#packets - packets;
    return {
      burstDensityPct: share(lost, packets) * 100,
      gapDensityPct: share(this.#lost - lost, gapPackets) * 100,
      meanBurstPackets: share(packets, bursts),
      meanGapPackets: gapPackets / (bursts + 1),
      bursts,
      toBurst: share(bursts, gapPackets),
      fromBurst: share(bursts, packets),
    };
  }

  /** Counts the cluster in hand; a loss on its own stays part of the gap. */
  #close(): void {
    if (this.#clusterLost < 2) return;
    this.#bursts++;
    this.#burstPackets += this.#clusterPackets;
    this.#burstLost += this.#clusterLost;
  }
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
