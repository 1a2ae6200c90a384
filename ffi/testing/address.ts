import type { SocketAddress } from "../libc.ts";

/**
 * An address as the fake keeps it: family and port where Linux has them, then
 * the text.
 *
 * @param address Any text of up to 23 bytes.
 * @param port 0 to 65535.
 */
export function encodeFakeAddress(address: string, port: number): Uint8Array {
  const native = new Uint8Array(28);
  native[0] = address.includes(":") ? 10 : 2;
  new DataView(native.buffer).setUint16(2, port);
  native[4] = address.length;
  native.set(new TextEncoder().encode(address).subarray(0, 23), 5);
  return native;
}

/** The other way round. */
export function decodeFakeAddress(native: Uint8Array): SocketAddress {
  const length = native[4] ?? 0;
  return {
    address: new TextDecoder().decode(native.subarray(5, 5 + length)),
    port: ((native[2] ?? 0) << 8) | (native[3] ?? 0),
  };
}
