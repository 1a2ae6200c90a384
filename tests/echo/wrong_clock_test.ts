import { deepStrictEqual } from "node:assert/strict";
import { openLibc } from "@bufferbane/ffi";
import {
  chooseAead,
  deriveSecretKeys,
  NonceSource,
} from "@bufferbane/protocol";
import type { WallNs } from "../../client/model/mod.ts";
import { EchoProbe } from "../../client/probes/echo.ts";
import { ProbeBench, seriesOf } from "../../client/probes/testing.ts";
import { startServer } from "../server/running_server.ts";
import { stepLibc } from "../support/stepped_libc.ts";

Deno.test("EchoProbe works with a clock that was wrong from the start", async (t) => {
  await using server = await startServer();
  const cases: readonly (readonly [shows: string, why: string])[] = [
    ["1970-01-01T00:00:10Z", "no battery, no NTP yet"],
    ["2099-12-31T23:59:50Z", "set by hand"],
  ];
  for (const [shows, why] of cases) {
    await t.step(`${shows}: ${why}`, async () => {
      using libc = stepLibc(openLibc());
      libc.stepWall(
        BigInt(Date.parse(shows)) * 1_000_000n - libc.clock("realtime"),
      );
      using bench = new ProbeBench(libc);
      const news: string[] = [];
      using probe = new EchoProbe(bench.context, {
        secret: deriveSecretKeys(Uint8Array.fromHex(server.secret)),
        aead: chooseAead(),
        nonces: new NonceSource(),
        random: (count) => crypto.getRandomValues(new Uint8Array(count)),
        address: "127.0.0.1",
        port: server.port,
        device: "",
        series: seriesOf({ probe: "echo", role: "server", server: "vps" }),
        timeoutNs: 1_000_000_000n,
        lateNs: 10_000_000_000n,
        onNews: ({ kind }) => news.push(kind),
      });
      for (let round = 1; round <= 5; round++) {
        probe.send(libc.clock("realtime") as WallNs); // the clock says which
        await bench.pass(100);
      }
      deepStrictEqual(news, ["answers"]);
      const words = new Map(
        bench.reports.map(({ sentAt, outcome }) => [sentAt, outcome]),
      );
      deepStrictEqual(
        [...words.values()].map((outcome) =>
          "stamps" in outcome ? [outcome.kind, outcome.stamps] : outcome.kind
        ),
        Array.from({ length: 5 }, () => ["ok", "kernel"]),
      );
    });
  }
});
