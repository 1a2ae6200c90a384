import {
  isAddress,
  isEndpoint,
  isHost,
  isInterface,
  isName,
} from "../hosts.ts";
import { choice, decimal, list, text, whole } from "../shape.ts";

/** An IPv4 or IPv6 address. */
export const ADDRESS = text("an IP address", isAddress);

/** IPv4 or IPv6 addresses. */
export const ADDRESSES = list("a list of IP addresses", ADDRESS);

/** A router: found by the program, left out, or given. */
export const ROUTER = text(
  '"auto", "none" or an IP address',
  (value) => value === "auto" || value === "none" || isAddress(value),
);

/** Host names and addresses. */
export const HOSTS = list(
  "a list of host names and IP addresses",
  text("a host name or an IP address", isHost),
);

/** A host name or an address, or empty for none. */
export const HOST_OR_NONE = text(
  'a host name or an IP address, "" for none',
  (value) => value === "" || isHost(value),
);

/** A domain name. */
export const DOMAIN = text("a domain name", isName);

/** DNS servers. */
export const RESOLVERS = list(
  'a list of IP addresses and "system"',
  text(
    'an IP address or "system"',
    (value) => value === "system" || isAddress(value),
  ),
);

/** Places to connect to. */
export const ENDPOINTS = list(
  'a list of "host:port"',
  text('"host:port"', isEndpoint),
);

/** A place to connect to, or empty for none. */
export const ENDPOINT_OR_NONE = text(
  '"host:port", "" for none',
  (value) => value === "" || isEndpoint(value),
);

/** The name of an interface. */
export const INTERFACE = text(
  'the name of an interface, e.g. "eth0"',
  isInterface,
);

/** The name of an interface, or empty for none. */
export const INTERFACE_OR_NONE = text(
  'the name of an interface, e.g. "eth0", "" for none',
  (value) => value === "" || isInterface(value),
);

/** Names of interfaces. */
export const INTERFACES = list(
  'a list of names of interfaces, e.g. ["wlan0", "eth0"]',
  INTERFACE,
);

/** What an interface is. */
export const CONNECTION_TYPE = choice(
  "auto",
  "wired",
  "wifi",
  "cellular",
  "vpn",
  "unknown",
);

/** A file or folder; empty for the default one. */
export const PATH = text(
  'a path, written out: without "~" and "$"',
  (value) => !/[~$\0]/.test(value),
);

/** A name for people, of one line. */
export const LABEL = text(
  "a name of 1 to 64 characters",
  // deno-lint-ignore no-control-regex -- names are printed on terminals
  (value) => /^[^\x00-\x1f\x7f]{1,64}$/.test(value),
);

/** Free text of one line, or empty for none. */
export const LINE = text(
  "a text of up to 200 characters",
  // deno-lint-ignore no-control-regex -- it is printed on terminals
  (value) => /^[^\x00-\x1f\x7f]{0,200}$/.test(value),
);

/** The first parts of an MQTT topic. */
export const TOPIC = text(
  "an MQTT topic, without + and #, and without / at its ends",
  isTopic,
);

/** The first parts of an MQTT topic, or empty for none. */
export const TOPIC_OR_NONE = text(
  'an MQTT topic, without + and #, and without / at its ends; "" for none',
  (value) => value === "" || isTopic(value),
);

function isTopic(value: string): boolean {
  // deno-lint-ignore no-control-regex -- MQTT 3.1.1, 4.7.3 and 1.5.3
  return /^[^+#$/\x00-\x1f\x7f][^+#\x00-\x1f\x7f]{0,99}$/.test(value) &&
    !value.endsWith("/");
}

/** E-mail addresses; the mail server knows better which there are. */
export const MAIL_ADDRESSES = list(
  "a list of e-mail addresses",
  text("an e-mail address", isMailAddress),
);

/** An e-mail address, or empty for none. */
export const MAIL_ADDRESS_OR_NONE = text(
  'an e-mail address, "" for none',
  (value) => value === "" || isMailAddress(value),
);

function isMailAddress(value: string): boolean {
  return /^[^\s@<>,;]+@[^\s@<>,;]+$/.test(value);
}

/** When people sleep, or empty for never. */
export const QUIET_HOURS = text(
  'a time like "22:00-07:00", "" for none',
  (value) =>
    value === "" ||
    /^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/.test(value),
);

/** A UDP or TCP port. */
export const PORT = whole({ min: 1, max: 65_535, unit: "" });

/** Where to listen. */
export const BIND = text(
  '"localhost" or an IP address',
  (value) => value === "localhost" || isAddress(value),
);

/** A share. */
export const PCT = decimal({ min: 0, max: 100, unit: "%" });

/** Whole seconds, up to a day. */
export const SECONDS = whole({ min: 1, max: 86_400, unit: "s" });

/** Days to keep something; 0 is for ever. */
export const DAYS = whole({ min: 0, max: 36_500, unit: "days" });

/** A time of day. */
export const TIME_OF_DAY = text(
  'a time of day from "00:00" to "23:59"',
  (value) => /^([01]\d|2[0-3]):[0-5]\d$/.test(value),
);

/** How long to wait for an answer. */
export const TIMEOUT = whole({ min: 50, max: 10_000, unit: "ms" });
