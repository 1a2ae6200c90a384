import { familyOf } from "@bufferbane/ffi";
import { type Measurement, type StoredEvent, unixMs } from "../model/mod.ts";
import { isLocalIpv4 } from "../probes/dns_answer.ts";
import { portalEvent } from "./portal_event.ts";

/** So many probes in a row, and for so long, have to be without an answer. */
const UNANSWERED = 20;
const UNANSWERED_MS = 10_000;
/** And still so much later: a line that comes back answers a name first. */
const CONFIRMED_MS = 3_000;

/** What gets through over an interface. */
interface Passage {
  /** When something other than a name has come back last, Unix ms. */
  reachedMs: number;
  /** Pings and connections in a row without an answer. */
  unanswered: number;
  /** When a name was answered in the midst of that, Unix ms; `null` if none. */
  namedMs: number | null;
  /** Since when only names are answered, Unix ms; `null` if more is. */
  sinceMs: number | null;
}

/**
 * Notices that a network lets names through and nothing else, as login pages do
 * that answer names rightly and send only the browser elsewhere. Nobody is
 * asked for that but whom the user has named: whether a page of the web comes
 * as it should would have to be asked of somebody's server.
 */
export class NamesOnlyWatch {
  readonly #passages = new Map<string, Passage>();

  /**
   * Takes a measurement, of any series.
   *
   * @returns `captive_portal` when that is first seen, and again when more gets
   * through; `null` else.
   */
  sample({ series, sentAt, outcome }: Measurement): StoredEvent | null {
    const { probe, variant, interface: name, target, role } = series;
    const atMs = unixMs(sentAt);
    const passage = this.#passageOf(name, atMs);
    const isAnswered = "rttNs" in outcome;
    if (probe === "dns") {
      // What is known of other names may have been kept nearby.
      const isFromFar = variant === "random" && isAnswered && isPublic(target);
      if (isFromFar && isLong(passage, atMs)) passage.namedMs ??= atMs;
      return null;
    }
    if (role === "gateway" || role === "isp") return null;
    if (!isAnswered) {
      passage.unanswered++;
      return namesOnly(passage, name, sentAt);
    }
    passage.reachedMs = Math.max(passage.reachedMs, atMs);
    passage.unanswered = 0;
    passage.namedMs = null;
    const { sinceMs } = passage;
    if (sinceMs === null) return null;
    passage.sinceMs = null;
    return portalEvent(name, sentAt, {
      description: `More than names gets through on ${name} again`,
      sinceMs,
    });
  }

  #passageOf(name: string, atMs: number): Passage {
    const known = this.#passages.get(name);
    if (known !== undefined) return known;
    const passage = {
      reachedMs: atMs,
      unanswered: 0,
      namedMs: null,
      sinceMs: null,
    };
    this.#passages.set(name, passage);
    return passage;
  }
}

/** Whether nothing but names has come back for long. */
function isLong({ reachedMs, unanswered }: Passage, atMs: number): boolean {
  return atMs - reachedMs >= UNANSWERED_MS && unanswered >= UNANSWERED;
}

function namesOnly(
  passage: Passage,
  name: string,
  sentAt: Measurement["sentAt"],
): StoredEvent | null {
  const { namedMs, sinceMs } = passage;
  const atMs = unixMs(sentAt);
  if (namedMs === null || atMs - namedMs < CONFIRMED_MS) return null;
  if (sinceMs !== null) return null;
  passage.sinceMs = atMs;
  return portalEvent(name, sentAt, {
    description:
      `Names are answered on ${name}, and nothing else beyond the router: a login page (captive portal) or a filter probably stands before the internet; open http://example.com in a browser`,
    sinceMs: null,
  });
}

/** Whether a resolver is on the internet. */
function isPublic(address: string): boolean {
  return familyOf(address) === 4
    ? !isLocalIpv4(address.split(".").map(Number))
    : !/^(fe[89ab]|f[cd]|::1$)/i.test(address);
}
