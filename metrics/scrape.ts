/** Who may fetch readings, and what they are answered. @module */

import { createHash, timingSafeEqual } from "node:crypto";
import { expose } from "./exposition.ts";
import type { Reading } from "./reading.ts";

/** The names that this machine calls itself by. */
const LOOPBACK_NAMES: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];

/** The only page there is. */
const PATH = "/metrics";

/** For the message where readings cannot be served. */
export const SCRAPE_WORDS = {
  what: "metrics",
  portRemedy: "choose another port in [metrics]",
  addressRemedy: "see bind in [metrics]",
} as const;

/** Who is let in. */
export interface ScrapeAccess {
  /** Further names and addresses under which it may be asked for. */
  readonly hosts: readonly string[];
  /** What has to be shown as `Authorization: Bearer`; empty: nothing. */
  readonly token: string;
}

/**
 * Makes what answers a request for the readings. Other pages, and other sites'
 * pages under a name that they have made point here (DNS rebinding), get none.
 *
 * @param access Who is let in.
 * @param read Takes the readings.
 * @returns From request to response; never throws for what a request is like.
 */
export function answerScrapes(
  access: ScrapeAccess,
  read: () => readonly Reading[] | Promise<readonly Reading[]>,
): (request: Request) => Promise<Response> {
  const names = [
    ...LOOPBACK_NAMES,
    ...access.hosts.map((host) =>
      (host.includes(":") ? `[${host}]` : host).toLowerCase()
    ),
  ];
  return async (request) => {
    const url = new URL(request.url);
    const host = request.headers.get("host") ?? url.host;
    if (!names.includes(host.replace(/:\d*$/, "").toLowerCase())) {
      return refusal(
        421,
        `Cannot answer for ${
          JSON.stringify(host.slice(0, 80))
        } as that is not this machine's name (allowed: ${
          names.join(", ")
        }; more by allowed_hosts in [metrics])`,
      );
    }
    if (!isAllowed(request, access.token)) {
      return refusal(
        401,
        "Cannot answer without the token of [metrics] (as Authorization: Bearer)",
        { "WWW-Authenticate": "Bearer" },
      );
    }
    if (url.pathname !== PATH) {
      return refusal(404, `Cannot answer, as there is only ${PATH} here`);
    }
    if (request.method !== "GET" && request.method !== "HEAD") {
      return refusal(
        405,
        `Cannot take ${request.method.slice(0, 20)} (allowed: GET, HEAD)`,
        { "Allow": "GET, HEAD" },
      );
    }
    const accept = request.headers.get("accept") ?? "";
    const { text, contentType } = await expose(await read(), accept);
    return new Response(request.method === "HEAD" ? null : text, {
      headers: { "Content-Type": contentType, "Cache-Control": "no-store" },
    });
  };
}

function refusal(
  status: number,
  sentence: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(`${sentence}\n`, {
    status,
    headers: { "Content-Type": "text/plain; charset=utf-8", ...headers },
  });
}

function isAllowed({ headers }: Request, token: string): boolean {
  if (token === "") return true;
  const shown = /^Bearer (.+)$/.exec(headers.get("authorization") ?? "")?.[1];
  return shown !== undefined && isSame(shown, token);
}

/** Compares secrets in a time that tells nothing of them. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
