import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import type { ThroughputResult } from "../../client/cli/throughput_run.ts";
import { openReader } from "../../client/store/mod.ts";
import { testInNamespaces } from "../support/skip.ts";
import { type MonitoredLine, openMonitored } from "./monitored.ts";

const QUIET = `[tests.throughput]
enabled = false
[tests.bufferbloat]
enabled = false
`;

/** Waits until the line carries more than so many bytes in 100 ms, or no more. */
async function carries(
  monitored: MonitoredLine,
  isWanted: (bytes: number) => boolean,
): Promise<void> {
  const untilMs = performance.now() + 10_000;
  let before = await monitored.countedBytes();
  for (;;) {
    ok(performance.now() < untilMs, "it never came to that");
    await new Promise((resolve) => setTimeout(resolve, 100));
    const now = await monitored.countedBytes();
    if (isWanted(now - before)) return;
    before = now;
  }
}

testInNamespaces(
  "the monitor runs a person's load test, charges it, and stores it",
  async () => {
    await using monitored = await openMonitored({
      rateBps: 20e6,
      toml: QUIET,
    });
    const result: ThroughputResult = JSON.parse(
      await monitored.run([
        ...["throughput", "--duration", "1s", "--json"],
      ]),
    );
    strictEqual(result.results.length, 2);
    match(await monitored.run(["pause", "2h"]), /^No load tests until .+\n$/);
    strictEqual(await monitored.run(["resume"]), "Load tests go on\n");
    await monitored.monitor.stop();
    using reader = openReader(monitored.db);
    const period = { fromMs: 0, toMs: Date.now() + 60_000 };
    const [test, ...others] = reader.tests(period);
    ok(test);
    deepStrictEqual(
      [others, test.kind, test.isComplete, test.isScheduled, test.server],
      [[], "throughput", true, false, "server"],
    );
    const [down, up] = result.results;
    deepStrictEqual([test.downloadBps, test.uploadBps], [down?.bps, up?.bps]);
    const state = JSON.parse(reader.kept("load_tests") ?? "null");
    const month = Object.values<Record<string, number>>(state.months)[0];
    const [charged = NaN] = Object.values(month ?? {});
    // The result is of IP packets, the charge of frames.
    const frames = charged / (test.sentBytes + test.receivedBytes);
    ok(frames > 1 && frames < 1.05, `${frames}`);
    const ownBytes = [...reader.linkSeconds(period)]
      .reduce((sum, { ownLoadBytes }) => sum + ownLoadBytes, 0);
    // The monitor may have ended before the last second was told.
    const share = ownBytes / (test.sentBytes + test.receivedBytes);
    ok(share > 0.5 && share <= frames, `${share} of the test is own load`);
  },
);

testInNamespaces(
  "a load test ends with whoever asked for it, and with the monitor",
  async () => {
    await using monitored = await openMonitored({
      rateBps: 20e6,
      toml: QUIET,
    });
    const { line: { lab }, command, monitor } = monitored;
    const start = () =>
      lab.spawn(
        lab.client,
        command(["throughput", "--duration", "30s", "--direction", "down"]),
        { ready: / 1 s / },
      );
    await using asking = await start();
    await carries(monitored, (bytes) => bytes > 100_000);
    await asking.stop("SIGKILL");
    await carries(monitored, (bytes) => bytes < 10_000);
    await using left = await start();
    await carries(monitored, (bytes) => bytes > 100_000);
    await monitor.stop("SIGKILL");
    await carries(monitored, (bytes) => bytes < 10_000);
    strictEqual(await left.ended, 1);
    deepStrictEqual(left.stderr(), [
      "The monitor has ended, and the load test with it",
    ]);
    using reader = openReader(monitored.db);
    const period = { fromMs: 0, toMs: Date.now() + 60_000 };
    deepStrictEqual(
      reader.tests(period).map(({ isComplete }) => isComplete),
      [false],
    );
  },
);

testInNamespaces(
  "generate tells the monitor that the load is bufferbane's own",
  async () => {
    await using monitored = await openMonitored({
      rateBps: 20e6,
      toml: QUIET,
    });
    const { line: { lab } } = monitored;
    const sink = new URL("../cli/web_sink_main.ts", import.meta.url).pathname;
    await using _sink = await lab.spawn(lab.server, [
      ...["env", `HOST=${lab.server4}`, Deno.execPath(), "run", "-A", sink],
      "8080",
    ], { ready: /listening/ });
    await monitored.run([
      ...["generate", "--url", `http://${lab.server4}:8080/`, "--yes"],
      ...["--bandwidth", "8Mbps", "--request-size", "50KB"],
      ...["--duration", "3s"],
    ]);
    await monitored.monitor.stop();
    using reader = openReader(monitored.db);
    const period = { fromMs: 0, toMs: Date.now() + 60_000 };
    const ownBytes = [...reader.linkSeconds(period)]
      .reduce((sum, { ownLoadBytes }) => sum + ownLoadBytes, 0);
    // The last second may have been told after the monitor's last look.
    ok(ownBytes > 1.5e6 && ownBytes <= 3.1e6, `${ownBytes} bytes of 3 MB`);
    deepStrictEqual(reader.tests(period), [], "it is no load test");
  },
);
