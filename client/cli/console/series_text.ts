/** What a series is called in the live table, and where it stands. @module */

import type { Series } from "../../model/mod.ts";
import { printable } from "./format.ts";
import { nameOf } from "./watch.ts";

/** Headings, in the order in which they are shown. */
const GROUPS: Readonly<Record<Series["probe"], string>> = {
  echo: "server",
  icmp: "ping",
  tcp: "TCP connect",
  dns: "DNS",
};
const ROLE_ORDER = ["gateway", "isp", "public", "custom", "resolver", "server"];

/** The heading that a series stands under. */
export function headingOf({ probe, interface: name }: Series): string {
  return printable(`${GROUPS[probe]} ${name} (ms)`);
}

/** What it stands under its heading as. */
export function labelOf(series: Series): string {
  const { probe, target, variant, server, family } = series;
  const name = probe === "icmp"
    ? nameOf(series)
    : probe === "echo"
    ? `${server} (${target})${family === 6 ? " IPv6" : ""}`
    : variant === ""
    ? target
    : probe === "tcp" && variant !== "hold"
    ? `${target}:${variant}`
    : `${target} ${variant}`;
  return printable(name);
}

/** Its place: by heading, IP version and nearness; the rest in order of appearance. */
export function rankOf({ probe, role, family, variant }: Series): number {
  const isRare = variant === "random" || variant === "hold";
  return Object.keys(GROUPS).indexOf(probe) * 1000 + (isRare ? 100 : 0) +
    family * 10 + ROLE_ORDER.indexOf(role);
}
