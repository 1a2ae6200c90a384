/** Who may ask, and who may change something. @module */

import { createHash, timingSafeEqual } from "node:crypto";
import { RequestFault } from "./faults.ts";

/** The names that this machine calls itself by. */
const LOOPBACK_NAMES: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];
const COOKIE = "bufferbane_session";
/** Browsers that may be signed in at once; the oldest is signed out. */
const MAX_SESSIONS = 1000;

/** The header that changes must bring: only our own page can know its value. */
export const PAGE_TOKEN_HEADER = "x-page-token";

/** Who is let in. */
export interface Access {
  /** Further names and addresses under which the page may be asked for. */
  readonly hosts: readonly string[];
  /** What has to be shown to be let in; empty: nothing, loopback only. */
  readonly token: string;
  /** Makes a text that nobody can foresee, another one each time. */
  readonly randomToken: () => string;
}

/**
 * Keeps out what a browser may be tricked into: another site's page that asks
 * in the user's name, also under a name of its own that it has made point here
 * (DNS rebinding). And whoever lacks the token, where one is set.
 */
export class Gate {
  /** What our page sends along to change something. */
  readonly pageToken: string;
  readonly #access: Access;
  readonly #names: readonly string[];
  readonly #sessions = new Set<string>();

  /**
   * Lets nobody in yet.
   *
   * @param access Who is let in.
   */
  constructor(access: Access) {
    this.#access = access;
    this.#names = [
      ...LOOPBACK_NAMES,
      ...access.hosts.map((host) =>
        (host.includes(":") ? `[${host}]` : host).toLowerCase()
      ),
    ];
    this.pageToken = access.randomToken();
  }

  /** Whether a token has to be shown. */
  get isLocked(): boolean {
    return this.#access.token !== "";
  }

  /**
   * Refuses requests for other hosts.
   *
   * @param request Any.
   * @throws {RequestFault} When its `Host` is none of ours.
   */
  checkHost(request: Request): void {
    const host = request.headers.get("host") ?? new URL(request.url).host;
    const name = host.replace(/:\d*$/, "").toLowerCase();
    if (this.#names.includes(name)) return;
    throw new RequestFault(
      421,
      `Cannot answer for ${
        JSON.stringify(host.slice(0, 80))
      } as that is not this page's name (allowed: ${
        this.#names.join(", ")
      }; more by allowed_hosts in [dashboard])`,
    );
  }

  /**
   * Refuses changes that our own page has not asked for.
   *
   * @param request One that changes something.
   * @param pageToken What it brings to show that it knows our page.
   * @throws {RequestFault} When it comes from elsewhere.
   */
  checkChange(request: Request, pageToken: string | null): void {
    const origin = request.headers.get("origin");
    const host = request.headers.get("host") ?? new URL(request.url).host;
    if (origin !== null && URL.parse(origin)?.host !== host.toLowerCase()) {
      throw new RequestFault(
        403,
        `Cannot change anything for a page of ${
          JSON.stringify(origin.slice(0, 80))
        }`,
      );
    }
    if (pageToken !== null && isSame(pageToken, this.pageToken)) return;
    throw new RequestFault(
      403,
      `Cannot change anything without the page's token (header ${PAGE_TOKEN_HEADER}, from /api/v1/page_token); reload the page if it is old`,
    );
  }

  /**
   * Whether a request may be answered.
   *
   * @param request Any.
   */
  isSignedIn(request: Request): boolean {
    if (!this.isLocked) return true;
    const [, bearer] = /^Bearer (.+)$/.exec(
      request.headers.get("authorization") ?? "",
    ) ?? [];
    if (bearer !== undefined) return isSame(bearer, this.#access.token);
    const cookies = request.headers.get("cookie")?.split(/; */) ?? [];
    return cookies.some((cookie) =>
      cookie.startsWith(`${COOKIE}=`) &&
      this.#sessions.has(cookie.slice(COOKIE.length + 1))
    );
  }

  /**
   * Signs a browser in.
   *
   * @param token What it has shown.
   * @returns The cookie to set, or `null` if the token is wrong.
   */
  signIn(token: string): string | null {
    if (!this.isLocked || !isSame(token, this.#access.token)) return null;
    const session = this.#access.randomToken();
    this.#sessions.add(session);
    for (const oldest of this.#sessions) {
      if (this.#sessions.size <= MAX_SESSIONS) break;
      this.#sessions.delete(oldest);
    }
    return `${COOKIE}=${session}; HttpOnly; SameSite=Strict; Path=/`;
  }
}

/** Compares secrets in a time that tells nothing of them. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
