/**
 * The client's configuration: what may stand in `client.conf`, what applies
 * when it does not, and where the file is found.
 *
 * @module
 */
export * from "./effective.ts";
export * from "./load.ts";
export * from "./parse.ts";
export * from "./paths.ts";
export * from "./problem.ts";
export type * from "./schema.ts";
export type * from "./setting.ts";
export type * from "./shape.ts";
export { renderTemplate } from "./template.ts";
