/**
 * How fast load tests over TCP are, against iperf3 with as many connections,
 * over one veth pair between two namespaces, in turns:
 * `deno run -A tests/peers/tcp_rate.ts [STREAMS [ROUNDS]]`. Both use cubic.
 * Needs root and iperf3.
 *
 * @module
 */

import type { ThroughputResult } from "../../client/cli/throughput_run.ts";
import { run } from "../lab/command.ts";
import { within } from "../lab/lab.ts";
import { spawn } from "../lab/spawned.ts";
import { median } from "../lab/testing.ts";
import { newSecret, startServer } from "../server/running_server.ts";
import { openCable, SERVER_ADDRESS } from "./cable.ts";
import { figure } from "./figure.ts";

const SECONDS = 2;
const PORT = 9_876;

/** Rates of one tool in one direction, bit/s. */
interface Rates {
  readonly down: number[];
  readonly up: number[];
}

/** One run of iperf3, as its receiver counts. */
async function iperf3(
  namespace: string,
  options: { readonly streams: number; readonly isDown: boolean },
): Promise<number> {
  const { streams, isDown } = options;
  const text = await run(within(namespace, [
    ...["iperf3", "-c", SERVER_ADDRESS, "-J", "-C", "cubic"],
    ...["-t", `${SECONDS}`, "-P", `${streams}`, ...(isDown ? ["-R"] : [])],
  ]));
  return JSON.parse(text).end.sum_received.bits_per_second;
}

async function measure(streams: number, rounds: number): Promise<void> {
  await using cable = await openCable();
  const secret = newSecret();
  await using _server = await startServer({
    secret,
    port: PORT,
    prefix: within(cable.server, []),
    rest: `[security]\nshared_secret = "${secret}"\n` +
      "[limits]\nmax_test_mb = 8000\nmax_daily_gb = 50\n",
  });
  await using _iperf3 = await spawn(
    within(cable.server, ["iperf3", "-s", "--forceflush"]),
    { ready: /Server listening/ },
  );
  const config = await Deno.makeTempFile({ suffix: ".conf" });
  await Deno.chmod(config, 0o600);
  await Deno.writeTextFile(
    config,
    `[server]\nenabled = true\nhost = "${SERVER_ADDRESS}"\n` +
      `shared_secret = "${secret}"\n`,
  );
  const ours = async (): Promise<ThroughputResult> => {
    const main = new URL("../../client/main.ts", import.meta.url).pathname;
    return JSON.parse(
      await run(within(cable.client, [
        ...[Deno.execPath(), "run", "-A", main, "throughput", "--json"],
        ...["--config", config, "--duration", `${SECONDS}s`],
        ...["--flows", `${streams}`],
      ])),
    );
  };
  const theirRates: Rates = { down: [], up: [] };
  const ourRates: Rates = { down: [], up: [] };
  try {
    for (let round = 0; round < rounds; round++) {
      for (const direction of ["down", "up"] as const) {
        const isDown = direction === "down";
        theirRates[direction].push(
          await iperf3(cable.client, { streams, isDown }),
        );
      }
      for (const result of (await ours()).results) {
        if (result.method !== "tcp") continue;
        ourRates[result.direction].push(result.overallBps);
      }
    }
  } finally {
    await Deno.remove(config);
  }
  for (const direction of ["down", "up"] as const) {
    const [us, them] = [
      median(ourRates[direction]),
      median(theirRates[direction]),
    ];
    const ratio = us / them;
    figure({
      what: `TCP over an unshaped veth pair, ${streams} ${
        streams === 1 ? "flow" : "flows"
      }, ${direction} (medians of ${rounds})`,
      asked: "no slower than `iperf3`",
      reached: gbit(us),
      peer: `\`iperf3\` ${gbit(them)}: ${ratio.toFixed(2)} times`,
      isReached: ratio >= 1,
    });
  }
}

function gbit(bps: number): string {
  return `${(bps / 1e9).toFixed(1)} Gbit/s`;
}

if (import.meta.main) {
  const [streams = 4, rounds = 3] = Deno.args.map(Number);
  await measure(streams, rounds);
}
