import { SOCKADDR_BYTES } from "../datagrams.ts";
import type { SocketAddress } from "../libc.ts";
import { AF_INET, AF_INET6 } from "./constants.ts";
import { SOCKADDR } from "./structs.ts";
import type { SYMBOLS } from "./symbols.ts";

type Symbols = Deno.StaticForeignLibraryInterface<typeof SYMBOLS>;

/** linux/inet.h: INET6_ADDRSTRLEN */
const TEXT_BYTES = 46;

/** Text to `sockaddr_in` or `sockaddr_in6`, or `undefined` if it is neither. */
export function encodeAddress(
  symbols: Symbols,
  address: string,
  port: number,
): Uint8Array | undefined {
  const [text = "", scope = ""] = address.split("%", 2);
  const family = text.includes(":") ? AF_INET6 : AF_INET;
  const isV6 = family === AF_INET6;
  const native = new Uint8Array(isV6 ? SOCKADDR.v6Bytes : SOCKADDR.v4Bytes);
  const at = isV6 ? SOCKADDR.v6Address : SOCKADDR.v4Address;
  if (symbols.inet_pton(family, cString(text), native.subarray(at)) !== 1) {
    return undefined;
  }
  const view = new DataView(native.buffer);
  view.setUint16(0, family, true);
  view.setUint16(SOCKADDR.port, port);
  if (scope !== "") {
    const index = isV6 ? scopeIndex(symbols, scope) : 0;
    if (index === 0) return undefined;
    view.setUint32(SOCKADDR.v6Scope, index, true);
  }
  return native;
}

/** `sockaddr_in` or `sockaddr_in6` to text. */
export function decodeAddress(
  symbols: Symbols,
  native: Uint8Array,
): SocketAddress | undefined {
  if (native.length < SOCKADDR.v4Bytes) return undefined;
  const padded = new Uint8Array(SOCKADDR_BYTES);
  padded.set(native.subarray(0, SOCKADDR_BYTES));
  const view = new DataView(padded.buffer);
  const family = view.getUint16(0, true);
  if (family !== AF_INET && family !== AF_INET6) return undefined;
  const at = family === AF_INET6 ? SOCKADDR.v6Address : SOCKADDR.v4Address;
  const text = new Uint8Array(TEXT_BYTES);
  symbols.inet_ntop(family, padded.subarray(at), text, TEXT_BYTES);
  return {
    address: new TextDecoder().decode(text.subarray(0, text.indexOf(0))),
    port: view.getUint16(SOCKADDR.port),
  };
}

/** An interface's name or number. */
function scopeIndex(symbols: Symbols, scope: string): number {
  return /^\d+$/.test(scope)
    ? Number(scope)
    : symbols.if_nametoindex(cString(scope));
}

function cString(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${text}\0`);
}
