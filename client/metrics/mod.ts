/** The client's figures for monitoring. @module */

export * from "./catalogue.ts";
export * from "./collector.ts";
export * from "./figures.ts";
export type { KnownIncident } from "./incident_tally.ts";
