import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { Measurement, Series, WallNs } from "../model/mod.ts";
import type { Lookup } from "../probes/resolve.ts";
import { PortalWatch } from "./portal_watch.ts";

const PORTAL = "answered with 10.98.1.1, which is no address of the internet";
/** A public address, which may be a login page's or a search page's. */
const PUBLIC = "answered with 198.51.100.9";
const TRUE_ANSWER = [{ address: "192.0.0.170", family: 4 }];
const PORTALS_ANSWER = [{ address: "198.51.100.9", family: 4 }];

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

/** What is told of measurements, each after what it set off. */
async function toldOf(
  measurements: readonly Measurement[],
  answer: Lookup = () => Promise.reject(new TypeError("Nobody is asked")),
) {
  const told: (readonly [number, string, number | null, string])[] = [];
  using watch = new PortalWatch({
    lookup: answer,
    onEvent: ({ atMs, type, durationMs, description }) =>
      told.push([atMs, type, durationMs, description]),
  });
  for (const measurement of measurements) {
    watch.sample(measurement);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return told;
}

Deno.test("PortalWatch tells of a login page once, and when it has gone", async () => {
  const other = { target: "8.8.8.8" };
  const told = await toldOf([
    lookup(1, ""),
    lookup(61, PORTAL),
    lookup(61, PORTAL, other),
    lookup(121, PORTAL),
    lookup(181, ""),
    lookup(181, "", other),
    lookup(241, ""),
  ]);
  deepStrictEqual(told, [
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
  ]);
});

Deno.test("PortalWatch asks nobody about names that somebody may have", async () => {
  // A name of the user's own network, say.
  const cached = lookup(1, PORTAL, { variant: "cached" });
  deepStrictEqual(await toldOf([cached]), []);
});

Deno.test("PortalWatch tells of a login page at a public address, as a known name leads there too", async () => {
  const told = await toldOf(
    [lookup(61, PUBLIC), lookup(121, PUBLIC), lookup(181, "")],
    (name) => {
      strictEqual(name, "ipv4only.arpa");
      return Promise.resolve(PORTALS_ANSWER);
    },
  );
  deepStrictEqual(told, [
    [
      61_000,
      "captive_portal",
      null,
      "Every name on wlan0 is answered with 198.51.100.9: a login page (captive portal) probably stands before the internet; open http://example.com in a browser",
    ],
    [
      61_000,
      "captive_portal",
      120_000,
      "Names on wlan0 lead to the internet again: the login page is gone",
    ],
  ]);
});

Deno.test("PortalWatch takes a provider's search page for none, and asks once", async () => {
  let asked = 0;
  const told = await toldOf(
    [lookup(61, PUBLIC), lookup(121, PUBLIC), lookup(181, PUBLIC)],
    () => {
      asked++;
      return Promise.resolve(TRUE_ANSWER);
    },
  );
  deepStrictEqual({ told, asked }, { told: [], asked: 1 });
});

Deno.test("PortalWatch knows nothing while nobody answers, and asks again", async () => {
  const answers: Lookup[] = [
    () => Promise.reject(new Error("getaddrinfo EAI_AGAIN ipv4only.arpa")),
    () => Promise.resolve([]),
    () => Promise.resolve(PORTALS_ANSWER),
  ];
  const told = await toldOf(
    [lookup(61, PUBLIC), lookup(121, PUBLIC), lookup(181, PUBLIC)],
    (name) => answers.shift()?.(name) ?? Promise.resolve([]),
  );
  deepStrictEqual(told.map(([atMs]) => atMs), [181_000]);
});

Deno.test("PortalWatch tells nothing once it is disposed of", async () => {
  const { promise, resolve } = Promise.withResolvers<typeof PORTALS_ANSWER>();
  let told = 0;
  {
    using watch = new PortalWatch({
      lookup: () => promise,
      onEvent: () => told++,
    });
    watch.sample(lookup(61, PUBLIC));
  }
  resolve(PORTALS_ANSWER);
  await new Promise((resolve) => setImmediate(resolve));
  strictEqual(told, 0);
});
