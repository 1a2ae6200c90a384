/** The seven things that are wrong with lines. Pure. @module */
export { diagnose, type Diagnosis, type Looked } from "./diagnose.ts";
export type { FamilyComparison } from "./families.ts";
export { type Finding, type Scenario, SCENARIOS } from "./finding.ts";
export type { Ladder, Rung } from "./ladder.ts";
export { SCENARIO_NAMES } from "./names.ts";
export type { Observed, PathChange } from "./observed.ts";
export { RUNG_WORDS, type RungName } from "./rung.ts";
export * from "./traced.ts";
export type { ServerWay } from "./server_ways.ts";
export { lasting, listed, short, totalMs } from "./words.ts";
