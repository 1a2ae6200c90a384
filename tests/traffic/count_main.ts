// deno-lint-ignore-file no-console -- a script of a test talks to it
/**
 * Counts an interface's traffic in this namespace: `INTERFACE MODE`. Says
 * `ready MODE`, and after that answers each line with the totals as JSON.
 *
 * @module
 */

import { openLibc } from "@bufferbane/ffi";
import { openBpf } from "@bufferbane/ffi/bpf";
import { readText, systemLinks } from "../../client/links/mod.ts";
import {
  countedDevice,
  MODE_CHOICES,
  openTrafficSource,
} from "../../client/traffic/mod.ts";

const [name = "", choice] = Deno.args;
const mode = MODE_CHOICES.find((one) => one === choice);
using libc = openLibc();
using bpf = openBpf();
const links = systemLinks(libc, readText);
using reader = links.openReader();
const link = links.interfaces().find((one) => one.name === name);
if (link === undefined || mode === undefined) {
  throw new TypeError(`Cannot count as ${name} ${choice} is not known`);
}
const device = countedDevice(link, readText);
using source = openTrafficSource(bpf, mode, { name, device, reader });
console.log(`ready ${source.mode}`);
for (const note of source.notes) console.error(note);
for await (const _ of Deno.stdin.readable) {
  console.log(JSON.stringify(source.read()));
}
