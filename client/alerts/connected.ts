import type { DownScope } from "./ladder.ts";

/**
 * When the newest TCP connections were made: a line that lets no pings through
 * is not down. One IP version says nothing of the other.
 */
export class Connected {
  readonly #newestMs = { 4: -Infinity, 6: -Infinity };

  /**
   * Takes a connection.
   *
   * @param atMs When it was begun, Unix milliseconds.
   * @param family Over which IP version.
   */
  add(atMs: number, family: 4 | 6): void {
    this.#newestMs[family] = Math.max(this.#newestMs[family], atMs);
  }

  /**
   * Forgets what is to come: the clock was set back.
   *
   * @param nowMs Unix milliseconds.
   */
  forgive(nowMs: number): void {
    for (const family of [4, 6] as const) {
      this.#newestMs[family] = Math.min(this.#newestMs[family], nowMs);
    }
  }

  /**
   * When the newest was made, Unix milliseconds.
   *
   * @param scope Of which it is to tell.
   */
  newestMs(scope: DownScope): number {
    const { 4: v4, 6: v6 } = this.#newestMs;
    return scope === "line" ? Math.max(v4, v6) : scope === "ipv4" ? v4 : v6;
  }
}
