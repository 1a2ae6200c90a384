/**
 * Bufferbane's wire format: packets, sealing, replay protection, handshake.
 *
 * Pure: bytes in, values out. No sockets, no clocks, no randomness.
 *
 * - {@linkcode inspect}, {@linkcode encodePacket}, {@linkcode decodePacket}:
 *   packets and bytes.
 * - {@linkcode Dialer} on the client, {@linkcode openKnock} and
 *   {@linkcode sealKnockAck} on the server: opening sessions.
 * - {@linkcode Session}: sealing and opening datagrams.
 * - {@linkcode EchoLedger} on the server, {@linkcode LossLocator} on the
 *   client: in which direction an ECHO was lost.
 * - {@linkcode BulkSender}, {@linkcode BulkReceiver}: making and counting a load
 *   test's datagrams.
 *
 * @module
 */

export type { Aead, AeadKey, SingleMessage } from "./aead.ts";
export { checkKey, checkLengths, NONCE_BYTES } from "./aead.ts";
export * from "./aead_choice.ts";
export * from "./aead_native.ts";
export * from "./aead_noble.ts";
export { loadSodiumAead } from "./aead_sodium.ts";
export * from "./bulk_packets.ts";
export * from "./bulk_receiver.ts";
export * from "./bulk_sender.ts";
export { datagramBytes, decodePacket, encodePacket } from "./codec.ts";
export * from "./control_packets.ts";
export * from "./data_intake.ts";
export * from "./data_runs.ts";
export * from "./dialer.ts";
export * from "./echo_ledger.ts";
export * from "./echo_packets.ts";
export * from "./error_estimate.ts";
export * from "./fault.ts";
export * from "./filler.ts";
export * from "./handshake.ts";
export * from "./header.ts";
export * from "./keys.ts";
export * from "./knock_packets.ts";
export type { Field, Layout } from "./layout.ts";
export * from "./loss_locator.ts";
export * from "./nonce.ts";
export type { Packet } from "./packet.ts";
export * from "./pacer.ts";
export * from "./path.ts";
export * from "./preface.ts";
export * from "./replay.ts";
export * from "./seal.ts";
export * from "./session.ts";
export * from "./tcp_figures.ts";
export * from "./time.ts";
export * from "./train_record.ts";
