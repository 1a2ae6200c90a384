/** How bad an event is, mildest first. */
export const SEVERITIES = ["info", "warning", "alert", "critical"] as const;

/** One of {@linkcode SEVERITIES}. */
export type Severity = typeof SEVERITIES[number];

/**
 * One row of the event log: an incident from its start to its end, or a note.
 *
 * Stored again with the same `atMs`, `type`, `interface`, `target` and
 * `server`, it replaces what was stored: so an incident's row is written when
 * it opens and once more when it ends.
 */
export interface StoredEvent {
  /** When it began, Unix milliseconds. */
  readonly atMs: number;
  /** What happened, e.g. `"packet_loss"` or `"note"`. */
  readonly type: string;
  /** How bad it is. */
  readonly severity: Severity;
  /** The interface concerned; empty where none or all are. */
  readonly interface: string;
  /** The target concerned; empty where none or all are. */
  readonly target: string;
  /** The `[server]` concerned; empty where none is. */
  readonly server: string;
  /** A sentence for a person. */
  readonly description: string;
  /** How long it lasted, ms; `null` while it goes on. */
  readonly durationMs: number | null;
  /** Figures by name, e.g. `{ peak_loss_pct: 12.5, cause: "interface_down" }`. */
  readonly metrics: Readonly<Record<string, string | number | boolean | null>>;
}
