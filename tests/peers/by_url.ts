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

const RATE_BPS = 20e6;
const QUEUE_MS = 100;
const PORT = "8080";
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
  const lines = phases.map(({ kind, down, up, uplift }) => {
    const shares = [down.rateBps, up.rateBps].flatMap((bps) =>
      bps === null ? [] : [(lineBps(bps) / RATE_BPS).toFixed(3)]
    );
    const queueShare = (uplift?.p95Ns ?? NaN) / 1e6 / QUEUE_MS;
    return `${kind}: rate ${shares.join(" ")}, queue ${queueShare.toFixed(3)}`;
  });
  const text = [...lines, `grade ${grade}; both ends send by ${control}`];
  Deno.stdout.writeSync(new TextEncoder().encode(`${text.join("\n")}\n`));
}

if (import.meta.main) await main();
