/**
 * Whether ECHOs are longer in the server while its metrics are fetched ten
 * times a second: stretches with and without take turns in one run, so that
 * both meet the same machine.
 *
 * ```sh
 * deno run -A tests/peers/scraped_echoes.ts [--stretches 40]
 * ```
 *
 * @module
 */

import { openLibc } from "@bufferbane/ffi";
import { parseArgs } from "node:util";
import { EchoClient } from "../server/echo_client.ts";
import { freePort, newSecret, startServer } from "../server/running_server.ts";
import { quantile } from "../torture/figures.ts";
import { figure } from "./figure.ts";

/** Short, so that what else the machine does changes little meanwhile. */
const STRETCH_MS = 500;
/** A session may ask for no more than 1,000 a second. */
const PAUSE_MS = 2;
/** A tenth more, and 50 us, is no influence that a client could see. */
const MOST_RATIO = 1.1;
const SLACK_US = 50;

/** Sends ECHOs one after the other, and tells how long each was there. */
function dwellsUs(client: EchoClient): readonly number[] {
  const dwells: number[] = [];
  const untilMs = performance.now() + STRETCH_MS;
  while (performance.now() < untilMs) {
    const reply = client.echo();
    if (reply !== undefined) dwells.push(Number(reply.t3 - reply.t2) / 1000);
    const nextMs = performance.now() + PAUSE_MS;
    while (performance.now() < nextMs);
  }
  return dwells;
}

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { stretches: { type: "string", default: "40" } },
  });
  const metricsPort = freePort();
  const secret = newSecret();
  await using server = await startServer({
    secret,
    rest: `[security]\nshared_secret = "${secret}"\n[limits]\n` +
      `echo_pps = 1000\n[metrics]\nenabled = true\nport = ${metricsPort}\n`,
  });
  const { port } = server;
  using libc = openLibc();
  using client = new EchoClient(libc, { server: "127.0.0.1", port, secret });
  if (!client.knock()) throw new Error("Cannot get a session");
  dwellsUs(client); // until the server's loops are compiled
  const url = `http://127.0.0.1:${metricsPort}/metrics`;
  const scraper = new Worker(new URL("./scraper_worker.ts", import.meta.url), {
    type: "module",
  });
  const alone: number[] = [];
  const fetched: number[] = [];
  for (let i = 0; i < Number(values.stretches) / 2; i++) {
    scraper.postMessage("");
    alone.push(...dwellsUs(client));
    scraper.postMessage(url);
    fetched.push(...dwellsUs(client));
  }
  scraper.terminate();
  const text = (us: readonly number[]) =>
    [0.5, 0.99].map((share) => quantile(us, share).toFixed(0)).join(" / ");
  const isReached = quantile(fetched, 0.5) <=
    MOST_RATIO * quantile(alone, 0.5) + SLACK_US;
  figure({
    what: "how long ECHOs are in the server while its metrics are fetched " +
      "10 times a second: P50 / P99, us",
    asked: "no influence",
    reached: `${text(fetched)}; not fetched, taking turns: ${text(alone)}`,
    isReached,
  });
}

if (import.meta.main) await main(Deno.args);
