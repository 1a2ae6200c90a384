import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { type Libc, openLibc, type Poller } from "./mod.ts";

/** Two UDP sockets of this machine, the first connected to the second. */
function pair(libc: Libc): readonly [number, number] {
  const [a, b] = [
    libc.socket("inet", "datagram", 0),
    libc.socket("inet", "datagram", 0),
  ];
  const any = libc.encodeAddress("127.0.0.1", 0);
  ok(any);
  libc.bind(b, any);
  strictEqual(libc.connect(a, libc.localAddress(b).subarray(0, 16)), 0);
  return [a, b];
}

function setUp() {
  const libc = openLibc();
  const poller = libc.openPoller();
  const [a, b] = pair(libc);
  const inS = (seconds: number) =>
    libc.clock("monotonic") + BigInt(Math.round(seconds * 1e9));
  return {
    libc,
    poller,
    a,
    b,
    inS,
    [Symbol.dispose]() {
      for (const fd of [a, b]) {
        poller.remove(fd);
        libc.close(fd);
      }
      poller[Symbol.dispose]();
      libc[Symbol.dispose]();
    },
  };
}

const WORD = Uint8Array.of(1, 2, 3);

async function drain(poller: Poller, until: () => boolean): Promise<void> {
  while (!until()) await poller.wait(0n);
}

Deno.test("Poller.wait() wakes for a descriptor, long before the deadline", async () => {
  using at = setUp();
  const seen: boolean[] = [];
  at.poller.add(at.b, "read", ({ canRead }) => {
    seen.push(canRead);
    at.libc.read(at.b, new Uint8Array(8));
  });
  at.libc.write(at.a, WORD);
  const deadlineNs = at.inS(3600);
  while (seen.length === 0) await at.poller.wait(deadlineNs);
  deepStrictEqual(seen, [true]);
});

Deno.test("Poller.wait() never ends before its deadline, and only looks when that has passed", async () => {
  using at = setUp();
  const deadlineNs = at.inS(0.02);
  await at.poller.wait(deadlineNs);
  ok(at.libc.clock("monotonic") >= deadlineNs);
  await at.poller.wait(deadlineNs);
  await at.poller.wait(0n);
});

Deno.test("Poller.wake() ends the wait that is under way, or the next one", async () => {
  using at = setUp();
  at.poller.wake();
  await at.poller.wait(at.inS(3600));
  const waiting = at.poller.wait(at.inS(3600));
  at.poller.wake();
  await waiting;
});

Deno.test("Poller reports as long as something is there, and no longer than it is watched", async () => {
  using at = setUp();
  let count = 0;
  at.poller.add(at.b, "read", () => {
    if (++count === 3) at.poller.remove(at.b);
  });
  at.libc.write(at.a, WORD);
  await drain(at.poller, () => count === 3);
  for (let wait = 0; wait < 5; wait++) await at.poller.wait(0n);
  strictEqual(count, 3);
});

Deno.test("Poller tells room to write, and that a connect has failed", async () => {
  using at = setUp();
  const fd = at.libc.socket("inet", "stream", 0);
  // Port 1 of this machine: nobody listens there.
  const nobody = at.libc.encodeAddress("127.0.0.1", 1);
  ok(nobody);
  at.libc.connect(fd, nobody);
  let failed = false;
  at.poller.add(fd, "write", ({ hasError }) => (failed ||= hasError));
  await drain(at.poller, () => failed);
  at.poller.remove(fd);
  at.libc.close(fd);
});

Deno.test("Poller.remove() may be called by another descriptor's handler, twice, and for strangers", async () => {
  using at = setUp();
  const [c, d] = pair(at.libc);
  const seen: string[] = [];
  at.poller.add(at.b, "read", () => {
    seen.push("b");
    at.poller.remove(d);
    at.poller.remove(at.b);
  });
  at.poller.add(d, "read", () => {
    seen.push("d");
    at.poller.remove(at.b);
    at.poller.remove(d);
  });
  at.libc.write(at.a, WORD);
  at.libc.write(c, WORD);
  await drain(at.poller, () => seen.length > 0);
  for (let wait = 0; wait < 3; wait++) await at.poller.wait(0n);
  strictEqual(seen.length, 1, "whichever came first silenced the other");
  at.poller.remove(d);
  at.poller.remove(999_999);
  for (const fd of [c, d]) at.libc.close(fd);
});
