/**
 * What an interface carries, by kind, counted inside the kernel.
 *
 * @module
 */
export * from "./counted_device.ts";
export type { Flow } from "./flows.ts";
export * from "./interface_source.ts";
export * from "./open_source.ts";
export * from "./report.ts";
export * from "./sampler.ts";
export * from "./source.ts";
