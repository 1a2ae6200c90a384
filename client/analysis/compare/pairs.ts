/** Which interfaces, and which of their series, stand for each other. @module */

import type { ConnectionType, Series } from "../../model/mod.ts";
import type { Subject } from "./verdict.ts";

/** The likeliest to be good is what the others are compared with. */
const KINDS = ["wired", "unknown", "vpn", "wifi", "cellular"];

const LABELS: Readonly<Record<ConnectionType, string>> = {
  wired: "wired",
  wifi: "Wi-Fi",
  cellular: "cellular",
  vpn: "VPN",
  unknown: "interface",
};

/** An interface that is compared. */
export type InterfaceSubject = Subject & {
  /** What it is. */
  readonly connectionType: ConnectionType;
};

/** A series of one side, and what it is compared with. */
export interface SeriesPair {
  /** On the side that is judged. */
  readonly a: Series;
  /** On the side that it is compared with. */
  readonly b: Series;
}

/**
 * The interfaces that some series were measured on.
 *
 * @param series Their series.
 * @returns The one that the others are to be compared with first.
 */
export function interfaceSubjects(
  series: Iterable<Series>,
): readonly InterfaceSubject[] {
  const kinds = new Map<string, ConnectionType>();
  for (const one of series) kinds.set(one.interface, one.connectionType);
  return [...kinds].map(([name, connectionType]) => ({
    name,
    label: `${LABELS[connectionType]} (${name})`,
    connectionType,
  })).toSorted((a, b) =>
    KINDS.indexOf(a.connectionType) - KINDS.indexOf(b.connectionType)
  );
}

/** Whether a series is one of delay and loss to somewhere beyond the router. */
export function isFar({ probe, role }: Series): boolean {
  return probe === "echo" ||
    (probe === "icmp" && role !== "gateway" && role !== "resolver");
}

/**
 * The same targets by the same probe on two interfaces; each one's own router
 * stands for the other's.
 *
 * @param series All.
 * @param nameA The interface that is judged.
 * @param nameB The one that it is compared with.
 */
export function sameTargets(
  series: readonly Series[],
  nameA: string,
  nameB: string,
): readonly SeriesPair[] {
  return series.filter((one) => one.interface === nameA).flatMap((a) => {
    const b = series.find((one) =>
      one.interface === nameB && one.probe === a.probe &&
      one.role === a.role && one.family === a.family &&
      one.server === a.server &&
      (one.target === a.target || a.role === "gateway")
    );
    return b === undefined ? [] : [{ a, b }];
  });
}
