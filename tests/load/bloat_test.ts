import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { halfSecondBytes } from "./device_bytes.ts";
import { testInNamespaces } from "../support/skip.ts";
import { lineBps, openLine } from "./line.ts";

testInNamespaces(
  "bufferbane bloat finds a queue of 150 ms on 10 Mbit/s within 10 %, and its letter",
  async () => {
    const queueMs = 150;
    const rateBps = 10e6;
    await using line = await openLine({ rateBps, queueMs });
    const { grade, phases, idle } = await line.bloat([
      ...["--duration", "4s", "--rest", "1s"],
    ]);
    strictEqual(grade, "C");
    deepStrictEqual(
      phases.slice(0, 2).map(({ kind, grade, queueIn, isLocalQueue }) => [
        kind,
        grade,
        queueIn,
        isLocalQueue,
      ]),
      [
        ["download", { kind: "graded", letter: "C" }, "down", false],
        ["upload", { kind: "graded", letter: "C" }, "up", false],
      ],
    );
    ok(idle.p50Ns < 5e6, `${idle.p50Ns} ns at rest`);
    // 100 a second: the server lets that many pass while it is tested.
    ok(idle.count > 80, `${idle.count} probes in 1 s at rest`);
    for (const { kind, uplift, up, down, recoveryMs } of phases) {
      ok(uplift !== null && recoveryMs !== null, kind);
      for (const [way, bps] of [["up", up.rateBps], ["down", down.rateBps]]) {
        if (typeof bps !== "number") continue;
        const share = lineBps(bps) / rateBps;
        ok(share > 0.9 && share < 1.05, `${kind} ${way}: ${share} of the line`);
      }
      // Both ways at once, ACKs wait behind data, and the queues take turns.
      if (kind === "both") continue;
      const queued = uplift.p95Ns / 1e6 / queueMs;
      ok(queued > 0.9 && queued < 1.1, `${kind}: ${queued} of the queue`);
    }
    const again = await line.measure(["--duration", "1s"]);
    strictEqual(again.results.length, 2, "the server's place is free again");
  },
);

testInNamespaces(
  "bufferbane bloat and its server stop within a second of each other's end, without a result",
  async (test) => {
    const cases = [
      ["client", "SIGINT", 1, "The load test was stopped"],
      ["client", "SIGKILL", 137, undefined],
      ["server", "SIGKILL", 1, "The server has broken off the test"],
    ] as const;
    for (const [victim, signal, code, said] of cases) {
      await test.step(`${signal} to the ${victim}`, async () => {
        await using line = await openLine({ rateBps: 20e6 });
        const { lab, server } = line;
        const near = { namespace: lab.client, device: "c0" };
        const client = await line.startBloat([
          ...["--rest", "1s", "--duration", "20s"],
        ]);
        ok(await halfSecondBytes(lab, near) > 500_000, "the line is loaded");
        const process = victim === "client" ? client : server.process;
        await process.stop(signal);
        await new Promise((resolve) => setTimeout(resolve, 800));
        const bytes = await halfSecondBytes(lab, near);
        ok(bytes < 10_000, `${bytes} bytes in half a second, 0.8 s later`);
        strictEqual(await client.ended, code);
        deepStrictEqual(client.stdout(), [], "no result");
        if (said !== undefined) strictEqual(client.stderr().at(-1), said);
        if (victim === "server") return;
        // Killed, it cannot say so: the server hears nothing for 3 s.
        const silentMs = signal === "SIGKILL" ? 3_000 : 0;
        await new Promise((resolve) => setTimeout(resolve, silentMs));
        const next = await line.measure(["--duration", "1s"]);
        strictEqual(next.results.length, 2, "the server's place is free");
      });
    }
  },
);
