import type { WifiState } from "../model/mod.ts";
import { bitRate } from "./amounts.ts";
import { printable } from "./console/format.ts";

/**
 * What a Wi-Fi interface hears, for a person.
 *
 * @param wifi Its state; `null` gives nothing.
 * @returns As many facts as are known.
 */
export function wifiFacts(wifi: WifiState | null): readonly string[] {
  if (wifi === null) return [];
  const { ssid, bssid, signalDbm, noiseDbm, frequencyMhz } = wifi;
  return [
    ...(ssid === "" ? [] : [`network "${printable(ssid)}"`]),
    ...(bssid === "" ? [] : [`access point ${bssid}`]),
    ...(frequencyMhz === null ? [] : [channelText(frequencyMhz)]),
    ...(signalDbm === null
      ? []
      : [`signal ${signalDbm} dBm (${loudness(signalDbm)})`]),
    ...(noiseDbm === null ? [] : [`noise ${noiseDbm} dBm`]),
    ...(wifi.sendBps === null ? [] : [`sends at ${bitRate(wifi.sendBps)}`]),
    ...(wifi.receiveBps === null
      ? []
      : [`receives at ${bitRate(wifi.receiveBps)}`]),
  ];
}

/** Bands as they are drawn in most programs; a call wants -67 or better. */
function loudness(signalDbm: number): string {
  if (signalDbm >= -55) return "excellent";
  if (signalDbm >= -67) return "good";
  return signalDbm >= -75 ? "weak" : "very weak";
}

/** Channels as people set them; IEEE 802.11, annex E. */
function channelText(frequencyMhz: number): string {
  const number = frequencyMhz === 2484
    ? 14
    : frequencyMhz < 2484
    ? (frequencyMhz - 2407) / 5
    : frequencyMhz < 5925
    ? (frequencyMhz - 5000) / 5
    : (frequencyMhz - 5950) / 5;
  return `channel ${number} (${frequencyMhz / 1000} GHz)`;
}
