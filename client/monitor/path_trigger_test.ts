import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { seededRandom } from "../../tests/support/random.ts";
import { type PathHint, PathTrigger } from "./path_trigger.ts";

const MS = 1_000_000;

/** Feeds round trips of about so many ms; returns what is not "none". */
function feed(
  trigger: PathTrigger,
  ms: number,
  { count, seed = 1 }: { readonly count: number; readonly seed?: number },
): readonly PathHint[] {
  const random = seededRandom(seed);
  return Array.from(
    { length: count },
    () => trigger.answer((ms + random()) * MS),
  ).filter((hint) => hint !== "none");
}

Deno.test("PathTrigger hints at nothing on a steady line", () => {
  deepStrictEqual(feed(new PathTrigger(), 20, { count: 5000 }), []);
});

Deno.test("PathTrigger hints at once when answers come from farther away", () => {
  const trigger = new PathTrigger();
  strictEqual(trigger.ttl(58), "none");
  strictEqual(trigger.ttl(58), "none");
  strictEqual(trigger.ttl(57), "changed");
  strictEqual(trigger.ttl(57), "none");
});

Deno.test("PathTrigger takes no time-to-live for another one", () => {
  const trigger = new PathTrigger();
  trigger.ttl(58);
  strictEqual(trigger.ttl(0), "none");
  strictEqual(trigger.ttl(58), "none");
});

Deno.test("PathTrigger hints at a step of the delay with its third probe, and at trouble when it lasts", () => {
  const trigger = new PathTrigger();
  feed(trigger, 20, { count: 40 });
  const hints = Array.from({ length: 12 }, () => trigger.answer(60 * MS));
  strictEqual(hints.indexOf("changed"), 2);
  strictEqual(hints.indexOf("trouble"), 9);
  strictEqual(hints.filter((hint) => hint !== "none").length, 2);
});

Deno.test("PathTrigger hints at a shorter way, which is no trouble", () => {
  const trigger = new PathTrigger();
  feed(trigger, 60, { count: 40 });
  deepStrictEqual(feed(trigger, 20, { count: 20 }), ["changed"]);
});

Deno.test("PathTrigger learns a new way when told that it is one", () => {
  const trigger = new PathTrigger();
  feed(trigger, 20, { count: 40 });
  feed(trigger, 60, { count: 3 });
  trigger.accept();
  deepStrictEqual(feed(trigger, 60, { count: 100 }), []);
});

Deno.test("PathTrigger hints at the first loss after none, and at trouble from three of ten on", () => {
  const trigger = new PathTrigger();
  feed(trigger, 20, { count: 40 });
  deepStrictEqual([trigger.lose(), trigger.lose(), trigger.lose()], [
    "changed",
    "none",
    "trouble",
  ]);
  feed(trigger, 20, { count: 10 });
  strictEqual(trigger.lose(), "none");
});
