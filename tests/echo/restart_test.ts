import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { openLab } from "../lab/mod.ts";
import { testInNamespaces } from "../support/skip.ts";
import { startLabClient, startLabServer } from "./echo_lab.ts";

const RESTARTS = 3;

testInNamespaces(
  "EchoProbe calls restarts of the server so, and none of them a loss",
  async () => {
    await using lab = await openLab({ ipv6: false });
    await using server = await startLabServer(lab);
    await using client = await startLabClient(lab);
    await client.run({ rounds: 10, intervalMs: 100, settleMs: 200 });
    for (let restart = 0; restart < RESTARTS; restart++) {
      const [{ rows, news }] = await Promise.all([
        client.run({ rounds: 40, intervalMs: 100, settleMs: 1200 }),
        server.restart(),
      ]);
      strictEqual(news.filter((kind) => kind === "restarted").length, 1);
      const kinds = new Set(rows.map(({ status }) => status));
      kinds.delete("ok");
      deepStrictEqual([...kinds], ["reset"]);
      const lost = rows.filter(({ status }) => status === "reset");
      ok(lost.every(({ detail }) => detail === "server restart"));
      ok(rows.slice(-5).every(({ status }) => status === "ok"));
    }
  },
);
