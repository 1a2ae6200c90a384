// deno-lint-ignore-file no-console -- a script of a test talks to it
/**
 * Counts an interface's traffic in this namespace: `INTERFACE MODE`. Says
 * `ready MODE`. After that it answers every line with the totals as JSON; at
 * the line `off` it stops counting, and at `on` it begins anew.
 *
 * @module
 */

import { openLibc } from "@bufferbane/ffi";
import { openBpf } from "@bufferbane/ffi/bpf";
import type { TrafficSource } from "../../client/traffic/mod.ts";
import { openHere } from "./open_here.ts";

const [name = "", choice] = Deno.args;
using libc = openLibc();
using bpf = openBpf();
const open = () => openHere({ libc, bpf }, name, choice);
let source: TrafficSource | undefined = open();
console.log(`ready ${source.mode}`);
for (const note of source.notes) console.error(note);
const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream());
for await (const line of lines) {
  if (line.trim() === "on") source ??= open();
  if (line.trim() === "off") {
    source?.[Symbol.dispose]();
    source = undefined;
  }
  console.log(JSON.stringify(source?.read() ?? null));
}
source?.[Symbol.dispose]();
