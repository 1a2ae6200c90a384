/** What is kept besides samples, rounds and events. @module */

import type {
  LinkSecond,
  PathTrace,
  TestResult,
  TrafficSecond,
} from "../model/mod.ts";
import { linkCells } from "./link_cells.ts";
import { trafficCells } from "./traffic_cells.ts";

/** A part of a row that seconds share. */
export interface SecondCells {
  /** The interface. */
  readonly interface: string;
  /** What it is; empty where that is not told. */
  readonly connectionType: string;
  /** When the row begins, Unix seconds. */
  readonly rowS: number;
  /** To be put behind what the row has. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The access point that an interface is associated with. */
export interface Association {
  /** Unix milliseconds. */
  readonly atMs: number;
  /** See `WifiState`. */
  readonly ssid: string;
  /** See `WifiState`. */
  readonly bssid: string;
  /** See `WifiState`. */
  readonly frequencyMhz: number | null;
}

/** One of these as it travels to the writer. */
export type JournalEntry =
  | { readonly kind: "test"; readonly test: TestResult }
  | { readonly kind: "path"; readonly trace: PathTrace }
  | { readonly kind: "kept"; readonly key: string; readonly json: string }
  | {
    readonly kind: "link";
    readonly cells: SecondCells;
    readonly association: Association | null;
  }
  | { readonly kind: "traffic"; readonly cells: SecondCells };

/**
 * Makes an entry of an interface's second.
 *
 * @throws {RangeError} When a count is negative or no whole number.
 */
export function linkEntry(second: LinkSecond): JournalEntry {
  const { wifi, connectionType } = second;
  return {
    kind: "link",
    cells: {
      interface: second.interface,
      connectionType,
      ...linkCells(second),
    },
    association: wifi === null ? null : {
      atMs: Math.floor(second.atMs),
      ssid: wifi.ssid,
      bssid: wifi.bssid,
      frequencyMhz: wifi.frequencyMhz,
    },
  };
}

/**
 * Makes an entry of a second's classified traffic.
 *
 * @throws {RangeError} When a count is negative or no whole number.
 */
export function trafficEntry(second: TrafficSecond): JournalEntry {
  return {
    kind: "traffic",
    cells: {
      interface: second.interface,
      connectionType: "",
      ...trafficCells(second),
    },
  };
}
