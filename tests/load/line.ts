import { type Lab, limitRate, openLab, type RateLimit } from "../lab/mod.ts";
import { within } from "../lab/lab.ts";
import type { MovedBytes } from "@bufferbane/ffi";
import type { Spawned } from "../lab/mod.ts";
import {
  newSecret,
  type RunningServer,
  startServer,
} from "../server/running_server.ts";
import type { BloatResult } from "../../client/cli/bloat/result.ts";
import type { ThroughputResult } from "../../client/cli/throughput_run.ts";
import { countedCommand } from "../support/counted.ts";

/** A full frame, and what of it is TCP payload (timestamps on). */
const FRAME_BYTES = 1514;
const PAYLOAD_BYTES = 1448;

const PORT = 9_876;

/** From here on packets overtake each other in the lab. */
const OVERTAKING_BPS = 500e6;

/** A client, a line of known rate, a server. */
export interface LoadedLine extends AsyncDisposable {
  /** Where all of it is. */
  readonly lab: Lab;
  /** The server, running. */
  readonly server: RunningServer;
  /** Runs `bufferbane throughput --json` to its end. */
  measure(args?: readonly string[]): Promise<ThroughputResult & MovedBytes>;
  /** Runs `bufferbane bloat --json` to its end. */
  bloat(args?: readonly string[]): Promise<BloatResult>;
  /** Starts `bufferbane throughput`, live. */
  start(args: readonly string[]): Promise<Spawned>;
  /** Starts `bufferbane bloat`; ready when its first load begins. */
  startBloat(args: readonly string[]): Promise<Spawned>;
}

/** How the line is to be; unlimited if left out. */
export interface LineOptions {
  /** Both ways, bit/s as `tc` counts them. */
  readonly rateBps?: number;
  /** What may wait, as time at this rate. */
  readonly queueMs?: number;
  /** What may leave at once after a pause, bytes; two frames if left out. */
  readonly burstBytes?: number;
}

/**
 * Builds a lab with a server in it.
 *
 * @param options The line.
 */
export async function openLine(
  { rateBps, queueMs = 50, burstBytes = 2 * FRAME_BYTES }: LineOptions,
): Promise<LoadedLine> {
  await using stack = new AsyncDisposableStack();
  const lab = stack.use(await openLab({ ipv6: false }));
  if (rateBps !== undefined) {
    if (rateBps >= OVERTAKING_BPS) await keepOrder(lab);
    const queueBytes = rateBps / 8 * queueMs / 1_000;
    for (const way of [lab.line.up, lab.line.down]) {
      stack.use<RateLimit>(
        await limitRate(way, {
          rateBps,
          queueBytes,
          burstBytes,
        }),
      );
    }
  }
  const secret = newSecret();
  const server = stack.use(
    await startServer({
      secret,
      port: PORT,
      prefix: within(lab.server, []),
      rest: `[security]\nshared_secret = "${secret}"\n` +
        "[limits]\nmax_test_mb = 8000\nmax_daily_gb = 50\n",
    }),
  );
  const config = await Deno.makeTempFile({ suffix: ".conf" });
  stack.defer(() => Deno.remove(config));
  await Deno.chmod(config, 0o600);
  await Deno.writeTextFile(
    config,
    // Else a monitor of this machine's owner might be asked.
    `[general]\ndatabase_path = "${config}.db"\n` +
      `[server]\nenabled = true\nhost = "${lab.server4}"\n` +
      `shared_secret = "${secret}"\n`,
  );
  const command = (args: readonly string[]) => [
    ...countedCommand(),
    Deno.execPath(),
    ...["run", "-A", new URL("../../client/main.ts", import.meta.url).pathname],
    ...[...args, "--config", config],
  ];
  const opened = stack.move();
  return {
    lab,
    server,
    async measure(args = []) {
      const text = await lab.exec(
        lab.client,
        command(["throughput", ...args, "--json"]),
      );
      return JSON.parse(text);
    },
    async bloat(args = []) {
      const text = await lab.exec(
        lab.client,
        command(["bloat", ...args, "--json"]),
      );
      return JSON.parse(text);
    },
    start: (args) =>
      lab.spawn(lab.client, command(["throughput", ...args]), {
        ready: / 1 s /,
      }),
    startBloat: (args) =>
      lab.spawn(lab.client, command(["bloat", ...args]), {
        ready: /1\/7 at rest/,
      }),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/**
 * Has one processor deliver all packets: where two do, they overtake each other
 * at 1 Gbit/s, which a line does not do, and TCP takes that for loss.
 */
async function keepOrder({ cables, exec }: Lab): Promise<void> {
  await Promise.all(
    cables.flatMap(({ near, far }) => [near, far]).map((port) =>
      exec(port.namespace, [
        ...["sh", "-c"],
        `for queue in /sys/class/net/${port.device}/queues/rx-*; do echo 1 > $queue/rps_cpus; done`,
      ])
    ),
  );
}

/** The rate of layer 2 that a rate of TCP payload takes. */
export function lineBps(payloadBps: number): number {
  return payloadBps * FRAME_BYTES / PAYLOAD_BYTES;
}
