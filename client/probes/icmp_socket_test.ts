import { deepStrictEqual, throws } from "node:assert/strict";
import { LibcError } from "@bufferbane/ffi";
import { FAKE_ERRNO, FakeLibc } from "@bufferbane/ffi/testing";
import { IcmpNotAllowedError, openIcmpSocket } from "./icmp_socket.ts";

const OPTIONS = { family: 4, device: "", probesInFlight: 64 } as const;

Deno.test("openIcmpSocket() says exactly how to allow pings", () => {
  const libc = new FakeLibc({ onSocket: () => FAKE_ERRNO.EACCES });
  throws(
    () => openIcmpSocket(libc, OPTIONS),
    (error) =>
      error instanceof IcmpNotAllowedError &&
      error.message.includes("net.ipv4.ping_group_range") &&
      error.message.includes(`setcap cap_net_raw+ep ${Deno.execPath()}`),
  );
});

Deno.test("openIcmpSocket() opens a raw socket where ping sockets are not allowed", () => {
  const libc = new FakeLibc({
    onSocket: (kind) => kind === "inet datagram 1" ? FAKE_ERRNO.EACCES : 0,
  });
  using icmp = openIcmpSocket(libc, OPTIONS);
  deepStrictEqual(libc.sockets.map(({ kind }) => kind), ["inet raw 1"]);
  deepStrictEqual(icmp.isRaw, true);
});

Deno.test("openIcmpSocket() passes on what is wrong with an interface", () => {
  const libc = new FakeLibc({ onSocket: () => FAKE_ERRNO.ENODEV });
  throws(
    () => openIcmpSocket(libc, OPTIONS),
    (error) => error instanceof LibcError && error.code === "ENODEV",
  );
});
