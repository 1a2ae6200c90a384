import {
  type Aead,
  decodePreface,
  instanceOf,
  Opener,
  type TcpPreface,
} from "@bufferbane/protocol";
import type { ServerSession } from "../sessions.ts";
import type { BulkLoad } from "./bulk_load.ts";
import { Load } from "./load.ts";

/** What a connection must show. */
export interface Granted {
  /** In whose session it was granted. */
  readonly session: ServerSession;
  /** Which test. */
  readonly testId: number;
  /** One of `FLOW`. */
  readonly direction: number;
  /** 16 bytes. */
  readonly token: Uint8Array;
}

/**
 * Opens what a connection says first.
 *
 * @param sealed The preface, as received.
 * @param granted What it must be for.
 * @param aead The cipher.
 * @returns The preface, if it is authentic and as granted.
 */
export function openPreface(
  sealed: Uint8Array,
  granted: Granted,
  aead: Aead,
): TcpPreface | undefined {
  const { session, testId, token, direction } = granted;
  const key = session.agreement?.keys.tcpClientToServer;
  if (key === undefined || instanceOf(sealed) !== session.instance) {
    return undefined;
  }
  const opened = sealed.slice();
  if (new Opener({ aead, key }).open(opened) !== undefined) return undefined;
  const preface = decodePreface(opened);
  if (preface.kind === "fault") return undefined;
  const isGranted = preface.testId === testId &&
    preface.direction === direction &&
    preface.tcpToken.every((byte, i) => byte === token[i]);
  return isGranted ? preface : undefined;
}

/**
 * Finds the load that a connection belongs to, by its preface.
 *
 * @param sealed The preface, as received.
 * @param loads Those that were granted.
 * @param aead The cipher.
 */
export function findLoad(
  sealed: Uint8Array,
  loads: readonly BulkLoad[],
  aead: Aead,
): { readonly load: Load; readonly preface: TcpPreface } | undefined {
  for (const load of loads) {
    if (!(load instanceof Load)) continue;
    const preface = openPreface(sealed, load.terms, aead);
    if (preface !== undefined) return { load, preface };
  }
  return undefined;
}
