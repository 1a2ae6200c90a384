/**
 * How long it takes to find the default routes among 100,000 routes, which is
 * done at each change of a route:
 *
 * ```sh
 * deno run -A tests/peers/many_routes.ts [ROUTES]
 * ```
 *
 * Makes a network namespace for it; needs root.
 *
 * @module
 */

import { openLibc } from "@bufferbane/ffi";
import { readText, systemLinks } from "../../client/links/mod.ts";
import { openBareNamespace } from "../cli/program.ts";
import { run } from "../lab/command.ts";
import { within } from "../lab/lab.ts";
import { median } from "../lab/testing.ts";
import { figure } from "./figure.ts";
import { timed } from "./timed.ts";

const TRIES = 20;
const INSIDE = "--inside";

/** Inside the namespace: how long one look takes, ms. */
function lookMs(): { readonly found: number; readonly ms: number } {
  using libc = openLibc();
  const links = systemLinks(libc, readText);
  const times: number[] = [];
  let found = 0;
  for (let i = 0; i < TRIES; i++) {
    const startMs = performance.now();
    found = links.defaultRoutes().length;
    times.push(performance.now() - startMs);
  }
  return { found, ms: median(times) };
}

/** 11.0.0.0/24 and onwards, and one default. */
function routes(count: number): string {
  const lines = Array.from(
    { length: count - 1 },
    (_, i) =>
      `route add ${11 + (i >> 16)}.${(i >> 8) & 0xff}.${
        i & 0xff
      }.0/24 via 10.9.0.2`,
  );
  return [...lines, "route add default via 10.9.0.2"].join("\n");
}

async function main(count: number): Promise<void> {
  await using bare = await openBareNamespace();
  const { namespace } = bare;
  const ip = (...args: readonly string[]) =>
    run(within(namespace, ["ip", ...args]));
  await ip(..."link add v0 type veth peer name v1".split(" "));
  await ip(..."address add 10.9.0.1/24 dev v0".split(" "));
  await ip("link", "set", "v0", "up");
  await ip("link", "set", "v1", "up");
  await run(within(namespace, ["ip", "-batch", "-"]), routes(count));
  const script = import.meta.filename ?? "";
  const deno = [Deno.execPath(), "run", "-A", "--quiet"];
  const { found, ms }: ReturnType<typeof lookMs> = JSON.parse(
    await run(within(namespace, [...deno, script, INSIDE])),
  );
  const theirs = await timed(
    within(namespace, ["ip", "route", "show", "default"]),
  );
  figure({
    what: `default routes found among ${count.toLocaleString("en")} routes`,
    reached: `${ms.toFixed(0)} ms (${found} found)`,
    peer: `\`ip route show default\` ${
      (1000 * theirs.seconds).toFixed(0)
    } ms, its start included`,
  });
}

if (Deno.args[0] === INSIDE) {
  Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify(lookMs())));
} else {
  await main(Number(Deno.args[0] ?? "100000"));
}
