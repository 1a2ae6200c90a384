import type { Libc } from "@bufferbane/ffi";
import type { BpfCalls } from "@bufferbane/ffi/bpf";
import { readText, systemLinks } from "../../client/links/mod.ts";
import {
  countedDevice,
  MODE_CHOICES,
  openTrafficSource,
  type TrafficSource,
} from "../../client/traffic/mod.ts";

/**
 * Counts an interface of this namespace.
 *
 * @param machine What to count with; it stays the caller's.
 * @param name The interface.
 * @param choice The mode.
 */
export function openHere(
  { libc, bpf }: { readonly libc: Libc; readonly bpf: BpfCalls },
  name: string,
  choice: string | undefined,
): TrafficSource {
  const mode = MODE_CHOICES.find((one) => one === choice);
  const links = systemLinks(libc, readText);
  const link = links.interfaces().find((one) => one.name === name);
  if (link === undefined || mode === undefined) {
    throw new TypeError(`Cannot count as ${name} ${choice} is not known`);
  }
  const device = countedDevice(link, readText);
  const reader = links.openReader();
  const source = openTrafficSource(bpf, mode, {
    name,
    device,
    reader,
    hasFlows: false,
  });
  return {
    ...source,
    [Symbol.dispose]() {
      source[Symbol.dispose]();
      reader[Symbol.dispose]();
    },
  };
}
