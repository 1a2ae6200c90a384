import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { LinkReading } from "../links/mod.ts";
import type {
  LinkSecond,
  MonoNs,
  Tick,
  WallNs,
  WifiState,
} from "../model/mod.ts";
import { LinkSeconds } from "./link_seconds.ts";
import type { Port } from "./ports.ts";

const S = 1_000_000_000n;
const NONE = { bytes: 0, packets: 0, errors: 0, dropped: 0 };
const ETH0: Port = {
  device: "eth0",
  interface: "eth0",
  interfaceIndex: 2,
  connectionType: "wired",
  family: 4,
  gateway: null,
};
const WLAN0: Port = {
  ...ETH0,
  device: "wlan0",
  interface: "wlan0",
  interfaceIndex: 3,
  connectionType: "wifi",
};
const AIR: WifiState = {
  signalDbm: -61,
  noiseDbm: null,
  sendBps: 866_700_000,
  receiveBps: 780_000_000,
  ssid: "home",
  bssid: "02:00:00:00:00:01",
  frequencyMhz: 5180,
};

/** A machine whose counters the test turns. */
class Kernel {
  readonly links = new Map<string, LinkReading>();
  readonly seconds: LinkSecond[] = [];
  readonly sampler: LinkSeconds;
  #nowNs = 0n;

  constructor() {
    this.sampler = new LinkSeconds({
      reader: {
        read: (name) => this.links.get(name),
        [Symbol.dispose]() {},
      },
      clock: {
        wall: () => 1_700_000_000n * S + this.#nowNs as WallNs,
        mono: () => this.#nowNs as MonoNs,
        boot: () => this.#nowNs as MonoNs,
      },
      wifi: ({ index }) => index === 3 ? AIR : null,
      report: (second) => this.seconds.push(second),
    });
  }

  set(
    name: string,
    counted: {
      readonly index?: number;
      readonly inBytes: number;
      readonly outBytes: number;
      readonly hasCarrier?: boolean;
    },
  ): void {
    const { index = 2, inBytes, outBytes, hasCarrier = true } = counted;
    const of = (bytes: number) => ({ ...NONE, bytes, packets: bytes / 100 });
    this.links.set(name, {
      isUp: true,
      hasCarrier,
      counters: {
        name,
        index,
        received: of(inBytes),
        sent: of(outBytes),
        collisions: 0,
      },
    });
  }

  /** Lets time pass, and takes a second; with a tick unless told otherwise. */
  take(afterNs: bigint, hasTick = true): void {
    this.#nowNs += afterNs;
    const at = (1_700_000_000n * S + this.#nowNs - 5_000_000n) as WallNs;
    const tick: Tick = { at, lateNs: 0, lagNs: 0, missed: 0, isSpoilt: false };
    if (hasTick) this.sampler.tick(tick);
    this.sampler.take();
  }
}

Deno.test("LinkSeconds tells what went over an interface since the second before", () => {
  const kernel = new Kernel();
  kernel.set("eth0", { inBytes: 5_000, outBytes: 900 });
  kernel.sampler.follow([ETH0, { ...ETH0, family: 6 }]);
  kernel.set("eth0", { inBytes: 6_000, outBytes: 1_100 });
  kernel.take(S + S / 10n);
  deepStrictEqual(kernel.seconds, [{
    atMs: 1_700_000_001_095,
    interface: "eth0",
    connectionType: "wired",
    spanMs: 1100,
    receivedBytes: 1_000,
    sentBytes: 200,
    receivedPackets: 10,
    sentPackets: 2,
    errors: 0,
    drops: 0,
    collisions: 0,
    hasCarrier: true,
    ownLoadBytes: 0,
    wifi: null,
  }]);
});

Deno.test("LinkSeconds labels a second without a round with the time itself", () => {
  const kernel = new Kernel();
  kernel.set("eth0", { inBytes: 0, outBytes: 0 });
  kernel.sampler.follow([ETH0]);
  kernel.take(S);
  kernel.take(S, false);
  deepStrictEqual(kernel.seconds.map(({ atMs }) => atMs), [
    1_700_000_000_995,
    1_700_000_002_000,
  ]);
});

Deno.test("LinkSeconds leaves out the second in which counters began anew", () => {
  const kernel = new Kernel();
  kernel.set("eth0", { inBytes: 9_000, outBytes: 9_000 });
  kernel.sampler.follow([ETH0]);
  kernel.set("eth0", { inBytes: 100, outBytes: 100 });
  kernel.take(S);
  strictEqual(kernel.seconds.length, 0, "the driver was loaded again");
  kernel.set("eth0", { inBytes: 300, outBytes: 200, index: 7 });
  kernel.take(S);
  strictEqual(kernel.seconds.length, 0, "another interface of that name");
  kernel.links.clear();
  kernel.take(S);
  strictEqual(kernel.seconds.length, 0, "it has gone");
  kernel.set("eth0", { inBytes: 100, outBytes: 0, index: 8 });
  kernel.take(S);
  strictEqual(kernel.seconds.length, 0, "it is back");
  kernel.set("eth0", { inBytes: 500, outBytes: 0, index: 8 });
  kernel.take(S);
  deepStrictEqual(
    kernel.seconds.map(({ receivedBytes }) => receivedBytes),
    [400],
  );
});

Deno.test("LinkSeconds goes on counting while targets and gateways change", () => {
  const kernel = new Kernel();
  kernel.set("eth0", { inBytes: 0, outBytes: 0 });
  kernel.sampler.follow([ETH0]);
  kernel.set("eth0", { inBytes: 700, outBytes: 0 });
  kernel.sampler.follow([{ ...ETH0, gateway: "192.0.2.1" }]);
  kernel.set("eth0", { inBytes: 800, outBytes: 0, hasCarrier: false });
  kernel.take(S);
  const [second] = kernel.seconds;
  deepStrictEqual([second?.receivedBytes, second?.hasCarrier], [800, false]);
});

Deno.test("LinkSeconds adds the state of the air where there is Wi-Fi", () => {
  const kernel = new Kernel();
  kernel.set("eth0", { inBytes: 0, outBytes: 0 });
  kernel.set("wlan0", { inBytes: 0, outBytes: 0, index: 3 });
  kernel.sampler.follow([ETH0, WLAN0]);
  kernel.take(S);
  deepStrictEqual(
    kernel.seconds.map(({ interface: name, wifi }) => [name, wifi]),
    [["eth0", null], ["wlan0", AIR]],
  );
});
