/**
 * `bufferbane bloat --url` on a line of 20 Mbit/s with a queue of 100 ms. It
 * fills the queue only where this system sends by cubic or reno
 * (`sysctl net.ipv4.tcp_congestion_control`), so that is told, too.
 *
 * ```sh
 * deno run -A tests/peers/by_url.ts
 * ```
 *
 * @module
 */

import { lineBps, openLine } from "../load/line.ts";
import { figure } from "./figure.ts";

const RATE_BPS = 20e6;
const QUEUE_MS = 100;
const PORT = "8080";
const RATE_WITHIN = 0.05;
const CONTROL = "/proc/sys/net/ipv4/tcp_congestion_control";

async function main(): Promise<void> {
  await using line = await openLine({ rateBps: RATE_BPS, queueMs: QUEUE_MS });
  const { lab } = line;
  await using _web = await lab.deno(lab.server, "tests/peers/web_main.ts", {
    args: [PORT],
    ready: /listening/,
  });
  const { phases, grade } = await line.bloat([
    ...["--url", `http://${lab.server4}:${PORT}/`],
  ]);
  const control = (await Deno.readTextFile(CONTROL)).trim();
  const shares = phases.flatMap(({ down, up }) =>
    [down.rateBps, up.rateBps].flatMap((bps) =>
      bps === null ? [] : [lineBps(bps) / RATE_BPS]
    )
  );
  const queues = phases.map(({ kind, uplift }) =>
    `${kind} ${((uplift?.p95Ns ?? NaN) / 1e6 / QUEUE_MS).toFixed(2)}`
  );
  const alone = shares.slice(0, 2);
  figure({
    what: `\`bloat --url\`, ${
      RATE_BPS / 1e6
    } Mbit/s, a queue of ${QUEUE_MS} ms, both ends sending by ${control}: rate, each way alone`,
    asked: "within 5 %",
    reached: `${
      alone.map((share) => share.toFixed(2)).join(" and ")
    } of the line; of the queue ${queues.join(", ")}; grade ${grade}`,
    isReached: alone.length === 2 &&
      alone.every((share) => Math.abs(share - 1) <= RATE_WITHIN),
  });
}

if (import.meta.main) await main();
