/**
 * Figures for monitoring, as text for Prometheus. Knows nothing of the client
 * or the server, which both bring readings of their own catalogues.
 *
 * @module
 */

export * from "./exposition.ts";
export * from "./reading.ts";
