/** How an interface's second lies in the store: about ten bytes. @module */

import type { LinkSecond, WifiState } from "../model/mod.ts";
import { type VarintReader, VarintWriter } from "./varints.ts";

/** Seconds that share a row, whose key would else be half of it. */
export const LINK_ROW_S = 20;

const NO_CARRIER_BIT = 0x20;
const RARE_BIT = 0x40;
const WIFI_BIT = 0x80;
/** The usual length of a second, ms. */
const USUAL_SPAN_MS = 1000;
/** nl80211 counts bit rates in these. */
const WIFI_RATE_BPS = 100_000;

/** What of Wi-Fi lies beside the rates; the rest is an association. */
type WifiSecond = Pick<
  WifiState,
  "signalDbm" | "noiseDbm" | "sendBps" | "receiveBps"
>;

/** A second as it is read back: all but the interface and the association. */
export type LinkCells =
  & Omit<LinkSecond, "interface" | "connectionType" | "wifi">
  & { readonly wifi: WifiSecond | null };

const writer = new VarintWriter();

/** Present values count from 1, so that 0 is left for none. */
function putOptional(value: number | null): void {
  if (value === null) writer.unsigned(0);
  else writer.signed(value < 0 ? value : value + 1);
}

function takeOptional(reader: VarintReader): number | null {
  const value = reader.signed();
  return value === 0 ? null : value < 0 ? value : value - 1;
}

function rateSteps(bps: number | null): number | null {
  return bps === null ? null : Math.round(bps / WIFI_RATE_BPS);
}

function rateBps(steps: number | null): number | null {
  return steps === null ? null : steps * WIFI_RATE_BPS;
}

/**
 * Encodes a second. Its place: seconds into the row, milliseconds; then its
 * length, traffic, what is rare, Wi-Fi.
 *
 * @param second What to encode; ms are rounded to whole ones.
 * @returns When its row begins, Unix seconds, and its part of the row.
 * @throws {RangeError} When a count is negative or no whole number.
 */
export function linkCells(
  second: LinkSecond,
): { readonly rowS: number; readonly bytes: Uint8Array<ArrayBuffer> } {
  const atMs = Math.floor(second.atMs);
  const atS = Math.floor(atMs / 1000);
  const rowS = atS - atS % LINK_ROW_S;
  const { errors, drops, collisions, ownLoadBytes, wifi } = second;
  const isRare = errors + drops + collisions + ownLoadBytes > 0;
  writer.take();
  writer.byte(
    atS - rowS + (second.hasCarrier ? 0 : NO_CARRIER_BIT) +
      (isRare ? RARE_BIT : 0) + (wifi === null ? 0 : WIFI_BIT),
  );
  writer.unsigned(atMs % 1000);
  writer.signed(Math.round(second.spanMs) - USUAL_SPAN_MS);
  writer.unsigned(second.receivedBytes);
  writer.unsigned(second.sentBytes);
  writer.unsigned(second.receivedPackets);
  writer.unsigned(second.sentPackets);
  if (isRare) {
    for (const count of [errors, drops, collisions, ownLoadBytes]) {
      writer.unsigned(count);
    }
  }
  if (wifi !== null) {
    putOptional(wifi.signalDbm);
    putOptional(wifi.noiseDbm);
    putOptional(rateSteps(wifi.sendBps));
    putOptional(rateSteps(wifi.receiveBps));
  }
  return { rowS, bytes: writer.take() };
}

/**
 * Decodes the next second of a row.
 *
 * @param reader The row's bytes.
 * @param rowS When the row begins, Unix seconds.
 * @returns The second.
 */
export function readLinkCells(reader: VarintReader, rowS: number): LinkCells {
  const first = reader.byte();
  const atS = rowS + (first & 0x1f);
  const ms = reader.unsigned();
  const spanMs = reader.signed() + USUAL_SPAN_MS;
  const receivedBytes = reader.unsigned();
  const sentBytes = reader.unsigned();
  const receivedPackets = reader.unsigned();
  const sentPackets = reader.unsigned();
  const rare = () => (first & RARE_BIT) === 0 ? 0 : reader.unsigned();
  const errors = rare();
  const drops = rare();
  const collisions = rare();
  const ownLoadBytes = rare();
  const wifi = (first & WIFI_BIT) === 0 ? null : {
    signalDbm: takeOptional(reader),
    noiseDbm: takeOptional(reader),
    sendBps: rateBps(takeOptional(reader)),
    receiveBps: rateBps(takeOptional(reader)),
  };
  return {
    atMs: atS * 1000 + ms,
    spanMs,
    receivedBytes,
    sentBytes,
    receivedPackets,
    sentPackets,
    errors,
    drops,
    collisions,
    hasCarrier: (first & NO_CARRIER_BIT) === 0,
    ownLoadBytes,
    wifi,
  };
}
