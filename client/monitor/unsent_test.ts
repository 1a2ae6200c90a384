import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { LinkReader } from "../links/mod.ts";
import type { Measurement, Outcome, WallNs } from "../model/mod.ts";
import { explainUnsent } from "./unsent.ts";

const DIRECTION = { bytes: 0, packets: 0, errors: 0, dropped: 0 };

/** A machine with eth0, which is on, and eth1, which is off. */
const MACHINE: LinkReader = {
  read(name) {
    if (!["eth0", "eth1"].includes(name)) return undefined;
    return {
      isUp: name === "eth0",
      hasCarrier: name === "eth0",
      counters: {
        name,
        index: 2,
        received: DIRECTION,
        sent: DIRECTION,
        collisions: 0,
      },
    };
  },
  [Symbol.dispose]() {},
};

function probe(name: string, outcome: Outcome): Measurement {
  return {
    sentAt: 0n as WallNs,
    outcome,
    series: {
      probe: "icmp",
      interface: name,
      connectionType: "wired",
      target: "192.0.2.1",
      role: "public",
      family: 4,
      variant: "",
      server: "",
    },
  };
}

Deno.test("explainUnsent() takes the blame from the line where the interface is off", () => {
  const failed = {
    kind: "send_failed",
    detail: "Network is unreachable",
  } as const;
  type Row = readonly [name: string, outcome: Outcome, why: string];
  const cases: readonly Row[] = [
    ["eth0", failed, "it is on: the line takes no packets"],
    ["none", failed, "there is no interface at all"],
    [
      "eth1",
      {
        kind: "interface_off",
        detail: "Network is unreachable: eth1 is switched off",
      },
      "switched off",
    ],
    [
      "usb0",
      {
        kind: "interface_off",
        detail: "Network is unreachable: usb0 has gone",
      },
      "pulled out",
    ],
  ];
  for (const [name, outcome, why] of cases) {
    deepStrictEqual(
      explainUnsent(probe(name, failed), MACHINE),
      probe(name, outcome),
      why,
    );
  }
});

Deno.test("explainUnsent() asks nobody about a probe that was sent", () => {
  const asked: LinkReader = {
    read() {
      throw new TypeError("Cannot be asked here");
    },
    [Symbol.dispose]() {},
  };
  const lost = probe("eth1", { kind: "timeout", detail: "" });
  strictEqual(explainUnsent(lost, asked), lost);
});
