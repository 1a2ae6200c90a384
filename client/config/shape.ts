import { shown } from "@bufferbane/wording/toml";

/** What reading a value gives: the value, or what is wrong with it. */
export type Read<T> = Accepted<T> | Refused;

/** A value of the right shape. */
export interface Accepted<T> {
  /** Tells it from {@linkcode Refused}. */
  readonly kind: "accepted";
  /** The value itself. */
  readonly value: T;
}

/** A value that is not of the shape, in the words of an error message. */
export interface Refused {
  /** Tells it from {@linkcode Accepted}. */
  readonly kind: "refused";
  /** What was there instead, e.g. `"50"` or `"a list with \"x\""`. */
  readonly found: string;
  /** What may be there, e.g. `"100 to 60000 ms"`. */
  readonly allowed: string;
}

/** What a setting's value may look like. */
export interface Shape<T> {
  /** In words, e.g. `"a whole number, 100 to 60000 ms"`. */
  readonly allowed: string;
  /** Reads a value as TOML gives it; never throws. */
  read(value: unknown): Read<T>;
}

/** The numbers a setting takes, both ends included. */
export interface Range {
  /** The smallest. */
  readonly min: number;
  /** The largest. */
  readonly max: number;
  /** As a person writes it: `"ms"`, `"%"`, or empty for a plain number. */
  readonly unit: string;
}

/** A whole number within a range. */
export function whole(range: Range): Shape<number> {
  return numeric(range, { noun: "a whole number", isKind: Number.isInteger });
}

/** A number within a range, with or without decimals. */
export function decimal(range: Range): Shape<number> {
  return numeric(range, { noun: "a number", isKind: Number.isFinite });
}

function numeric(
  { min, max, unit }: Range,
  { noun, isKind }: { noun: string; isKind: (value: number) => boolean },
): Shape<number> {
  const span = `${min} to ${max}${unit === "" ? "" : ` ${unit}`}`;
  const allowed = `${noun}, ${span}`;
  return {
    allowed,
    read(value) {
      // A bigint is a whole number too large for a double: out of any range.
      if (typeof value === "bigint") return refused(shown(value), span);
      if (typeof value !== "number" || !isKind(value)) {
        return refused(shown(value), allowed);
      }
      if (value < min || value > max) return refused(shown(value), span);
      return { kind: "accepted", value };
    },
  };
}

/** `true` or `false`. */
export const FLAG: Shape<boolean> = {
  allowed: "true or false",
  read: (value) =>
    typeof value === "boolean"
      ? { kind: "accepted", value }
      : refused(shown(value), FLAG.allowed),
};

/** One of a few words. */
export function choice<const T extends string>(
  ...words: readonly T[]
): Shape<T> {
  const quoted = words.map((word) => `"${word}"`);
  const allowed = `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`;
  return {
    allowed,
    read(value) {
      const word = words.find((word) => word === value);
      return word === undefined
        ? refused(shown(value), allowed)
        : { kind: "accepted", value: word };
    },
  };
}

/**
 * A text that a grammar accepts.
 *
 * @param allowed The grammar in words, e.g. `"an IP address"`.
 * @param accepts The grammar.
 */
export function text(
  allowed: string,
  accepts: (value: string) => boolean,
): Shape<string> {
  return {
    allowed,
    read: (value) =>
      typeof value === "string" && accepts(value)
        ? { kind: "accepted", value }
        : refused(shown(value), allowed),
  };
}

/**
 * A list of texts, none of them twice.
 *
 * @param allowed The list in words, e.g. `"a list of IP addresses"`.
 * @param item What each text may look like.
 */
export function list(
  allowed: string,
  item: Shape<string>,
): Shape<readonly string[]> {
  return {
    allowed,
    read(value) {
      if (!Array.isArray(value)) return refused(shown(value), allowed);
      const accepted: string[] = [];
      const faults: string[] = [];
      for (const element of value) {
        const read = item.read(element);
        if (read.kind === "refused") {
          faults.push(read.found);
        } else if (accepted.includes(read.value)) {
          faults.push(`${shown(read.value)} twice`);
        } else accepted.push(read.value);
      }
      return faults.length === 0
        ? { kind: "accepted", value: accepted }
        : refused(`a list with ${faults.join(", ")}`, allowed);
    },
  };
}

/** Builds a {@linkcode Refused}. */
export function refused(found: string, allowed: string): Refused {
  return { kind: "refused", found, allowed };
}
