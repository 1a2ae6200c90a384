import {
  type Aead,
  decodePreface,
  instanceOf,
  Opener,
  type TcpPreface,
} from "@bufferbane/protocol";
import { Load } from "./load.ts";
import type { BulkLoad } from "./bulk_load.ts";

/**
 * Finds the load that a connection belongs to, by its preface.
 *
 * @param sealed The preface, as received.
 * @param loads Those that were granted.
 * @param aead The cipher.
 * @returns The load and the preface, if it is authentic and as granted.
 */
export function findLoad(
  sealed: Uint8Array,
  loads: readonly BulkLoad[],
  aead: Aead,
): { readonly load: Load; readonly preface: TcpPreface } | undefined {
  for (const load of loads) {
    if (!(load instanceof Load)) continue;
    const { session, testId, token, direction } = load.terms;
    const key = session.agreement?.keys.tcpClientToServer;
    if (key === undefined || instanceOf(sealed) !== session.instance) continue;
    const opened = sealed.slice();
    if (new Opener({ aead, key }).open(opened) !== undefined) continue;
    const preface = decodePreface(opened);
    if (preface.kind === "fault") continue;
    const isGranted = preface.testId === testId &&
      preface.direction === direction &&
      preface.tcpToken.every((byte, i) => byte === token[i]);
    if (isGranted) return { load, preface };
  }
  return undefined;
}
