import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import type { BloatProgress } from "../../monitor/test_request.ts";
import { askMonitor } from "./ask_monitor.ts";
import type { WantedTest } from "./measure.ts";

const WANTED: WantedTest = {
  plan: { restMs: 3_000, loadMs: 8_000, flows: 4 },
  device: "eth0",
  isOverBudget: false,
  to: new URL("https://example.com/big"),
};

/** Asks a monitor that answers with these lines. */
async function ask(
  lines: readonly unknown[],
): Promise<
  { asked: unknown; shown: readonly BloatProgress[]; result: unknown }
> {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/monitor.sock`;
  using listener = Deno.listen({ transport: "unix", path });
  const answering = (async () => {
    using client = await listener.accept();
    const bytes = new Uint8Array(4096);
    const count = await client.read(bytes) ?? 0;
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
    await client.write(new TextEncoder().encode(text));
    return JSON.parse(new TextDecoder().decode(bytes.subarray(0, count)));
  })();
  const shown: BloatProgress[] = [];
  try {
    const result = await askMonitor([path], WANTED, {
      show: (progress) => shown.push(progress),
      signal: new AbortController().signal,
    });
    return { asked: await answering, shown, result };
  } finally {
    await answering;
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("askMonitor() asks in one line, shows how it goes, and takes the result", async () => {
  const progress = { kind: "bloat", phase: "idle" };
  const { asked, shown, result } = await ask([
    { progress },
    { result: { grade: "C" } },
  ]);
  deepStrictEqual(asked, {
    request: "bloat",
    interface: "eth0",
    server: "",
    url: "https://example.com/big",
    restMs: 3_000,
    loadMs: 8_000,
    flows: 4,
    isOverBudget: false,
  });
  deepStrictEqual([shown, result], [[progress], { grade: "C" }]);
});

Deno.test("askMonitor() passes on why there is no test", async () => {
  const error = "The month's budget is used up";
  await rejects(ask([{ error }]), { name: "LoadError", message: error });
});

Deno.test("askMonitor() finds no monitor where none listens", async () => {
  const found = await askMonitor(["/nowhere/at/all.sock"], WANTED, {
    show: () => {},
    signal: new AbortController().signal,
  });
  strictEqual(found, null);
});
