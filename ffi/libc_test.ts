import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { LibcError, openLibc } from "./mod.ts";
import { epollEventLayout } from "./linux/structs.ts";

Deno.test("Libc.close() throws LibcError with the symbolic errno", () => {
  using libc = openLibc();
  throws(
    () => libc.close(12_345),
    (error) => error instanceof LibcError && error.code === "EBADF",
  );
});

Deno.test("Libc.encodeAddress() and decodeAddress() are each other's inverse", () => {
  using libc = openLibc();
  const cases = [
    ["192.0.2.1", 0],
    ["255.255.255.255", 65_535],
    ["::", 53],
    ["2001:db8::1", 9876],
    ["::ffff:192.0.2.1", 1],
  ] as const;
  for (const [address, port] of cases) {
    const native = libc.encodeAddress(address, port);
    ok(native, address);
    deepStrictEqual(libc.decodeAddress(native), { address, port });
  }
});

Deno.test("Libc.encodeAddress() takes a scope, by name or number", () => {
  using libc = openLibc();
  const byName = libc.encodeAddress("fe80::1%lo", 0);
  deepStrictEqual(byName, libc.encodeAddress("fe80::1%1", 0));
  strictEqual(byName?.[24], 1, "lo is the first interface of any machine");
});

Deno.test("Libc.encodeAddress() refuses what is no address", () => {
  using libc = openLibc();
  for (
    const text of [
      "",
      "example.org",
      "192.0.2",
      "192.0.2.256",
      "fe80::1%nosuch0",
      "10.0.0.1%lo",
      ":::",
    ]
  ) {
    strictEqual(libc.encodeAddress(text, 0), undefined, text);
  }
});

Deno.test("Libc.decodeAddress() takes nonsense for nothing", () => {
  using libc = openLibc();
  strictEqual(libc.decodeAddress(new Uint8Array(28)), undefined);
  strictEqual(libc.decodeAddress(new Uint8Array(3)), undefined);
});

Deno.test("Libc.clock() reads clocks that go on", () => {
  using libc = openLibc();
  for (
    const name of ["realtime", "monotonic", "monotonicRaw", "boottime"] as const
  ) {
    const first = libc.clock(name);
    ok(libc.clock(name) >= first, name);
  }
  const offMs = Number(libc.clock("realtime") / 1_000_000n) - Date.now();
  ok(Math.abs(offMs) < 1000, `${offMs} ms`);
});

Deno.test("Libc.connect() and read() give errors as values", () => {
  using libc = openLibc();
  const fd = libc.socket("inet", "stream", 0);
  const nobody = libc.encodeAddress("127.0.0.1", 1);
  ok(nobody);
  ok(
    ["EINPROGRESS", "ECONNREFUSED"].includes(
      libc.errorCode(-libc.connect(fd, nobody)),
    ),
  );
  const udp = libc.socket("inet", "datagram", 0);
  strictEqual(libc.errorCode(-libc.read(udp, new Uint8Array(8))), "EAGAIN");
  libc.close(udp);
  libc.close(fd);
});

Deno.test("Libc.errorText() says it in words", () => {
  using libc = openLibc();
  strictEqual(libc.errorText(13), "Permission denied");
  strictEqual(libc.errorCode(9999), "errno 9999");
});

Deno.test("Libc.prioritise() passes over threads that have ended", () => {
  using libc = openLibc();
  strictEqual(libc.prioritise([2 ** 22 + 1]), "ordinary");
});

Deno.test("Libc.send() refuses a batch that is not its own", async () => {
  const { DatagramBatch } = await import("./datagrams.ts");
  using libc = openLibc();
  throws(
    () => libc.send(0, new DatagramBatch(1, 8), { from: 0, to: 1 }),
    new TypeError("Cannot use a batch that this Libc did not create"),
  );
});

Deno.test("epollEventLayout() is packed on x86_64 alone", () => {
  deepStrictEqual(epollEventLayout("x86_64"), { bytes: 12, data: 4 });
  deepStrictEqual(epollEventLayout("aarch64"), { bytes: 16, data: 8 });
});
