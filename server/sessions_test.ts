import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { SessionEnd } from "@bufferbane/protocol";
import {
  answerKnock,
  instant,
  testDialer,
  testTools,
} from "@bufferbane/protocol/testing";
import { type KeySessions, type SessionCaps, Sessions } from "./sessions.ts";
import { CONTROL, shareMemory } from "./shared.ts";
import { testKey } from "./testing.ts";

const CAPS: SessionCaps = {
  confirmed: 3,
  confirmedPerKey: 2,
  embryonic: 3,
  embryonicPerKey: 2,
};
const START = instant(0);
const KNOCK = testDialer(START).knock(START);
const AGREEMENT = answerKnock(KNOCK, { now: START }).agreement;

function table(keys: number) {
  const shared = shareMemory(1);
  const sessions = new Sessions(CAPS, { shared, random: () => 0 });
  sessions.setKeys(Array.from({ length: keys }, (_, i) => testKey(i + 1)));
  const owners = sessions.keyIds.map((id) => sessions.ownerOf(id));
  const ownerAt = (i: number): KeySessions => {
    const owner = owners[i];
    if (owner === undefined) throw new RangeError(`Cannot find owner ${i}`);
    return owner;
  };
  const begin = (owner: KeySessions, instance: number, seconds: number = 0) =>
    sessions.begin(owner, {
      instance,
      session: new SessionEnd(AGREEMENT, {
        ...testTools(),
        role: "server",
        since: instant(seconds),
      }),
      address: new Uint8Array(28),
      pathToken: new Uint8Array(8),
    });
  return { sessions, shared, ownerAt, begin };
}

Deno.test("Sessions.begin() evicts one by chance when a table is full", () => {
  const { sessions, ownerAt, begin } = table(3);
  const [a, b, c] = [ownerAt(0), ownerAt(1), ownerAt(2)];
  begin(a, 1);
  begin(a, 2);
  begin(a, 3);
  deepStrictEqual([...a.byInstance.keys()], [2, 3], "its own, at its own cap");
  begin(b, 4);
  begin(c, 5);
  strictEqual(
    sessions.embryonic,
    CAPS.embryonic,
    "anybody's, at the whole cap",
  );
  deepStrictEqual(
    [a, b, c].map(({ byInstance }) => [...byInstance.keys()]),
    [[3], [4], [5]],
  );
});

Deno.test("Sessions.confirm() takes no more than allowed, altogether and of one secret", () => {
  const { sessions, shared, ownerAt, begin } = table(3);
  const [a, b] = [ownerAt(0), ownerAt(1)];
  for (const instance of [1, 2]) ok(sessions.confirm(begin(a, instance)));
  ok(sessions.isFull(a), "two of one secret");
  strictEqual(sessions.isFull(b), false);
  strictEqual(sessions.confirm(begin(a, 3)), false);
  strictEqual(a.byInstance.has(3), false, "and is gone");
  ok(sessions.confirm(begin(b, 4)));
  ok(sessions.isFull(ownerAt(2)), "three altogether");
  strictEqual(Atomics.load(shared.control, CONTROL.sessions), 3);
  strictEqual(sessions.confirmed, 3);
});

Deno.test("Sessions.confirm() counts what other threads have", () => {
  const { sessions, shared, ownerAt, begin } = table(1);
  Atomics.store(shared.control, CONTROL.sessions, CAPS.confirmed);
  strictEqual(sessions.confirm(begin(ownerAt(0), 1)), false);
});

Deno.test("Sessions.sweep() forgets what is over, and gives its slot on", () => {
  const { sessions, shared, ownerAt, begin } = table(1);
  const owner = ownerAt(0);
  const first = begin(owner, 1);
  const later = begin(owner, 2, 5);
  sessions.sweep(instant(9).mono);
  strictEqual(owner.byInstance.size, 2);
  sessions.sweep(instant(12).mono);
  deepStrictEqual([...owner.byInstance.keys()], [2]);
  strictEqual(begin(owner, 3, 12).slot, first.slot);
  ok(sessions.confirm(later));
  sessions.sweep(instant(306).mono);
  strictEqual(owner.byInstance.size, 0);
  strictEqual(Atomics.load(shared.control, CONTROL.sessions), 0);
});

Deno.test("Sessions.setKeys() ends the sessions of secrets that are gone", () => {
  const { sessions, shared, ownerAt, begin } = table(2);
  const [a, b] = [ownerAt(0), ownerAt(1)];
  ok(sessions.confirm(begin(a, 1)));
  ok(sessions.confirm(begin(b, 2)));
  const embryonic = begin(b, 3);
  sessions.setKeys([testKey(1), testKey(3)]);
  strictEqual(sessions.ownerOf(sessions.keyIds[0] ?? 0), a, "a lives on");
  strictEqual(a.byInstance.size, 1);
  deepStrictEqual([sessions.confirmed, sessions.embryonic], [1, 0]);
  strictEqual(Atomics.load(shared.sessionsByKey, 2), 0);
  throws(() => sessions.confirm(embryonic), {
    message: "Cannot use a secret that was taken away",
  });
});
