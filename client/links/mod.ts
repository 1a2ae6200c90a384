/**
 * Interfaces and routes as the kernel sees them, and the system's resolvers.
 *
 * @module
 */
export * from "./connection_type.ts";
export * from "./counters.ts";
export * from "./inventory.ts";
export * from "./links.ts";
export * from "./resolv_conf.ts";
export * from "./routes.ts";
export { readText } from "@bufferbane/ffi";
