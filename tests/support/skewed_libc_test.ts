import { ok, strictEqual } from "node:assert/strict";
import { openLibc } from "@bufferbane/ffi";
import { skewLibc } from "./skewed_libc.ts";

Deno.test({
  name: "skewLibc() runs all clocks at a wrong rate, and sets them",
  ignore: Deno.build.os !== "linux",
  async fn() {
    using right = openLibc();
    // Twice as fast.
    using wrong = skewLibc(openLibc(), 1_000_000);
    const names = ["monotonic", "monotonicRaw", "realtime"] as const;
    /** The wrong clock between two readings of the right one. */
    const read = (name: typeof names[number]) =>
      [right.clock(name), wrong.clock(name), right.clock(name)] as const;
    const before = names.map(read);
    using poller = wrong.openPoller();
    await poller.wait(wrong.clock("monotonic") + 20_000_000n);
    for (const [i, name] of names.entries()) {
      const [early, then, late] = before[i] ?? read(name);
      const [from, now, to] = read(name);
      const seen = now - then;
      ok(to - early >= 10_000_000n, `${name}: waited by its own clock`);
      ok(seen >= 2n * (from - late) && seen <= 2n * (to - early), name);
    }
    const stoodAt = wrong.clock("realtime");
    wrong.step(-3_600_000_000_000n);
    strictEqual(
      (wrong.clock("realtime") - stoodAt) / 1_000_000_000n,
      -3599n,
      "an hour back, and some ms on",
    );
  },
});
