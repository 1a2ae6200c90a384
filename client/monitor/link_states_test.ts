import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { NetworkInterface } from "../links/mod.ts";
import type { StoredEvent } from "../model/mod.ts";
import { LinkStates } from "./link_states.ts";
import { link } from "./testing.ts";

const LO = link("lo", 1);
const UP = link("eth0", 2);
const OFF = link("eth0", 2, { isUp: false, hasCarrier: false });
const NO_LINK = link("eth0", 2, { hasCarrier: false, carrierChanges: 2 });
const NO_ADDRESS = link("eth0", 2, { addresses: [], carrierChanges: 3 });
const ONLY_LINK_LOCAL = link("eth0", 2, {
  addresses: UP.addresses.map((one) => ({ ...one, scope: "link" })),
});
const TENTATIVE = link("eth0", 2, {
  addresses: UP.addresses.map((one) => ({ ...one, isUsable: false })),
});

/** What is told of states that follow each other, a second apart. */
function told(
  ...states: readonly (NetworkInterface | undefined)[]
): readonly StoredEvent[] {
  const watch = new LinkStates();
  return states.flatMap((state, second) =>
    watch.update(
      { names: ["eth0"], isBound: true },
      state === undefined ? [LO] : [LO, state],
      1_700_000_000_000 + second * 1000,
    )
  );
}

function shown(events: readonly StoredEvent[]): readonly string[] {
  return events.map(({ atMs, type, durationMs, description, metrics }) =>
    `${(atMs - 1_700_000_000_000) / 1000} ${type} ${durationMs} ${
      metrics["cause"]
    }: ${description}`
  );
}

Deno.test("LinkStates says nothing while all is well", () => {
  deepStrictEqual(told(UP, UP, UP), []);
});

Deno.test("LinkStates tells an outage when it begins and when it has ended", () => {
  deepStrictEqual(told(UP, NO_LINK, NO_LINK, UP), [
    {
      atMs: 1_700_000_001_000,
      type: "interface_down",
      severity: "info",
      interface: "eth0",
      target: "",
      server: "",
      description:
        "eth0 has no link (cable, access point, modem); waiting for it",
      durationMs: null,
      metrics: { cause: "no_link" },
    },
    {
      atMs: 1_700_000_001_000,
      type: "interface_down",
      severity: "info",
      interface: "eth0",
      target: "",
      server: "",
      description: "eth0 had no link for 2.0 s",
      durationMs: 2000,
      metrics: { cause: "no_link", "is_up_again": true },
    },
    {
      atMs: 1_700_000_003_000,
      type: "interface_up",
      severity: "info",
      interface: "eth0",
      target: "",
      server: "",
      description: "eth0 is up again: it had no link for 2.0 s",
      durationMs: 0,
      metrics: { "down_ms": 2000, cause: "no_link" },
    },
  ]);
});

Deno.test("LinkStates names what is wrong, also at the start", () => {
  type Row = readonly [NetworkInterface | undefined, string];
  const cases: readonly Row[] = [
    [
      undefined,
      "absent: Cannot bind to eth0 as there is no such interface (have: lo); waiting for it",
    ],
    [OFF, "switched_off: eth0 is switched off; waiting for it"],
    [
      NO_LINK,
      "no_link: eth0 has no link (cable, access point, modem); waiting for it",
    ],
    [NO_ADDRESS, "no_address: eth0 has no address; waiting for one"],
    [ONLY_LINK_LOCAL, "no_address: eth0 has no address; waiting for one"],
    [TENTATIVE, "no_address: eth0 has no address; waiting for one"],
  ];
  for (const [state, text] of cases) {
    deepStrictEqual(shown(told(state)), [`0 interface_down null ${text}`]);
  }
});

Deno.test("LinkStates makes one outage of what belongs together", () => {
  deepStrictEqual(shown(told(UP, undefined, OFF, NO_LINK, NO_ADDRESS, UP)), [
    "1 interface_down null absent: Cannot bind to eth0 as there is no such interface (have: lo); waiting for it",
    "1 interface_down 4000 absent: eth0 was not there for 4.0 s",
    "5 interface_up 0 absent: eth0 is up again: it was not there for 4.0 s",
  ]);
});

Deno.test("LinkStates sees what was over before it looked", () => {
  deepStrictEqual(
    shown(told(UP, { ...UP, carrierChanges: 3 }, { ...UP, index: 9 })),
    [
      "1 interface_down 0 no_link: eth0 had no link for a moment",
      "2 interface_down 0 absent: eth0 was not there for a moment",
    ],
  );
});

Deno.test("LinkStates takes the loopback as it is", () => {
  const lo = link("lo", 1, {
    addresses: UP.addresses.map((one) => ({ ...one, scope: "host" })),
  });
  deepStrictEqual(
    new LinkStates().update({ names: ["lo"], isBound: true }, [lo], 0),
    [],
  );
});

Deno.test("LinkStates follows a bounded number of interfaces", () => {
  const watch = new LinkStates();
  const names = Array.from({ length: 100 }, (_, i) => `ppp${i}`);
  strictEqual(watch.update({ names, isBound: true }, [LO], 0).length, 64);
});
