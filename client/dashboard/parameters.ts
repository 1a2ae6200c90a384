/** What requests may ask for in their query, checked. @module */

import type { Period, ProbeKind, Series } from "../model/mod.ts";
import { BadRequest } from "./faults.ts";

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
/** The year 9999 ends here, and with it what dates can say. */
const LAST_MS = 253_402_300_799_999;
const PROBES: readonly ProbeKind[] = ["icmp", "echo", "dns", "tcp"];
/** Nobody has more interfaces or targets than this. */
const MAX_NAMES = 200;
const MAX_NAME = 255;

/** A parameter of a query, as OpenAPI describes it. */
export interface Parameter {
  /** Its name. */
  readonly name: string;
  /** What it does, and what is used when it is not given. */
  readonly description: string;
  /** Its JSON schema. */
  readonly schema: Readonly<Record<string, unknown>>;
}

/** When: `last`, or `from` and `to`. */
export const PERIOD_PARAMETERS: readonly Parameter[] = [
  {
    name: "last",
    description:
      "The time until now: a number and s, m, h, d or w; 1h unless given",
    schema: { type: "string", pattern: "^[1-9][0-9]{0,8}[smhdw]$" },
  },
  {
    name: "from",
    description: "Where the period begins, Unix milliseconds; instead of last",
    schema: { type: "integer", minimum: 0, maximum: LAST_MS },
  },
  {
    name: "to",
    description: "Where it ends, Unix milliseconds; now unless given",
    schema: { type: "integer", minimum: 0, maximum: LAST_MS },
  },
];

/** Which series. */
export const SERIES_PARAMETERS: readonly Parameter[] = [
  {
    name: "interfaces",
    description: "Only these, by name, with commas",
    schema: { type: "string" },
  },
  {
    name: "targets",
    description: "Only these, as configured, with commas",
    schema: { type: "string" },
  },
  {
    name: "probes",
    description: `Only these kinds, with commas: ${PROBES.join(", ")}`,
    schema: { type: "string" },
  },
];

/** Reads one parameter; `undefined` where it is not given. */
export type Query = (name: string) => string | undefined;

/**
 * The period that a request asks for.
 *
 * @param query The request's.
 * @param nowMs The wall clock, Unix milliseconds.
 * @throws {BadRequest} When it cannot be read.
 */
export function periodOf(query: Query, nowMs: number): Period {
  const [last, from, to] = [query("last"), query("from"), query("to")];
  if (last !== undefined && from !== undefined) {
    throw new BadRequest(
      "Cannot use last together with from: each says where the period begins",
    );
  }
  const toMs = to === undefined ? nowMs : instantOf("to", to);
  const fromMs = from === undefined
    ? Math.max(0, toMs - durationMs(last ?? "1h"))
    : instantOf("from", from);
  if (fromMs < toMs) return { fromMs, toMs };
  throw new BadRequest(
    `Cannot use a period that begins at ${fromMs} and ends at ${toMs}: from must be less than to`,
  );
}

/**
 * Reads a whole number.
 *
 * @param query The request's.
 * @param name The parameter.
 * @param range What may be there, and what is used when nothing is.
 * @throws {BadRequest} When it is none, or out of range.
 */
export function wholeOf(
  query: Query,
  name: string,
  range: {
    readonly min: number;
    readonly max: number;
    readonly default: number;
  },
): number {
  const text = query(name);
  if (text === undefined) return range.default;
  const value = Number(text);
  const isWhole = /^\d{1,15}$/.test(text);
  if (isWhole && value >= range.min && value <= range.max) return value;
  throw cannot(name, text, `a whole number, ${range.min} to ${range.max}`);
}

/**
 * Reads one of some words.
 *
 * @param query The request's.
 * @param name The parameter.
 * @param choices The words; the first is used when nothing is given.
 * @throws {BadRequest} When it is none of them.
 */
export function choiceOf<const Choice extends string>(
  query: Query,
  name: string,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  const text = query(name);
  if (text === undefined) return choices[0];
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  throw cannot(name, text, choices.join(", "));
}

/**
 * Which series a request asks for.
 *
 * @param query The request's.
 * @returns Whether a series is one of them.
 * @throws {BadRequest} When there is no such kind of probe.
 */
export function seriesFilterOf(query: Query): (series: Series) => boolean {
  const interfaces = namesOf(query, "interfaces");
  const targets = namesOf(query, "targets");
  const probes = namesOf(query, "probes");
  const unknown = probes?.find((probe) => !PROBES.some((one) => one === probe));
  if (unknown !== undefined) throw cannot("probes", unknown, PROBES.join(", "));
  return (series) =>
    (interfaces?.includes(series.interface) ?? true) &&
    (targets?.includes(series.target) ?? true) &&
    (probes?.includes(series.probe) ?? true);
}

/**
 * Names with commas between them.
 *
 * @param query The request's.
 * @param name The parameter.
 * @returns `undefined` when nothing is given.
 * @throws {BadRequest} When they are too many or too long.
 */
export function namesOf(
  query: Query,
  name: string,
): readonly string[] | undefined {
  const text = query(name);
  if (text === undefined) return undefined;
  const names = text.split(",").filter((one) => one !== "");
  if (
    names.length <= MAX_NAMES && names.every((one) => one.length <= MAX_NAME)
  ) return names;
  throw new BadRequest(
    `Cannot use ${name}: found ${names.length} names (allowed: up to ${MAX_NAMES} of up to ${MAX_NAME} characters)`,
  );
}

function durationMs(text: string): number {
  const [, count = "", unit = ""] = /^([1-9]\d{0,8})([smhdw])$/.exec(text) ??
    [];
  const ms = Number(count) * (UNIT_MS[unit] ?? NaN);
  if (ms > 0) return ms;
  throw cannot(
    "last",
    text,
    "a whole number above 0 and s, m, h, d or w, e.g. 90m, 24h, 7d",
  );
}

function instantOf(name: string, text: string): number {
  const value = Number(text);
  if (/^\d{1,15}$/.test(text) && value <= LAST_MS) return value;
  throw cannot(name, text, "Unix milliseconds, e.g. 1795168800000");
}

function cannot(name: string, found: string, allowed: string): BadRequest {
  return new BadRequest(
    `Cannot use ${name}: found ${
      JSON.stringify(found.slice(0, 80))
    } (allowed: ${allowed})`,
  );
}
