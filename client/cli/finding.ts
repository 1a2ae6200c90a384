/** What one check found. */
export interface Finding {
  /** `ok`; `note`: works, but less well; `fault`: does not work. */
  readonly state: "ok" | "note" | "fault";
  /** What was looked at. */
  readonly subject: string;
  /** What was found, and for a note or fault what to do about it. */
  readonly text: string;
}
