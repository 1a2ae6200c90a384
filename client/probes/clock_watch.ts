import { ECHO_REPLY_FLAG, type EchoReply } from "@bufferbane/protocol";
import type { StampClock } from "./clock_sync.ts";
import type { ClockOwner } from "./server_news.ts";

/** Notices, by the replies of one session, that a wall clock was set. */
export class ClockWatch {
  readonly #stamps: StampClock;
  readonly #onClockSet: (whose: ClockOwner) => void;
  /** Whose was set shortly before the last reply. */
  #whose: ClockOwner | undefined;

  /**
   * Nothing was set yet.
   *
   * @param stamps This end's clocks.
   * @param onClockSet Told once each time.
   */
  constructor(stamps: StampClock, onClockSet: (whose: ClockOwner) => void) {
    this.#stamps = stamps;
    this.#onClockSet = onClockSet;
  }

  /**
   * Looks at a reply.
   *
   * @returns Whether stamps are of no use now.
   */
  note({ flags }: EchoReply): boolean {
    const isServers = (flags & ECHO_REPLY_FLAG.clockStepped) !== 0;
    const whose = this.#stamps.hasStepped
      ? "own"
      : isServers
      ? "server"
      : undefined;
    if (whose !== undefined && whose !== this.#whose) this.#onClockSet(whose);
    this.#whose = whose;
    return whose !== undefined;
  }
}
