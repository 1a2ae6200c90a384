/**
 * How both programs word what they have in common: the comments of a
 * configuration's template, and what somebody may have meant.
 *
 * @module
 */

export * from "./comment.ts";
export * from "./nearest.ts";
