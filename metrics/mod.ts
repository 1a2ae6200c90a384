/**
 * Figures for monitoring, as text that Prometheus fetches. Knows nothing of the
 * client or the server, which both bring readings of their own catalogues.
 *
 * @module
 */

export * from "./exposition.ts";
export * from "./histogram.ts";
export * from "./reading.ts";
export * from "./scrape.ts";
