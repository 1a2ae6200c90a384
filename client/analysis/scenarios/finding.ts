import type { Direction, Period } from "../../model/mod.ts";
import type { RungName } from "./rung.ts";

/** What can be wrong with a line over a longer time. */
export const SCENARIOS = [
  "micro_disconnections",
  "packet_loss_bursts",
  "bufferbloat",
  "peak_hour_degradation",
  "isp_routing_trouble",
  "asymmetric_trouble",
  "intermittent_upload_degradation",
] as const;

/** One of {@linkcode SCENARIOS}. */
export type Scenario = typeof SCENARIOS[number];

/** A scenario recognised on one interface. */
export interface Finding {
  /** Which. */
  readonly scenario: Scenario;
  /** The interface on which it was seen. */
  readonly interface: string;
  /** The IP versions that suffer; both where both are measured and do. */
  readonly families: readonly (4 | 6)[];
  /** The direction that suffers; `null`: both, or nobody can tell. */
  readonly direction: Direction | null;
  /** Where the trouble begins; `null` where it is not known. */
  readonly rung: RungName | null;
  /** The targets it was seen on. */
  readonly targets: readonly string[];
  /** Each time it happened, oldest first. */
  readonly times: readonly Period[];
  /** The evidence by name; a number's name ends in its unit. */
  readonly figures: Readonly<Record<string, number>>;
  /** How likely it is not an accident of the data, 0.5 to 0.999. */
  readonly confidence: number;
  /** What is the matter, for anybody. */
  readonly sentence: string;
  /** What to do next, for anybody. */
  readonly advice: string;
}

/** What a scenario's rules say of one interface and IP version. */
export type Judgement =
  | { readonly kind: "found"; readonly finding: Finding }
  | { readonly kind: "not_found" }
  | {
    readonly kind: "not_enough_data";
    /** What is missing, e.g. `"upload tests (needs a server)"`. */
    readonly missing: string;
  };

/** Nothing of the kind. */
export const NOT_FOUND: Judgement = { kind: "not_found" };

/** Where nobody was asked, or so rarely that short trouble is not seen. */
export const UNASKED: Judgement = {
  kind: "not_enough_data",
  missing: "targets beyond the gateway that were pinged every second",
};

/** There were losses in a row, and how they lay is forgotten. */
export const UNREAD: Judgement = {
  kind: "not_enough_data",
  missing:
    "the samples of the minutes with losses, which are no longer kept ([retention])",
};
