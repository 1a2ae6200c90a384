import { notStrictEqual, ok, strictEqual } from "node:assert/strict";
import { NetworkIndex } from "./networks.ts";

/** A native socket address: in front of the host, what differs by socket. */
function nativeOf(host: Uint8Array): Uint8Array {
  const native = new Uint8Array(28);
  native.set([2, 0, 0x30, 0x39]);
  native.set(host, host.length === 4 ? 4 : 8);
  return native;
}

Deno.test("NetworkIndex.of() is one number for a /24 or a /64", () => {
  const index = new NetworkIndex(0x1234_5678);
  const v4 = (...bytes: number[]) =>
    index.of(nativeOf(Uint8Array.from(bytes)), 4);
  strictEqual(v4(192, 0, 2, 1), v4(192, 0, 2, 254));
  notStrictEqual(v4(192, 0, 2, 1), v4(192, 0, 3, 1));
  const v6 = (subnet: number, host: number) => {
    const bytes = new Uint8Array(16).fill(host, 8);
    bytes.set([0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, subnet]);
    return index.of(nativeOf(bytes), 6);
  };
  strictEqual(v6(1, 1), v6(1, 200));
  notStrictEqual(v6(1, 1), v6(2, 1));
});

Deno.test("NetworkIndex.of() spreads networks evenly, and by its key", () => {
  const index = new NetworkIndex(7);
  const other = new NetworkIndex(8);
  const counts = new Map<number, number>();
  let moved = 0;
  for (let i = 0; i < 65_536; i++) {
    const native = nativeOf(Uint8Array.of(10, i >> 8, i & 255, 1));
    const number = index.of(native, 4);
    counts.set(number, (counts.get(number) ?? 0) + 1);
    if (number !== other.of(native, 4)) moved += 1;
  }
  // A random function hits 63 % of the numbers, and the fullest about 8 times.
  ok(counts.size > 0.6 * 65_536, `${counts.size} numbers used`);
  ok(Math.max(...counts.values()) < 14);
  ok(moved > 65_000, "who does not know the key cannot aim");
});
