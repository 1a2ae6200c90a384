import { ok, strictEqual } from "node:assert/strict";
import { openLibc, portOf, TcpPump } from "./mod.ts";

Deno.test("TcpPump carries bytes until one end is disposed of, and the other is told", () => {
  using libc = openLibc();
  using poller = libc.openPoller();
  const listener = libc.socket("inet", "stream", 0);
  const local = libc.encodeAddress("127.0.0.1", 0);
  ok(local);
  libc.bind(listener, local);
  libc.listen(listener, 1);
  const port = portOf(libc.localAddress(listener));
  const native = libc.encodeAddress("127.0.0.1", port);
  ok(native);
  const client = libc.socket("inet", "stream", 0);
  libc.connect(client, native);
  const accepted = libc.accept(listener, new Uint8Array(28));
  ok(accepted > 0);
  let received = 0;
  let ended: number | undefined;
  using receiver = new TcpPump(libc, {
    poller,
    fd: accepted,
    filler: undefined,
    onReceived: (bytes) => (received += bytes),
    onEnd: (_, errno) => {
      ended = errno;
      poller.remove(accepted);
    },
  });
  const sender = new TcpPump(libc, {
    poller,
    fd: client,
    filler: new Uint8Array(1 << 20),
    onEnd: () => {},
  });
  while (received < 20_000_000) poller.block(1_000);
  ok(sender.sample().sentBytes >= 20_000_000);
  strictEqual(receiver.sample().receivedBytes >= 20_000_000, true);
  sender[Symbol.dispose]();
  while (ended === undefined) poller.block(1_000);
  strictEqual(libc.errorCode(ended), "ECONNRESET");
  libc.close(listener);
});
