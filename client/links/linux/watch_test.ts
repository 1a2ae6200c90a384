import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { LibcError } from "@bufferbane/ffi";
import { FAKE_ERRNO, FakeLibc } from "@bufferbane/ffi/testing";
import { watchLinks } from "./watch.ts";

const NOTIFICATION = {
  payload: new Uint8Array(32),
  peer: { address: "", port: 0 },
};

/** A watcher on a fake kernel, with the jobs that it deferred. */
function watching(libc: FakeLibc) {
  const poller = libc.openPoller();
  const deferred: (() => void)[] = [];
  let cancelled = 0;
  let changes = 0;
  const watch = watchLinks(libc, {
    poller,
    defer(job) {
      deferred.push(job);
      return { [Symbol.dispose]: () => void cancelled++ };
    },
  }, () => void changes++);
  return {
    watch,
    deferred,
    notify(count: number) {
      const [socket] = libc.sockets;
      if (socket === undefined) throw new TypeError("Cannot find the socket");
      for (let i = 0; i < count; i++) libc.deliver(socket, 0, NOTIFICATION);
    },
    poll: () => poller.wait(libc.clock("monotonic")),
    seen: () => ({ deferred: deferred.length, changes, cancelled }),
  };
}

Deno.test("watchLinks() makes one call of a burst of notifications", async () => {
  const { watch, deferred, notify, poll, seen } = watching(new FakeLibc({}));
  using _ = watch;
  await poll();
  deepStrictEqual(seen(), { deferred: 0, changes: 0, cancelled: 0 });
  notify(5);
  await poll();
  notify(300);
  await poll();
  await poll();
  deepStrictEqual(seen(), { deferred: 1, changes: 0, cancelled: 0 });
  deferred[0]?.();
  deepStrictEqual(seen(), { deferred: 1, changes: 1, cancelled: 0 });
  notify(1);
  await poll();
  deepStrictEqual(seen(), { deferred: 2, changes: 1, cancelled: 0 });
});

Deno.test("watchLinks() takes an overflow for a change", async () => {
  const overflown = new class extends FakeLibc {
    #isTold = false;
    override read(fd: number, into: Uint8Array): number {
      if (this.#isTold) return super.read(fd, into);
      this.#isTold = true;
      return -FAKE_ERRNO.ENOBUFS;
    }
  }({});
  const { watch, notify, poll, seen } = watching(overflown);
  using _ = watch;
  notify(1);
  await poll();
  strictEqual(seen().deferred, 1);
});

Deno.test("watchLinks() calls nothing once it is disposed of", async () => {
  const libc = new FakeLibc({});
  const { watch, notify, poll, seen } = watching(libc);
  notify(1);
  await poll();
  watch[Symbol.dispose]();
  deepStrictEqual(seen(), { deferred: 1, changes: 0, cancelled: 1 });
  strictEqual(libc.sockets.length, 0);
  await poll();
});

Deno.test("watchLinks() closes its socket if it may not listen", () => {
  const deaf = new class extends FakeLibc {
    override setOption(): void {
      throw new LibcError("setsockopt", "EPERM", "Operation not permitted");
    }
  }({});
  throws(() => watching(deaf), LibcError);
  strictEqual(deaf.sockets.length, 0);
});
