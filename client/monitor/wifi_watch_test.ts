import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { MonoNs, StoredEvent, WallNs, WifiState } from "../model/mod.ts";
import { WifiWatch } from "./wifi_watch.ts";

const NEAR: WifiState = {
  signalDbm: -45,
  noiseDbm: -95,
  sendBps: 866_700_000,
  receiveBps: 866_700_000,
  ssid: "home",
  bssid: "02:00:00:00:00:01",
  frequencyMhz: 5180,
};
const FAR: WifiState = {
  ...NEAR,
  bssid: "02:00:00:00:00:02",
  signalDbm: -70,
  frequencyMhz: 2412,
};
const NOWHERE: WifiState = { ...NEAR, ssid: "", bssid: "", signalDbm: null };
const WLAN0 = { name: "wlan0", index: 3 };

/** A watch over a radio that hears these, one after the other. */
function watchOver(...states: readonly (WifiState | null)[]) {
  const events: StoredEvent[] = [];
  let reads = 0;
  let loads = 0;
  const watch = new WifiWatch({
    load() {
      loads++;
      return Promise.resolve({ read: () => states[reads++] ?? null });
    },
    clock: {
      wall: () => 1_700_000_000_000_000_000n as WallNs,
      mono: () => 0n as MonoNs,
      boot: () => 0n as MonoNs,
    },
    event: (event) => events.push(event),
  });
  return { watch, events, loads: () => loads };
}

Deno.test("WifiWatch loads what it needs once, and knows nothing until then", async () => {
  const { watch, events, loads } = watchOver(NEAR, NEAR);
  strictEqual(watch.read(WLAN0), null);
  strictEqual(watch.read(WLAN0), null);
  await Promise.resolve();
  deepStrictEqual(watch.read(WLAN0), NEAR);
  deepStrictEqual(watch.read(WLAN0), NEAR);
  strictEqual(loads(), 1);
  deepStrictEqual(events, []);
});

Deno.test("WifiWatch tells when an interface goes over to another access point", async () => {
  const { watch, events } = watchOver(NEAR, NOWHERE, null, FAR, FAR);
  watch.read(WLAN0);
  await Promise.resolve();
  for (let second = 0; second < 5; second++) watch.read(WLAN0);
  deepStrictEqual(events, [{
    atMs: 1_700_000_000_000,
    type: "wifi_roamed",
    severity: "info",
    interface: "wlan0",
    target: "",
    server: "",
    description:
      "wlan0 went over from access point 02:00:00:00:00:01 (5180 MHz, -45 dBm) to 02:00:00:00:00:02 (2412 MHz, -70 dBm)",
    durationMs: 0,
    metrics: {
      "from_bssid": "02:00:00:00:00:01",
      "to_bssid": "02:00:00:00:00:02",
      "from_signal_dbm": -45,
      "to_signal_dbm": -70,
      "from_mhz": 5180,
      "to_mhz": 2412,
    },
  }]);
});
