import { deepStrictEqual } from "node:assert/strict";
import type { Libc } from "@bufferbane/ffi";
import { prioritise } from "./prioritise.ts";

const THREADS: Readonly<Record<string, string>> = {
  "1": "tokio-runtime-w\n",
  "2": "V8 DefaultWorke\n",
  [Deno.pid]: "deno\n",
};

/** Whom the scheduler is asked to prefer. */
function preferred(names: readonly string[]): readonly number[] {
  const told: number[] = [];
  const libc: Pick<Libc, "prioritise"> = {
    prioritise(threads) {
      told.push(...threads);
      return "preferred";
    },
  };
  prioritise(libc, {
    list: () => names,
    text: (path) => THREADS[path.split("/").at(-2) ?? ""],
  });
  return told;
}

Deno.test("prioritise() prefers the main thread and those that wait for packets", () => {
  deepStrictEqual(preferred(Object.keys(THREADS)), [1, Deno.pid]);
});

Deno.test("prioritise() does nothing where no threads can be listed, or they have ended", () => {
  deepStrictEqual(preferred([]), []);
  deepStrictEqual(preferred(["3"]), []);
});
