/** What interfaces add to the figures. @module */

import type { LinkSecond } from "../model/mod.ts";
import type { Figures } from "./figures.ts";
import type { LabelCap } from "./label_cap.ts";

const MS_PER_S = 1_000;

/**
 * Takes an interface's next second.
 *
 * @param second The second.
 * @param figures Where it is counted.
 * @param cap How many interfaces are told by themselves.
 */
export function addLinkSecond(
  second: LinkSecond,
  figures: Figures,
  cap: LabelCap,
): void {
  const [name = "", kind = ""] = cap.admit([
    second.interface,
    second.connectionType,
  ]);
  figures.number("linkUp", name, kind).value = second.hasCarrier ? 1 : 0;
  figures.number("linkBytes", name, "up").value += second.sentBytes;
  figures.number("linkBytes", name, "down").value += second.receivedBytes;
  figures.number("linkPackets", name, "up").value += second.sentPackets;
  figures.number("linkPackets", name, "down").value += second.receivedPackets;
  figures.number("linkErrors", name).value += second.errors;
  figures.number("linkDrops", name).value += second.drops;
  figures.number("linkDown", name).value += second.hasCarrier
    ? 0
    : second.spanMs / MS_PER_S;
  if (second.wifi === null) return;
  figures.number("wifiSignal", name).value = second.wifi.signalDbm ?? NaN;
}
