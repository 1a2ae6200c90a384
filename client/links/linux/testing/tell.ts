/**
 * Run inside a namespace by the tests: tells what {@linkcode Links} finds
 * there, as JSON. `tell.ts TARGET...` tells once; `tell.ts --watch` tells at
 * first and after every change, a line each.
 *
 * @module
 */

import { openLibc } from "@bufferbane/ffi";
import {
  type LinkReader,
  type Links,
  readText,
  systemLinks,
} from "../../mod.ts";

/** What is told. */
export interface Told {
  readonly interfaces: ReturnType<Links["interfaces"]>;
  readonly counters: ReturnType<Links["counters"]>;
  /** The counters again, each interface asked for by itself. */
  readonly oneByOne: readonly (ReturnType<LinkReader["read"]>)[];
  readonly defaultRoutes: ReturnType<Links["defaultRoutes"]>;
  readonly choices: ReturnType<Links["routeTo"]>[];
}

function tell(links: Links, targets: readonly string[]): void {
  const interfaces = links.interfaces();
  using reader = links.openReader();
  const told: Told = {
    interfaces,
    counters: links.counters(),
    oneByOne: interfaces.map(({ name }) => reader.read(name)),
    defaultRoutes: links.defaultRoutes(),
    choices: targets.map((target) => links.routeTo(target)),
  };
  const line = new TextEncoder().encode(`${JSON.stringify(told)}\n`);
  for (let at = 0; at < line.length;) {
    at += Deno.stdout.writeSync(line.subarray(at));
  }
}

if (import.meta.main) {
  using libc = openLibc();
  const links = systemLinks(libc, readText);
  if (Deno.args[0] !== "--watch") {
    tell(links, Deno.args);
    Deno.exit();
  }
  using poller = libc.openPoller();
  using _ = links.watch({
    poller,
    defer(job) {
      const timer = setTimeout(job, 20);
      return { [Symbol.dispose]: () => clearTimeout(timer) };
    },
  }, () => tell(links, []));
  tell(links, []);
  // Ends when the test ends the process.
  for (;;) await poller.wait(libc.clock("monotonic") + 1_000_000_000n);
}
