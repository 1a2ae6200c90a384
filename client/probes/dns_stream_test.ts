import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { openLibc } from "@bufferbane/ffi";
import { FAKE_ERRNO, FakeLibc } from "@bufferbane/ffi/testing";
import type { Unanswered } from "../model/mod.ts";
import { openDnsStream } from "./dns_stream.ts";
import { ProbeBench } from "./testing.ts";

const QUERY = Uint8Array.of(1, 2, 3, 4, 5);

type Result = Uint8Array | Unanswered;

/** Asks a real server on loopback; what came of it. */
async function ask(
  serve: (connection: Deno.TcpConn) => Promise<void>,
): Promise<Result | undefined> {
  using libc = openLibc();
  using bench = new ProbeBench(libc);
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const native = libc.encodeAddress("127.0.0.1", listener.addr.port);
  ok(native !== undefined);
  let result: Result | undefined;
  const stream = openDnsStream(bench.context, {
    endpoint: { native, family: 4, device: "lo" },
    query: QUERY,
    onEnd: (end) => void (result ??= end),
  });
  ok(!("kind" in stream));
  using _ = stream;
  const connection = await listener.accept();
  const served = serve(connection);
  for (let turn = 0; turn < 500 && result === undefined; turn++) {
    await bench.pass(10);
  }
  await served;
  connection.close();
  return result;
}

async function write(connection: Deno.TcpConn, ...bytes: number[]) {
  await connection.write(Uint8Array.from(bytes));
}

async function readQuery(connection: Deno.TcpConn): Promise<void> {
  const bytes = new Uint8Array(64);
  let length = 0;
  while (length < 2 + QUERY.length) {
    length += await connection.read(bytes.subarray(length)) ?? Infinity;
  }
  deepStrictEqual(bytes.subarray(0, length), Uint8Array.of(0, 5, ...QUERY));
}

Deno.test("DnsStream puts an answer together from its pieces", async () => {
  const result = await ask(async (connection) => {
    connection.setNoDelay(true);
    await readQuery(connection);
    await write(connection, 0);
    await write(connection, 3, 7);
    await write(connection, 8, 9, 99);
  });
  deepStrictEqual(result, Uint8Array.of(7, 8, 9));
});

Deno.test("DnsStream takes the longest answer there is", async () => {
  const result = await ask(async (connection) => {
    await readQuery(connection);
    await write(connection, 0xff, 0xff);
    const rest = new Uint8Array(65_535).fill(5);
    for (let sent = 0; sent < rest.length;) {
      sent += await connection.write(rest.subarray(sent));
    }
  });
  ok(result instanceof Uint8Array);
  strictEqual(result.length, 65_535);
  ok(result.every((byte) => byte === 5));
});

Deno.test("DnsStream says when the resolver closes without an answer", async () => {
  const cases: readonly [sent: readonly number[], why: string][] = [
    [[], "nothing at all"],
    [[0], "half a length"],
    [[0, 9, 1, 2], "half a message"],
    [[0, 0], "a message of no bytes"],
  ];
  for (const [sent, why] of cases) {
    const result = await ask(async (connection) => {
      await readQuery(connection);
      await write(connection, ...sent);
      await connection.closeWrite();
    });
    deepStrictEqual(result, {
      kind: "reset",
      detail: "the resolver closed the connection without an answer",
    }, why);
  }
});

/** Asks over a fake connection, writing to which gives `written`. */
async function askFake(errno: number, written: number) {
  const libc = new FakeLibc({
    onConnect: () => ({ afterNs: 1_000, errno, info: new Uint8Array(0) }),
  });
  libc.write = () => written;
  using bench = new ProbeBench(libc);
  let result: Result | undefined;
  const stream = openDnsStream(bench.context, {
    endpoint: { native: new Uint8Array(16), family: 4, device: "" },
    query: QUERY,
    onEnd: (end) => void (result ??= end),
  });
  ok(!("kind" in stream));
  using _ = stream;
  await bench.pass(10);
  return result;
}

Deno.test("DnsStream says why it could not connect or write", async () => {
  const cases: readonly [errno: number, written: number, kind: string][] = [
    [FAKE_ERRNO.ECONNREFUSED, 0, "refused"],
    [FAKE_ERRNO.EHOSTUNREACH, 0, "unreachable"],
    [0, -FAKE_ERRNO.ECONNRESET, "reset"],
  ];
  for (const [errno, written, kind] of cases) {
    const result = await askFake(errno, written);
    ok(result !== undefined && "kind" in result);
    strictEqual(result.kind, kind);
  }
});
