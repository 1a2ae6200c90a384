import { localTimestamp } from "../../analysis/local_text.ts";
import type { Severity } from "../../model/mod.ts";
import { timeOfDay } from "./format.ts";

/** How a line for a person, or for a log, begins. */
export type LineStyle = (
  line: { readonly text: string; readonly severity: Severity },
  nowMs: number,
) => string;

/** As the journal counts: syslog(3). */
const PRIORITIES: Readonly<Record<Severity, number>> = {
  info: 6,
  warning: 4,
  alert: 3,
  critical: 2,
};

/** With the time of day, local: `10:12:15  192.0.2.1 does not answer`. */
export const stampedLine: LineStyle = ({ text }, nowMs) =>
  `${timeOfDay(nowMs)}  ${text}`;

/** For systemd's journal, which stamps lines itself: `<4>192.0.2.1 ...`. */
export const journalLine: LineStyle = ({ text, severity }) =>
  `<${PRIORITIES[severity]}>${text}`;

/** What `[logging] level` calls it. */
const LEVELS: Readonly<Record<Severity, string>> = {
  info: "info",
  warning: "warn",
  alert: "error",
  critical: "error",
};

/**
 * For a file that is kept: local time with its distance to UTC, which says
 * which of the two it is in the hour that comes twice:
 * `2026-10-25T02:30:00.000+01:00 warn: 192.0.2.1 does not answer`.
 */
export const logLine: LineStyle = ({ text, severity }, nowMs) =>
  `${localTimestamp(nowMs)} ${LEVELS[severity]}: ${text}`;

/**
 * How bad it is what the program says of itself: all of its complaints begin
 * with what cannot be done.
 *
 * @param text A sentence or more.
 */
export function severityOf(text: string): Severity {
  return /^(?:Cannot|Warning:) /.test(text) ? "warning" : "info";
}
