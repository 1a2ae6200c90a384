/**
 * Whether a text is an IPv4 or IPv6 address. A link-local IPv6 address may
 * carry its interface, e.g. `fe80::1%eth0` (RFC 4007, section 11).
 */
export function isAddress(text: string): boolean {
  return isIpv4(text) || isIpv6(text);
}

function isIpv4(text: string): boolean {
  const parts = text.split(".");
  // No leading zeros: some programs read them as octal.
  return parts.length === 4 &&
    parts.every((part) =>
      /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256
    );
}

function isIpv6(text: string): boolean {
  const [address = "", zone, ...rest] = text.split("%");
  if (rest.length > 0) return false;
  if (zone !== undefined && !(isLinkLocal(address) && isInterface(zone))) {
    return false;
  }
  // The URL parser knows the grammar (and node:net costs 20 ms and 10 MB).
  return /^[0-9a-f:.]+$/i.test(address) &&
    URL.canParse(`http://[${address}]/`);
}

function isLinkLocal(address: string): boolean {
  return /^fe[89ab][0-9a-f]:/i.test(address);
}

/** Whether a text can be the name of a Linux interface (`dev_valid_name()`). */
export function isInterface(text: string): boolean {
  return /^[^\s/:]+$/.test(text) && text !== "." && text !== ".." &&
    new TextEncoder().encode(text).length <= 15;
}

/**
 * Whether a text is a host name (RFC 1123, section 2.1) or an address. A name
 * that ends in a number is neither: `1.2.3.400` is a mistyped address.
 */
export function isHost(text: string): boolean {
  return isAddress(text) || isName(text);
}

/** Whether a text is a domain or host name; a final dot is allowed. */
export function isName(text: string): boolean {
  const labels = text.replace(/\.$/, "").split(".");
  return text.length <= 253 &&
    labels.every((label) => /^(?!-)[a-z0-9-]{1,63}(?<!-)$/i.test(label)) &&
    !/^\d+$/.test(labels.at(-1) ?? "");
}

/** Whether a text is `host:port`, an IPv6 address in brackets: `[::1]:443`. */
export function isEndpoint(text: string): boolean {
  const match = /^(?:\[(?<v6>[^\]]+)\]|(?<host>[^:[\]]+)):(?<port>\d{1,5})$/
    .exec(text);
  const { v6, host, port = "0" } = match?.groups ?? {};
  if (Number(port) < 1 || Number(port) > 65_535) return false;
  return v6 === undefined ? isHost(host ?? "") : isIpv6(v6);
}
