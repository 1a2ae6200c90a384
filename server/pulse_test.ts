import { strictEqual } from "node:assert/strict";
import { Pulse } from "./pulse.ts";

Deno.test("Pulse.isFelt() is false as soon as one thread takes no turn", () => {
  const turns = new Float64Array(2);
  const pulse = new Pulse(turns);
  strictEqual(pulse.isFelt(), true, "nothing to compare with");
  turns.set([5, 1]);
  strictEqual(pulse.isFelt(), true);
  turns.set([9, 1]);
  strictEqual(pulse.isFelt(), false, "the second hangs");
  turns.set([9, 2]);
  strictEqual(pulse.isFelt(), false, "now the first");
  turns.set([10, 3]);
  strictEqual(pulse.isFelt(), true, "both go on");
});
