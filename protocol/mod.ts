/**
 * Bufferbane's wire format: packets, sealing, replay protection.
 *
 * Pure: bytes in, values out. No sockets, no clocks, no randomness.
 *
 * @module
 */

export * from "./time.ts";
