import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { Delivery, type DeliveryOptions } from "./delivery.ts";
import type { Sent } from "./post.ts";

const TAKEN: Sent = { kind: "taken" };
const REFUSED: Sent = { kind: "refused", why: "it answered 400" };

function failed(afterMs = 0): Sent {
  return { kind: "failed", why: "nobody listens", afterMs };
}

/** A delivery whose receiver answers as told, and what was seen of it. */
function openDelivery(
  answers: readonly Sent[],
  options: Partial<DeliveryOptions<number>> = {},
) {
  const seen = {
    posted: [] as number[],
    waitedMs: [] as number[],
    results: [] as string[],
    troubles: [] as (string | null)[],
  };
  const done = Promise.withResolvers<void>();
  const delivery = new Delivery<number>({
    post(body) {
      seen.posted.push(body);
      const answer = answers[seen.posted.length - 1] ?? TAKEN;
      if (seen.posted.length >= answers.length) done.resolve();
      return Promise.resolve(answer);
    },
    wait: (ms) => Promise.resolve(seen.waitedMs.push(ms)),
    onSent: (result) => seen.results.push(result),
    onTrouble: (why) => seen.troubles.push(why),
    random: () => 0,
    ...options,
  });
  return { delivery, seen, done: done.promise };
}

Deno.test("Delivery sends what it is given, in order", async () => {
  const { delivery, seen, done } = openDelivery([TAKEN, TAKEN]);
  delivery.add(1);
  delivery.add(2);
  await done;
  await delivery[Symbol.asyncDispose]();
  deepStrictEqual(seen.posted, [1, 2]);
  deepStrictEqual(seen.troubles, []);
});

Deno.test("Delivery tries again, ever more seldom, and tells it once", async () => {
  const answers = [...Array.from({ length: 11 }, () => failed()), TAKEN];
  const { delivery, seen, done } = openDelivery(answers);
  delivery.add(7);
  await done;
  await new Promise((resolve) => setTimeout(resolve));
  await delivery[Symbol.asyncDispose]();
  deepStrictEqual(seen.posted, new Array(12).fill(7));
  const s = seen.waitedMs.map((ms) => ms / 1_000);
  deepStrictEqual(s, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
  deepStrictEqual(seen.troubles, ["nobody listens", null]);
  strictEqual(seen.results.filter((result) => result === "failed").length, 11);
});

Deno.test("Delivery waits as long as the receiver wants, and some chance", async () => {
  const { delivery, seen, done } = openDelivery([failed(60_000), TAKEN], {
    random: () => 0.5,
  });
  delivery.add(1);
  await done;
  await delivery[Symbol.asyncDispose]();
  deepStrictEqual(seen.waitedMs, [75_000]);
});

Deno.test("Delivery drops what is refused for good", async () => {
  const { delivery, seen, done } = openDelivery([REFUSED, TAKEN]);
  delivery.add(1);
  delivery.add(2);
  await done;
  await new Promise((resolve) => setTimeout(resolve));
  await delivery[Symbol.asyncDispose]();
  deepStrictEqual(seen.posted, [1, 2]);
  deepStrictEqual(seen.troubles, ["it answered 400", null]);
});

Deno.test("Delivery keeps no more than it may: the oldest goes", async () => {
  const never = Promise.withResolvers<Sent>();
  const posted: number[] = [];
  const { delivery } = openDelivery([], {
    maxWaiting: 3,
    post(body, signal) {
      posted.push(body);
      signal.addEventListener("abort", () => never.resolve(failed()));
      return never.promise;
    },
  });
  for (const body of [1, 2, 3, 4, 5]) delivery.add(body);
  strictEqual(delivery.waiting, 3);
  await delivery[Symbol.asyncDispose]();
});

Deno.test("Delivery ends while it waits, and while it has nothing to do", async () => {
  const { delivery } = openDelivery([failed()], {
    wait: (_, signal) =>
      new Promise((_, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason))
      ),
  });
  delivery.add(1);
  await new Promise((resolve) => setTimeout(resolve));
  await delivery[Symbol.asyncDispose]();
  const { delivery: idle } = openDelivery([]);
  await idle[Symbol.asyncDispose]();
});
