/** Two lines, servers or times, compared with evidence. @module */
export * from "./availability.ts";
export * from "./comparison.ts";
export type { Difference, Differences } from "./difference.ts";
export * from "./pairs.ts";
export type { Match } from "./side.ts";
export * from "./signal.ts";
export { FEWEST_SECONDS, type Subject, type Verdict } from "./verdict.ts";
