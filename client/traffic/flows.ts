/** Who talks most. @module */

import type { BpfCalls } from "@bufferbane/ffi/bpf";
import { addressText } from "../links/address_text.ts";
import { DIRECTION_KEYS, FLOW_KEY } from "./program_options.ts";
import type { Total } from "./source.ts";

/** So many flows are known at a time; the quietest are forgotten. */
export const MOST_FLOWS = 4096;

/** A flow, one way: what has the same addresses, ports and protocol. */
export interface Flow {
  /** Which way. */
  readonly direction: keyof typeof DIRECTION_KEYS;
  /** `TCP`, `UDP`, `ICMP`, or `protocol 132`. */
  readonly protocol: string;
  /** Who sends: address, and port where there is one. */
  readonly from: string;
  /** Who receives. */
  readonly to: string;
  /** What went by since the last time. */
  readonly growth: Total;
}

const PROTOCOLS: Readonly<Record<number, string>> = {
  1: "ICMP",
  6: "TCP",
  17: "UDP",
  58: "ICMP",
};

/** Compares the kernel's flows with what they were the last time. */
export class FlowReader {
  readonly #bpf: BpfCalls;
  readonly #map: number;
  readonly #value = new Uint8Array(16);
  readonly #view = new DataView(this.#value.buffer);
  #before = new Map<string, Total>();

  /** Reads nothing yet. The map stays the caller's. */
  constructor(bpf: BpfCalls, map: number) {
    this.#bpf = bpf;
    this.#map = map;
  }

  /**
   * Those that moved most since the last time.
   *
   * @param count How many at most.
   * @returns The largest first, by bytes.
   */
  top(count: number): readonly Flow[] {
    const now = new Map<string, Total>();
    const grown: { readonly key: Uint8Array; readonly growth: Total }[] = [];
    for (const key of this.#keys()) {
      if (!this.#bpf.lookUp(this.#map, key, this.#value)) continue;
      const packets = Number(this.#view.getBigUint64(0, true));
      const bytes = Number(this.#view.getBigUint64(8, true));
      const name = key.toHex();
      // One that was forgotten meanwhile has begun anew.
      const known = this.#before.get(name);
      const old = known !== undefined && known.bytes <= bytes
        ? known
        : { packets: 0, bytes: 0 };
      now.set(name, { packets, bytes });
      const growth = {
        packets: packets - old.packets,
        bytes: bytes - old.bytes,
      };
      if (growth.bytes > 0) grown.push({ key, growth });
    }
    this.#before = now;
    return grown.sort((a, b) => b.growth.bytes - a.growth.bytes)
      .slice(0, count)
      .map(({ key, growth }) => ({ ...readFlowKey(key), growth }));
  }

  /** All keys; while flows come and go, one may be missed, or told twice. */
  *#keys(): Generator<Uint8Array> {
    const seen = new Set<string>();
    let key: Uint8Array | null = null;
    for (let steps = 0; steps < MOST_FLOWS; steps++) {
      const next = new Uint8Array(FLOW_KEY.bytes);
      if (!this.#bpf.nextKey(this.#map, key, next)) return;
      key = next;
      const name = next.toHex();
      if (!seen.has(name)) yield next;
      seen.add(name);
    }
  }
}

/** A key of the kernel's map, in words. */
export function readFlowKey(key: Uint8Array): Omit<Flow, "growth"> {
  const view = new DataView(key.buffer, key.byteOffset, key.length);
  const protocol = view.getUint8(FLOW_KEY.protocol);
  const isV4 = view.getUint8(FLOW_KEY.version) === 4;
  const end = (address: number, port: number) => {
    const text = addressText(
      key.subarray(address, address + (isV4 ? 4 : 16)),
    ) ?? "?";
    const number = view.getUint16(port);
    if (number === 0) return text;
    return isV4 ? `${text}:${number}` : `[${text}]:${number}`;
  };
  const sent = view.getUint8(FLOW_KEY.direction) === DIRECTION_KEYS.sent;
  return {
    direction: sent ? "sent" : "received",
    protocol: PROTOCOLS[protocol] ?? `protocol ${protocol}`,
    from: end(FLOW_KEY.from, FLOW_KEY.fromPort),
    to: end(FLOW_KEY.to, FLOW_KEY.toPort),
  };
}
