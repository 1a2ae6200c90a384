/**
 * How both programs word what they have in common: the comments of a
 * configuration's template, what somebody may have meant, and why a file cannot
 * be read.
 *
 * @module
 */

export * from "./comment.ts";
export * from "./nearest.ts";
export * from "./read_fault.ts";
