import { FEATURE, type KnockAck } from "@bufferbane/protocol";
import type { Unanswered } from "../model/mod.ts";
import type { ServerNews } from "./server_news.ts";

/**
 * How one server is, as a person is told: each trouble once, until it answers
 * again, and what has changed since the session before.
 */
export class ServerCondition {
  readonly #onNews: (news: ServerNews) => void;
  #before: KnockAck | undefined;
  #seenAddress: Uint8Array | undefined;
  #isInTrouble = false;

  /**
   * Knows nothing of the server yet.
   *
   * @param onNews Told.
   */
  constructor(onNews: (news: ServerNews) => void) {
    this.#onNews = onNews;
  }

  /** It does not answer. */
  trouble(news: ServerNews): void {
    if (this.#isInTrouble && news.kind === "refused") return;
    this.#isInTrouble = true;
    this.#onNews(news);
  }

  /**
   * It answers no KNOCK.
   *
   * @param knocks How many.
   * @param why What somebody on the way says of them, if anybody does.
   */
  silent(knocks: number, why: Unanswered | undefined): void {
    if (why === undefined) {
      const kind = this.#before === undefined ? "silent" : "fell_silent";
      this.trouble({ kind, knocks });
    } else if (why.kind === "unreachable") {
      this.trouble({ kind: "unreachable", detail: why.detail });
    }
  }

  /** It has opened a session. */
  opened(ack: KnockAck): void {
    const { seenAddress } = ack;
    const before = this.#seenAddress;
    this.#seenAddress = seenAddress ?? before;
    if (this.#before === undefined || this.#isInTrouble) {
      this.#onNews({ kind: "answers", seenAddress });
    } else if (
      seenAddress !== undefined && before !== undefined &&
      !seenAddress.every((byte, i) => byte === before[i])
    ) {
      this.#onNews({ kind: "moved", seenAddress });
    }
    if (isDowngraded(ack) && !isDowngraded(this.#before)) {
      this.#onNews({ kind: "downgraded" });
    }
    this.#before = ack;
    this.#isInTrouble = false;
  }
}

function isDowngraded(ack: KnockAck | undefined): boolean {
  return ack !== undefined && (ack.features & FEATURE.downgraded) !== 0;
}
