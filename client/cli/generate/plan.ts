import type { TrafficPlan } from "../../traffic/generator/generate.ts";
import {
  AMOUNT_KEYS,
  amountEntries,
  type Amounts,
  DEFAULT_PROFILE,
  type Profile,
  targetUrl,
} from "./profile.ts";

/** The command line, as far as it says what traffic to make. */
export interface TrafficArgs {
  readonly url?: string | undefined;
  readonly bandwidth?: string | undefined;
  readonly connections?: string | undefined;
  readonly "request-size"?: string | undefined;
  readonly latency?: string | undefined;
  readonly duration?: string | undefined;
  readonly "total-size"?: string | undefined;
}

/** What applies when neither the file nor the command line says anything. */
const DEFAULTS = {
  bandwidthBps: 10e6,
  connections: 10,
  requestBytes: 1_000,
  latencyMs: 0,
  durationMs: 60_000,
  totalBytes: null,
};

/** The option that overrides an amount, e.g. `"request-size"`. */
export function optionOf(name: keyof Amounts): keyof TrafficArgs {
  // Each key with `-` for `_` is one of them; the tests hold that.
  return AMOUNT_KEYS[name].key.replaceAll("_", "-") as keyof TrafficArgs;
}

/**
 * What traffic to make: the command line decides, then the file, then the
 * defaults.
 *
 * @param args The command line.
 * @param profile The file.
 * @throws {SyntaxError} When the command line cannot be read, or nobody says
 * where to send to.
 */
export function planOf(args: TrafficArgs, profile: Profile): TrafficPlan {
  const typed: Partial<Record<keyof Amounts, number | null>> = {};
  for (const [name, { amount }] of amountEntries()) {
    const option = optionOf(name);
    const text = args[option];
    if (text === undefined) continue;
    const value = amount.read(text);
    if (value === undefined) {
      throw new SyntaxError(
        `Cannot read --${option}: found "${text}" (allowed: ${amount.allowed})`,
      );
    }
    typed[name] = value;
  }
  const { url: _url, ...written } = profile;
  const amounts = { ...DEFAULTS, ...written, ...typed };
  return {
    ...amounts,
    // Only what has no limit can be null.
    connections: amounts.connections ?? DEFAULTS.connections,
    requestBytes: amounts.requestBytes ?? DEFAULTS.requestBytes,
    latencyMs: amounts.latencyMs ?? DEFAULTS.latencyMs,
    url: urlOf(args.url, profile.url),
  };
}

function urlOf(typed: string | undefined, written: URL | undefined): URL {
  if (typed === undefined) {
    if (written !== undefined) return written;
    throw new SyntaxError(
      `Cannot generate traffic without a target: say --url http://HOST:PORT/, or write [target] url in ${DEFAULT_PROFILE}`,
    );
  }
  const url = targetUrl(typed);
  if (url !== undefined) return url;
  throw new SyntaxError(
    `Cannot use --url: found "${typed}" (allowed: an address that begins with http:// or https://)`,
  );
}
