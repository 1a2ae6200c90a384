import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { LibcError, NetlinkFlag, NetlinkType } from "@bufferbane/ffi";
import { FAKE_ERRNO, FakeLibc } from "@bufferbane/ffi/testing";
import { find, list } from "./rtnetlink.ts";

const MULTIPART = NetlinkFlag.multipart;
const INTERRUPTED = MULTIPART | NetlinkFlag.interrupted;
const QUESTION = { type: 18, header: new Uint8Array(16), attributes: [] };

/** A message as the kernel frames it. */
function framed(type: number, flags: number, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(16 + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bytes.length, true);
  view.setUint16(4, type, true);
  view.setUint16(6, flags, true);
  bytes.set(body, 16);
  return bytes;
}

function item(flags: number, ...body: number[]): Uint8Array {
  return framed(16, flags, Uint8Array.from(body));
}

function ending(type: number, errno: number): Uint8Array {
  const body = new Uint8Array(Int32Array.of(-errno).buffer);
  return framed(type, MULTIPART, body);
}

const DONE = ending(NetlinkType.done, 0);

/** A kernel that gives the nth request the nth answer, the last for ever. */
function kernel(...answers: readonly (readonly Uint8Array[])[]) {
  let requests = 0;
  const libc: FakeLibc = new FakeLibc({
    onSend(socket) {
      const answer = answers[Math.min(requests++, answers.length - 1)] ?? [];
      for (const payload of answer) {
        libc.deliver(socket, 0, { payload, peer: { address: "", port: 0 } });
      }
      return 0;
    },
  });
  return { libc, requests: () => requests };
}

function failsWith(code: string): (error: unknown) => boolean {
  return (error) => error instanceof LibcError && error.code === code;
}

Deno.test("list() puts together what comes in parts", () => {
  const both = new Uint8Array([
    ...item(MULTIPART, 1, 0, 0, 0),
    ...item(MULTIPART, 2, 0, 0, 0),
  ]);
  const { libc } = kernel([both, item(MULTIPART, 3, 0, 0, 0), DONE]);
  const messages = list(libc, QUESTION);
  deepStrictEqual(messages.map(({ body }) => body[0]), [1, 2, 3]);
  strictEqual(libc.sockets.length, 0, "nothing stays open");
});

Deno.test("list() throws what the kernel refuses with", () => {
  const part = item(MULTIPART, 1, 0, 0, 0);
  const { EPERM, EACCES } = FAKE_ERRNO;
  const cases: readonly [
    answer: readonly Uint8Array[],
    code: string,
    why: string,
  ][] = [
    [[ending(NetlinkType.error, EPERM)], "EPERM", "at once"],
    [[part, ending(NetlinkType.done, EACCES)], "EACCES", "at the list's end"],
    [[], "EAGAIN", "no answer at all"],
    [[part], "EAGAIN", "no end"],
  ];
  for (const [answer, code, why] of cases) {
    const { libc } = kernel(answer);
    throws(() => list(libc, QUESTION), failsWith(code), why);
    strictEqual(libc.sockets.length, 0, why);
  }
});

Deno.test("list() throws when it cannot even ask", () => {
  const closed = new FakeLibc({ onSocket: () => FAKE_ERRNO.EACCES });
  throws(() => list(closed, QUESTION), failsWith("EACCES"));
  const mute = new FakeLibc({ onSend: () => FAKE_ERRNO.ENOBUFS });
  throws(() => list(mute, QUESTION), failsWith("ENOBUFS"));
  strictEqual(mute.sockets.length, 0);
});

Deno.test("list() asks again with more room when a message was cut off", () => {
  const long = framed(16, MULTIPART, new Uint8Array(100_000).fill(7));
  const { libc, requests } = kernel([long, DONE]);
  const [message] = list(libc, QUESTION);
  strictEqual(message?.body.length, 100_000);
  strictEqual(requests(), 3, "40, 80 and 160 KiB");
});

Deno.test("list() gives up on a message without end", () => {
  const { libc } = kernel([new Uint8Array(3 << 20)]);
  throws(() => list(libc, QUESTION), failsWith("EMSGSIZE"));
});

Deno.test("list() asks again when the list changed while it was told", () => {
  const torn = [item(INTERRUPTED, 1, 0, 0, 0), DONE];
  const whole = [item(MULTIPART, 2, 0, 0, 0), DONE];
  const { libc, requests } = kernel(torn, torn, whole);
  deepStrictEqual(list(libc, QUESTION).map(({ body }) => body[0]), [2]);
  strictEqual(requests(), 3);
  const restless = kernel(torn);
  deepStrictEqual(list(restless.libc, QUESTION).length, 1, "the last will do");
  strictEqual(restless.requests(), 5);
});

Deno.test("find() takes one message, and a refusal, as an answer", () => {
  const found = find(kernel([item(0, 9, 0, 0, 0)]).libc, QUESTION);
  deepStrictEqual(found.messages.map(({ body }) => body[0]), [9]);
  const { ENETUNREACH } = FAKE_ERRNO;
  const refusal = kernel([ending(NetlinkType.error, ENETUNREACH)]);
  strictEqual(find(refusal.libc, QUESTION).errno, ENETUNREACH);
});
