import type { ConnectionType } from "./series.ts";

/** What an interface did in one second, from the kernel's counters. */
export interface LinkSecond {
  /** The tick it belongs to, Unix milliseconds. */
  readonly atMs: number;
  /** Its name. */
  readonly interface: string;
  /** What it is. */
  readonly connectionType: ConnectionType;
  /** Since the second before it: how long that really was, ms, > 0. */
  readonly spanMs: number;
  /** Bytes received within it (layer 2, as the kernel counts). */
  readonly receivedBytes: number;
  /** Bytes sent within it. */
  readonly sentBytes: number;
  /** Packets received within it. */
  readonly receivedPackets: number;
  /** Packets sent within it. */
  readonly sentPackets: number;
  /** Receive and transmit errors within it. */
  readonly errors: number;
  /** Packets dropped by the kernel within it, both ways. */
  readonly drops: number;
  /** Collisions within it. */
  readonly collisions: number;
  /** Whether it had a carrier. */
  readonly hasCarrier: boolean;
  /** Of these bytes, those of bufferbane's own load tests; mostly 0. */
  readonly ownLoadBytes: number;
  /** What only Wi-Fi has; `null` for every other interface. */
  readonly wifi: WifiState | null;
}

/** The state of a Wi-Fi association. */
export interface WifiState {
  /** Received signal strength, dBm. */
  readonly signalDbm: number | null;
  /** Noise floor, dBm, where the driver tells. */
  readonly noiseDbm: number | null;
  /** Bit rate of the last frame sent, bit/s. */
  readonly sendBps: number | null;
  /** Bit rate of the last frame received, bit/s. */
  readonly receiveBps: number | null;
  /** The network's name; empty while not associated. */
  readonly ssid: string;
  /** The access point, e.g. `"02:00:00:00:00:01"`; empty while none. */
  readonly bssid: string;
  /** Channel centre, MHz; `null` while not associated. */
  readonly frequencyMhz: number | null;
}
