/**
 * How fast load tests over UDP are, every datagram sealed and opened, over one
 * veth pair between two namespaces, each end on a core of its own:
 * `deno run -A tests/peers/udp_rate.ts [GBIT...]`. The rates are what is asked
 * for; a rate that nobody reaches shows the limit. Needs root and two cores.
 *
 * @module
 */

import { run } from "../lab/command.ts";
import { within } from "../lab/lab.ts";
import { spawn } from "../lab/spawned.ts";
import { newSecret } from "../server/running_server.ts";
import { openCable, SERVER_ADDRESS } from "./cable.ts";
import { figure } from "./figure.ts";
import { processCost } from "./process_cost.ts";
import type { UdpRate } from "./udp_rate_client.ts";

const PORT = "9876";
const SECONDS = 4;
const DATAGRAM_BYTES = 1_400;
const SERVER_CORE = "0";
const CLIENT_CORE = "1";
/** What has to pass. */
const LEAST_GBIT = 2;
/** Of what is wanted: more than that is not sent, and both ends cut the time. */
const WHOLE_SHARE = 0.99;

const DENO = [Deno.execPath(), "run", "-A", "--quiet"];

function scriptOf(name: string): string {
  return new URL(name, import.meta.url).pathname;
}

/** A client's result, and what it has cost. */
async function measureOnce(
  namespace: string,
  args: readonly string[],
): Promise<UdpRate & { readonly cpuS: number }> {
  const script = scriptOf("./udp_rate_client.ts");
  // time(1) of the shell: the process has ended when its cost is known.
  const text = await run(within(namespace, [
    ...["bash", "-c", 'TIMEFORMAT="%U %S"; { time "$@"; } 2>&1', "bash"],
    ...["taskset", "-c", CLIENT_CORE, ...DENO, script, ...args],
  ]));
  const [json = "", times = ""] = text.trim().split("\n").slice(-2);
  const [user, system] = times.split(" ").map(Number);
  return { ...JSON.parse(json), cpuS: (user ?? 0) + (system ?? 0) };
}

async function measure(rates: readonly number[]): Promise<void> {
  await using cable = await openCable();
  const secret = newSecret();
  const place = [SERVER_ADDRESS, PORT, secret];
  await using server = await spawn(
    within(cable.server, [
      ...["taskset", "-c", SERVER_CORE],
      ...[...DENO, scriptOf("./udp_rate_server.ts"), ...place],
    ]),
    { ready: /listening/ },
  );
  // A client that loads nothing: what starting costs it.
  const nothing = ["down", "1000", "1", `${DATAGRAM_BYTES}`];
  const idle = await measureOnce(cable.client, [...place, ...nothing]);
  for (const gbit of rates) {
    for (const direction of ["down", "up"]) {
      const before = await processCost(server.pid);
      const rate = await measureOnce(cable.client, [
        ...[...place, direction, `${gbit * 1e6}`],
        ...[`${SECONDS * 1_000}`, `${DATAGRAM_BYTES}`],
      ]);
      const after = await processCost(server.pid);
      const share = (cpuS: number) =>
        `${(cpuS / SECONDS * 100).toFixed(0)} % of a core (${
          (rate.bps / 1e9 * SECONDS / cpuS).toFixed(1)
        } Gbit/s a core)`;
      const gbitRate = rate.bps / 1e9;
      figure({
        what:
          `UDP, ${gbit} Gbit/s wanted, ${direction}, every datagram of ${DATAGRAM_BYTES} bytes sealed and opened`,
        ...gbit >= LEAST_GBIT && {
          asked: `${LEAST_GBIT} Gbit/s, 3 aimed at`,
          isReached: gbitRate >= LEAST_GBIT * WHOLE_SHARE,
        },
        reached: `${gbitRate.toFixed(2)} Gbit/s, ${
          (rate.lostShare * 100).toFixed(2)
        } % lost; server ${share(after.cpuS - before.cpuS)}, client ${
          share(rate.cpuS - idle.cpuS)
        }`,
      });
    }
  }
}

if (import.meta.main) {
  const rates = Deno.args.map(Number);
  await measure(rates.length > 0 ? rates : [1, 2, 3, 5]);
}
