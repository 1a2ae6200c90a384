/**
 * What Wi-Fi drivers say in nl80211's messages. Pure.
 *
 * @see linux/nl80211.h, for every number here
 * @module
 */

import type { NetlinkAttributes, NetlinkMessage } from "@bufferbane/ffi";
import { genericAttributes } from "./genetlink.ts";
import { macText } from "./link_message.ts";

/** NL80211_CMD_GET_INTERFACE, ... */
export const NL80211_CMD = {
  getInterface: 5,
  getStation: 17,
  getSurvey: 50,
} as const;

/** NL80211_ATTR_IFINDEX, ... */
export const NL80211_ATTR = {
  interfaceIndex: 3,
  interfaceType: 5,
  mac: 6,
  stationInfo: 21,
  frequency: 38,
  ssid: 52,
  surveyInfo: 84,
} as const;

/** NL80211_IFTYPE_STATION, NL80211_IFTYPE_P2P_CLIENT. */
const CLIENT_TYPES: readonly number[] = [2, 8];

/** NL80211_STA_INFO_SIGNAL, ..., within {@linkcode NL80211_ATTR}.stationInfo. */
const STATION = {
  signal: 7,
  sendRate: 8,
  averageSignal: 13,
  receiveRate: 14,
} as const;

/** NL80211_RATE_INFO_BITRATE (16 bits, too few by now), ..._BITRATE32. */
const RATE = { short: 1, long: 5 } as const;
/** What they count in, bit/s. */
const RATE_UNIT_BPS = 100_000;

/** NL80211_SURVEY_INFO_NOISE, ..._IN_USE. */
const SURVEY = { noise: 2, isInUse: 3 } as const;

/** The network that an interface belongs to. */
export interface WifiNetwork {
  /** Whether it talks to one access point, and is none itself. */
  readonly isClient: boolean;
  /** Its name; empty while there is none. */
  readonly ssid: string;
  /** The primary channel's centre, MHz; `null` while there is none. */
  readonly frequencyMhz: number | null;
}

/** The access point that an interface talks to. */
export interface WifiStation {
  /** Its address. */
  readonly bssid: string;
  /** How loud it is heard, dBm; `null` where the driver does not say. */
  readonly signalDbm: number | null;
  /** Bit rate of the last frame sent to it, bit/s. */
  readonly sendBps: number | null;
  /** Bit rate of the last frame received from it, bit/s. */
  readonly receiveBps: number | null;
}

/** Reads an answer to NL80211_CMD_GET_INTERFACE. */
export function readNetwork(message: NetlinkMessage): WifiNetwork {
  const attributes = genericAttributes(message);
  const type = attributes?.u32(NL80211_ATTR.interfaceType) ?? 0;
  return {
    isClient: CLIENT_TYPES.includes(type),
    ssid: new TextDecoder().decode(attributes?.bytes(NL80211_ATTR.ssid)),
    frequencyMhz: attributes?.u32(NL80211_ATTR.frequency) ?? null,
  };
}

/**
 * Reads an answer to NL80211_CMD_GET_STATION.
 *
 * @returns `undefined` if it names no station.
 */
export function readStation(message: NetlinkMessage): WifiStation | undefined {
  const attributes = genericAttributes(message);
  const bssid = macText(attributes?.bytes(NL80211_ATTR.mac));
  const info = attributes?.nested(NL80211_ATTR.stationInfo);
  if (bssid === null || info === undefined) return undefined;
  return {
    bssid,
    signalDbm: dbm(info.u8(STATION.signal) ?? info.u8(STATION.averageSignal)),
    sendBps: rateBps(info.nested(STATION.sendRate)),
    receiveBps: rateBps(info.nested(STATION.receiveRate)),
  };
}

/**
 * Reads an answer to NL80211_CMD_GET_SURVEY.
 *
 * @returns The noise on the channel in use, dBm; `null` if it tells of another
 * channel, or of no noise.
 */
export function readNoise(message: NetlinkMessage): number | null {
  const info = genericAttributes(message)?.nested(NL80211_ATTR.surveyInfo);
  if (info?.bytes(SURVEY.isInUse) === undefined) return null;
  return dbm(info.u8(SURVEY.noise));
}

/** As a signed byte; 0 dBm would be a transmitter in the next room. */
function dbm(byte: number | undefined): number | null {
  return byte === undefined || byte === 0 ? null : (byte << 24) >> 24;
}

function rateBps(rate: NetlinkAttributes | undefined): number | null {
  const units = rate?.u32(RATE.long) ?? rate?.u16(RATE.short);
  return units === undefined || units === 0 ? null : units * RATE_UNIT_BPS;
}
