import type { WifiState } from "../model/mod.ts";

/** Where drivers without nl80211 tell what they hear. */
export const PROC_WIRELESS = "/proc/net/wireless";

/** "Nothing is known", as the kernel writes it. */
const UNKNOWN_DBM = -256;

/**
 * Reads /proc/net/wireless: signal and noise, and nothing of the network.
 *
 * @param text The file's text.
 * @param name The interface.
 * @returns `null` if the interface is not in it.
 * @see net/wireless/wext-proc.c in the kernel's sources
 */
export function readProcWireless(text: string, name: string): WifiState | null {
  const line = text.split("\n").map((line) => line.trim())
    .find((line) => line.startsWith(`${name}:`));
  if (line === undefined) return null;
  // Status, quality, level, noise; a dot follows what is new since last read.
  const [, , level, noise] = line.slice(name.length + 1).trim().split(/\s+/);
  return {
    signalDbm: dbm(level),
    noiseDbm: dbm(noise),
    sendBps: null,
    receiveBps: null,
    ssid: "",
    bssid: "",
    frequencyMhz: null,
  };
}

/** Some drivers give a share of their own maximum instead, above zero. */
function dbm(text: string | undefined): number | null {
  const value = Number.parseInt(text ?? "", 10);
  return value < 0 && value > UNKNOWN_DBM ? value : null;
}
