/** The file of `bufferbane generate`: what traffic to make. @module */

import { nearest } from "@bufferbane/wording";
import {
  isTable,
  joinKey,
  keyLines,
  shown,
  type TomlTable,
  withoutSecrets,
} from "@bufferbane/wording/toml";
import { ConfigError, type ConfigProblem } from "../../config/mod.ts";
import { parseToml } from "../../config/parse_toml.ts";
import {
  type Amount,
  BANDWIDTH,
  CONNECTIONS,
  DURATION,
  LATENCY,
  REQUEST_SIZE,
  TOTAL_SIZE,
} from "./amounts.ts";

/** The file that is read when none is named. */
export const DEFAULT_PROFILE = "client-config.toml";

/** The traffic's amounts, by their names in the program. */
export interface Amounts {
  /** Bit/s of the bodies; `null`: no limit. */
  readonly bandwidthBps: number | null;
  /** Requests at a time. */
  readonly connections: number | null;
  /** Of each body. */
  readonly requestBytes: number | null;
  /** Pause before each request. */
  readonly latencyMs: number | null;
  /** `null`: no limit. */
  readonly durationMs: number | null;
  /** `null`: no limit. */
  readonly totalBytes: number | null;
}

/** Where an amount is written, and as what. */
export interface AmountKey {
  /** The file's section. */
  readonly section: "traffic" | "limits";
  /** The key there; with `-` for `_` it is the option. */
  readonly key: string;
  /** What may be written. */
  readonly amount: Amount;
}

/** Every amount. */
export const AMOUNT_KEYS: Readonly<Record<keyof Amounts, AmountKey>> = {
  bandwidthBps: { section: "traffic", key: "bandwidth", amount: BANDWIDTH },
  connections: { section: "traffic", key: "connections", amount: CONNECTIONS },
  requestBytes: {
    section: "traffic",
    key: "request_size",
    amount: REQUEST_SIZE,
  },
  latencyMs: { section: "traffic", key: "latency", amount: LATENCY },
  durationMs: { section: "limits", key: "duration", amount: DURATION },
  totalBytes: { section: "limits", key: "total_size", amount: TOTAL_SIZE },
};

/** What a file says; what it does not say is missing. */
export interface Profile extends Partial<Amounts> {
  /** Where to; with its scheme. */
  readonly url?: URL;
}

const KEYS: Readonly<Record<string, readonly string[]>> = {
  target: ["url", "protocol"],
  traffic: keysOf("traffic"),
  limits: keysOf("limits"),
};

const PROTOCOLS = ["http", "https"];

/**
 * Reads a profile.
 *
 * @param toml Its text.
 * @param path Its name, for the messages.
 * @throws {ConfigError} When anything is wrong, with all that is wrong.
 */
export function parseProfile(toml: string, path: string): Profile {
  const document = parseToml(toml, path);
  const lines = keyLines(toml);
  const problems: ConfigProblem[] = [];
  function report(key: string, sentence: string): void {
    const line = lines.get(key);
    const place = line === undefined ? path : `${path}:${line}`;
    const message = `${place}: ${withoutSecrets(sentence)}`;
    problems.push({ path, line, key, message });
  }
  refuseUnknown(document, report);
  const amounts: Partial<Record<keyof Amounts, number | null>> = {};
  for (const [name, { section, key, amount }] of amountEntries()) {
    const raw = valueOf(document, section, key);
    if (raw === undefined) continue;
    // `connections = 10` is a number, all others are texts.
    const value = amount.read(typeof raw === "string" ? raw : shown(raw));
    if (value !== undefined) amounts[name] = value;
    else {
      report(
        `${section}.${key}`,
        `${section}.${key} is ${shown(raw)} (allowed: ${amount.allowed})`,
      );
    }
  }
  const url = targetOf(document, report);
  problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  const [first, ...others] = problems;
  if (first !== undefined) throw new ConfigError([first, ...others]);
  return url === undefined ? amounts : { ...amounts, url };
}

/** The amounts' names and keys, typed. */
export function amountEntries(): readonly (readonly [
  keyof Amounts,
  AmountKey,
])[] {
  // The table has exactly these keys, which Object.entries forgets.
  return Object.entries(AMOUNT_KEYS) as [keyof Amounts, AmountKey][];
}

/**
 * Reads where the requests go.
 *
 * @param text With `http://` or `https://`.
 * @returns `undefined` when it is no such address.
 */
export function targetUrl(text: string): URL | undefined {
  const url = URL.parse(text);
  return url !== null && PROTOCOLS.includes(schemeOf(url)) ? url : undefined;
}

type Report = (key: string, sentence: string) => void;

function targetOf(document: TomlTable, report: Report): URL | undefined {
  const protocol = valueOf(document, "target", "protocol");
  if (
    protocol !== undefined &&
    !(typeof protocol === "string" && PROTOCOLS.includes(protocol))
  ) {
    report(
      "target.protocol",
      `target.protocol is ${shown(protocol)} (allowed: "http" or "https")`,
    );
    return undefined;
  }
  const raw = valueOf(document, "target", "url");
  if (raw === undefined) return undefined;
  const text = typeof raw === "string" ? raw : "";
  const url = targetUrl(
    protocol === undefined || text.includes("://")
      ? text
      : `${protocol}://${text}`,
  );
  if (url === undefined) {
    report(
      "target.url",
      `target.url is ${
        shown(raw)
      } (allowed: an address that begins with http:// or https://)`,
    );
  } else if (protocol !== undefined && schemeOf(url) !== protocol) {
    report(
      "target.protocol",
      `target.protocol is ${
        shown(protocol)
      }, but target.url begins with ${url.protocol}// (allowed: the same in both)`,
    );
  }
  return url;
}

function schemeOf({ protocol }: URL): string {
  return protocol.slice(0, -1);
}

function valueOf(document: TomlTable, section: string, key: string): unknown {
  const table = document[section];
  return isTable(table) && Object.hasOwn(table, key) ? table[key] : undefined;
}

function refuseUnknown(document: TomlTable, report: Report): void {
  for (const [section, table] of Object.entries(document)) {
    // Its own, not one that every object inherits.
    const known = Object.hasOwn(KEYS, section) ? KEYS[section] : undefined;
    if (known === undefined || !isTable(table)) {
      const near = nearest(section, Object.keys(KEYS));
      report(
        joinKey("", section),
        `${joinKey("", section)} is not a section (${
          near === undefined || near === section
            ? "allowed: [target], [traffic], [limits]"
            : `did you mean [${near}]?`
        })`,
      );
      continue;
    }
    for (
      const key of Object.keys(table).filter((key) => !known.includes(key))
    ) {
      const near = nearest(key, known);
      const hint = near === undefined
        ? `allowed: ${known.join(", ")}`
        : `did you mean ${near}?`;
      const path = joinKey(section, key);
      report(path, `${path} is not a setting (${hint})`);
    }
  }
}

function keysOf(wanted: AmountKey["section"]): readonly string[] {
  return amountEntries().filter(([, { section }]) => section === wanted)
    .map(([, { key }]) => key);
}
