import { type Read, refused, type Shape } from "./shape.ts";
import { shown } from "@bufferbane/wording/toml";
import { secretFault } from "@bufferbane/protocol/secret";

/** One key of the configuration file, with all that is known of it. */
export interface Setting<T> {
  /** What its value may look like. */
  readonly shape: Shape<T>;
  /** What applies when the file does not set it. */
  readonly default: T;
  /** What it does, in a sentence or two for the person who writes the file. */
  readonly doc: string;
  /** Why the default is what it is; a clause that follows "because". */
  readonly reason: string;
  /** Whether every entry of its section must set it. */
  readonly isRequired: boolean;
}

/** The keys of one section by their name in the program, e.g. `rawDays`. */
export type Keys = Readonly<Record<string, Setting<unknown>>>;

/** One `[section]` of the file, or one `[[section]]` that may be repeated. */
export interface Section<K extends Keys, Repeats extends boolean> {
  /** What the section is for, in a sentence or two. */
  readonly doc: string;
  /** Whether it is written `[[section]]`, once for each entry. */
  readonly repeats: Repeats;
  /** Its keys, those first that a beginner needs first. */
  readonly keys: K;
}

/** Any section. */
export type AnySection = Section<Keys, boolean>;

/** What is said of a setting besides its shape. */
export interface About<T> {
  /** See {@linkcode Setting}. */
  readonly default: T;
  /** See {@linkcode Setting}. */
  readonly doc: string;
  /** See {@linkcode Setting}. */
  readonly reason: string;
}

/** Describes a setting. */
export function setting<T>(
  shape: Shape<T>,
  about: About<NoInfer<T>>,
): Setting<T> {
  return { shape, ...about, isRequired: false };
}

/** Makes a setting one that every entry of its section must set. */
export function required<T>(optional: Setting<T>): Setting<T> {
  return { ...optional, isRequired: true };
}

/** Describes a `[section]`. */
export function section<K extends Keys>(
  doc: string,
  keys: K,
): Section<K, false> {
  return { doc, repeats: false, keys };
}

/** Describes a `[[section]]`. */
export function entries<K extends Keys>(
  doc: string,
  keys: K,
): Section<K, true> {
  return { doc, repeats: true, keys };
}

/** A shared secret, or empty for none. Never shown: see {@linkcode isSecret}. */
export const SECRET: Shape<string> = {
  allowed: "64 hexadecimal digits, as `bufferbane secret` prints them",
  read(value): Read<string> {
    if (value === "") return { kind: "accepted", value };
    const fault = typeof value === "string"
      ? secretFault(value)
      : "not a text in quotes";
    return fault === undefined
      ? { kind: "accepted", value: String(value) }
      : refused(fault, SECRET.allowed);
  },
};

/**
 * An address that carries a password or a token, or empty for none. Never
 * shown, not even when it is wrong.
 *
 * @param allowed The schemes in words.
 * @param schemes Each with its colon.
 */
function secretAddress(
  allowed: string,
  schemes: readonly string[],
): Shape<string> {
  return {
    allowed,
    read(value) {
      if (typeof value !== "string") return refused(shown(value), allowed);
      const scheme = URL.parse(value)?.protocol;
      if (value === "" || schemes.includes(scheme ?? "")) {
        return { kind: "accepted", value };
      }
      return refused(
        scheme === undefined ? "no address" : `an address with ${scheme}`,
        allowed,
      );
    },
  };
}

/** A web address that may carry a token; see {@linkcode isSecret}. */
export const SECRET_URL: Shape<string> = secretAddress(
  'an http:// or https:// address, "" for none',
  ["http:", "https:"],
);

/** A mail server, mostly with name and password; see {@linkcode isSecret}. */
export const SECRET_SMTP: Shape<string> = secretAddress(
  'an smtp:// or smtps:// address, "" for none',
  ["smtp:", "smtps:"],
);

/** An MQTT broker, mostly with name and password; see {@linkcode isSecret}. */
export const SECRET_MQTT: Shape<string> = secretAddress(
  'an mqtt:// or mqtts:// address, "" for none',
  ["mqtt:", "mqtts:"],
);

/** What a web receiver wants to see, or empty; see {@linkcode isSecret}. */
export const SECRET_HEADER: Shape<string> = {
  allowed: "a text of up to 4000 printable ASCII characters",
  read(value) {
    if (typeof value !== "string") {
      return refused(shown(value), SECRET_HEADER.allowed);
    }
    return /^[ -~]{0,4000}$/.test(value)
      ? { kind: "accepted", value }
      : refused("a text with other characters", SECRET_HEADER.allowed);
  },
};

const SECRET_SHAPES: readonly Shape<unknown>[] = [
  SECRET,
  SECRET_URL,
  SECRET_SMTP,
  SECRET_MQTT,
  SECRET_HEADER,
];

/** Whether a setting's value must never be printed. */
export function isSecret({ shape }: Setting<unknown>): boolean {
  return SECRET_SHAPES.includes(shape);
}
