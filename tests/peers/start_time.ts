/**
 * How large the files to download are, and how soon they start:
 * `BUFFERBANE_DIST=dist deno run -A tests/peers/start_time.ts`. Half a minute.
 *
 * @module
 */

import { join, resolve } from "node:path";
import { figure } from "./figure.ts";

const WARM_STARTS = 20;
const FIRST_STARTS = 3;
const MAX_WARM_MS = 100;
const MAX_FIRST_MS = 3_000;
const MAX_MB = { "bufferbane": 60, "bufferbane-server": 45 } as const;

/** How long a command takes, ms. */
async function timeOf(
  command: readonly string[],
  cache: string,
): Promise<number> {
  const [program = "", ...args] = command;
  const startMs = performance.now();
  const { success, stderr } = await new Deno.Command(program, {
    args,
    clearEnv: true,
    env: { PATH: "/usr/bin:/bin", BUFFERBANE_CACHE: cache },
  }).output();
  const tookMs = performance.now() - startMs;
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return tookMs;
}

/** Times it some times: the fewest, and the middle. */
async function timesOf(
  command: readonly string[],
  cache: string,
): Promise<{ readonly leastMs: number; readonly middleMs: number }> {
  const times: number[] = [];
  for (let i = 0; i < WARM_STARTS; i++) {
    times.push(await timeOf(command, cache));
  }
  times.sort((a, b) => a - b);
  return { leastMs: times[0] ?? NaN, middleMs: times[WARM_STARTS / 2] ?? NaN };
}

const dist = resolve(Deno.env.get("BUFFERBANE_DIST") ?? "dist");
for (const [name, maxMb] of Object.entries(MAX_MB)) {
  const file = join(dist, name);
  const sizeMb = (await Deno.stat(file)).size / 1e6;
  figure({
    what: `${name}: size`,
    asked: `${maxMb} MB`,
    reached: `${sizeMb.toFixed(1)} MB`,
    isReached: sizeMb <= maxMb,
  });
  const firsts: number[] = [];
  let cache = "";
  for (let i = 0; i < FIRST_STARTS; i++) {
    if (cache !== "") await Deno.remove(cache, { recursive: true });
    cache = await Deno.makeTempDir({ prefix: "bb-start-" });
    firsts.push(await timeOf([file, "--help"], cache));
  }
  const firstMs = Math.min(...firsts);
  figure({
    what: `${name}: first start, unpacking`,
    asked: `${MAX_FIRST_MS / 1000} s`,
    reached: `${(firstMs / 1000).toFixed(2)} s, the best of ${FIRST_STARTS}`,
    isReached: firstMs <= MAX_FIRST_MS,
  });
  const hello = join(cache, "hello.js");
  await Deno.writeTextFile(hello, "console.log('hello');\n");
  const copies = (await Array.fromAsync(Deno.readDir(cache)))
    .filter(({ isDirectory }) => isDirectory);
  const runtime = join(cache, copies[0]?.name ?? "", name);
  const bare = await timesOf([runtime, "run", "--no-config", hello], cache);
  const help = await timesOf([file, "--help"], cache);
  figure({
    what: `${name}: later \`--help\`, of ${WARM_STARTS}`,
    asked: `${MAX_WARM_MS} ms`,
    reached: `${help.leastMs.toFixed(0)} ms at best, ${
      help.middleMs.toFixed(0)
    } in the middle`,
    peer: `a bare hello.js ${bare.leastMs.toFixed(0)} and ${
      bare.middleMs.toFixed(0)
    } ms`,
    isReached: help.leastMs <= MAX_WARM_MS,
  });
  await Deno.remove(cache, { recursive: true });
}
