import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { Measurement, Series, WallNs } from "../model/mod.ts";
import { PortalWatch } from "./portal_watch.ts";

const PORTAL = "answered with 10.98.1.1, which is no address of the internet";

function lookup(
  second: number,
  detail: string,
  of: Partial<Series> = {},
): Measurement {
  return {
    series: {
      probe: "dns",
      interface: "wlan0",
      connectionType: "wifi",
      target: "1.1.1.1",
      role: "resolver",
      family: 4,
      variant: "random",
      server: "",
      ...of,
    },
    sentAt: BigInt(second) * 1_000_000_000n as WallNs,
    outcome: {
      kind: "ok",
      rttNs: 1e6,
      localQueueNs: 0,
      stamps: "kernel",
      duplicates: 0,
      detail,
    },
  };
}

Deno.test("PortalWatch tells of a login page once, and when it has gone", () => {
  const watch = new PortalWatch();
  const other = { target: "8.8.8.8" };
  const told = [
    lookup(1, ""),
    lookup(61, PORTAL),
    lookup(61, PORTAL, other),
    lookup(121, PORTAL),
    lookup(181, ""),
    lookup(181, "", other),
    lookup(241, ""),
  ].flatMap((measurement) => watch.sample(measurement) ?? []);
  deepStrictEqual(
    told.map(({ atMs, type, durationMs, description }) => [
      atMs,
      type,
      durationMs,
      description,
    ]),
    [
      [
        61_000,
        "captive_portal",
        null,
        "Every name on wlan0 is answered with 10.98.1.1, which is no address of the internet: a login page (captive portal) probably stands before the internet; open http://example.com in a browser",
      ],
      [
        61_000,
        "captive_portal",
        120_000,
        "Names on wlan0 lead to the internet again: the login page is gone",
      ],
    ],
  );
});

Deno.test("PortalWatch asks nobody about names that somebody may have", () => {
  const watch = new PortalWatch();
  // A name of the user's own network, say.
  strictEqual(watch.sample(lookup(1, PORTAL, { variant: "cached" })), null);
});
