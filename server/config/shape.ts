import { secretFault } from "@bufferbane/protocol/secret";
import { familyOf } from "@bufferbane/ffi";
import { shown } from "@bufferbane/wording/toml";

/** What a setting's value may look like. */
export interface Shape<T> {
  /** In words, for messages and the template. */
  readonly allowed: string;
  /** What is wrong with a value as TOML gives it; `undefined`: nothing. */
  fault(value: unknown): string | undefined;
  /** Only for the compiler: what it is once it has passed. */
  readonly example: T;
}

/** A whole number within a range, both ends included. */
export function whole(
  min: number,
  max: number,
  unit: string = "",
): Shape<number> {
  const allowed = `a whole number, ${min} to ${max}${unit && ` ${unit}`}`;
  return {
    allowed,
    example: min,
    fault: (value) =>
      Number.isInteger(value) && Number(value) >= min && Number(value) <= max
        ? undefined
        : shown(value),
  };
}

/** `true` or `false`. */
export const FLAG: Shape<boolean> = {
  allowed: "true or false",
  example: true,
  fault: (value) => typeof value === "boolean" ? undefined : shown(value),
};

/** A text that a grammar accepts. */
export function text(
  allowed: string,
  accepts: (value: string) => boolean,
): Shape<string> {
  return {
    allowed,
    example: "",
    fault: (value) =>
      typeof value === "string" && accepts(value) ? undefined : shown(value),
  };
}

/** One of a few words. */
export function choice(...words: readonly string[]): Shape<string> {
  const quoted = words.map((word) => `"${word}"`);
  const allowed = `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`;
  return text(allowed, (value) => words.includes(value));
}

/** An IP address, or empty. */
export const ADDRESS_OR_NONE: Shape<string> = text(
  `an IP address, or "" for every one of this machine`,
  (value) => value === "" || familyOf(value) !== null,
);

/** Where to listen for this machine alone, or at an address. */
export const BIND: Shape<string> = text(
  '"localhost" or an IP address',
  (value) => value === "localhost" || familyOf(value) !== null,
);

/** Names and addresses under which a machine is asked. */
export const HOSTS: Shape<readonly string[]> = {
  allowed: "a list of host names and IP addresses",
  example: [],
  fault: (value) =>
    Array.isArray(value) && value.every(isHost) ? undefined : shown(value),
};

/**
 * An address that may carry a password, or empty; never shown.
 *
 * @param schemes E.g. `"https"`.
 */
export function address(...schemes: readonly string[]): Shape<string> {
  const forms = schemes.map((scheme) => `${scheme}://`).join(" or ");
  return {
    allowed: `an ${forms} address, "" for none`,
    example: "",
    fault(value) {
      if (value === "") return undefined;
      const scheme = typeof value === "string"
        ? URL.parse(value)?.protocol.slice(0, -1)
        : undefined;
      if (scheme === undefined) return "no address";
      return schemes.includes(scheme) ? undefined : `an ${scheme}:// address`;
    },
  };
}

/** What a web receiver wants to see, or empty; never shown. */
export const HEADER: Shape<string> = {
  allowed: "a text of up to 4000 printable ASCII characters",
  example: "",
  fault: (value) =>
    typeof value === "string" && /^[ -~]{0,4000}$/.test(value)
      ? undefined
      : "a text that is none",
};

/** The first parts of an MQTT topic, or empty. */
export const TOPIC_OR_NONE: Shape<string> = text(
  'an MQTT topic without + and #, "" for none',
  (value) =>
    /^[^+#$/\p{C}][^+#\p{C}]{0,99}$|^$/u.test(value) && !value.endsWith("/"),
);

/** A path, or empty. */
export const PATH_OR_NONE: Shape<string> = text(
  'a path, or ""',
  (value) => !value.includes("\0"),
);

/** What a client is called. */
export const LABEL: Shape<string> = text(
  "a text of 1 to 64 visible characters",
  (value) => /^[^\p{C}]{1,64}$/u.test(value),
);

/** A shared secret, or empty for none. */
export const SECRET: Shape<string> = {
  allowed: "64 hexadecimal digits, as `bufferbane-server secret` prints them",
  example: "",
  fault: (value) =>
    value === ""
      ? undefined
      : typeof value === "string"
      ? secretFault(value)
      : "not a text in quotes",
};

function isHost(value: unknown): boolean {
  return typeof value === "string" &&
    (familyOf(value) !== null || /^[a-z\d-]+(\.[a-z\d-]+)*$/i.test(value));
}
