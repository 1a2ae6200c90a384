import { strictEqual, throws } from "node:assert/strict";
import { BpfRefusal } from "./bpf.ts";
import { possibleCpus } from "./linux/bpf.ts";

Deno.test("possibleCpus() counts to the last one, which may not be there", () => {
  for (
    const [text, cpus] of [["0\n", 1], ["0-1\n", 2], [
      "0-3,8-15\n",
      16,
    ]] as const
  ) {
    strictEqual(possibleCpus(text), cpus);
  }
  throws(() => possibleCpus(""), {
    name: "SyntaxError",
    message: 'Cannot count the processors: found ""',
  });
});

Deno.test("BpfRefusal says the verifier's last words", () => {
  const log = "1\n2\n3\n4\n5\nR9 !read_ok\nprocessed 8 insns\n";
  strictEqual(
    new BpfRefusal("p", "EACCES", log).message,
    "Cannot load the BPF program p as the kernel refused it: EACCES\n" +
      "2\n3\n4\n5\nR9 !read_ok\nprocessed 8 insns",
  );
  strictEqual(
    new BpfRefusal("p", "EPERM", "").message,
    "Cannot load the BPF program p as the kernel refused it: EPERM",
  );
});
