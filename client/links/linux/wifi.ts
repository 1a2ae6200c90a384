import { type Libc, LibcError, type NetlinkAttribute } from "@bufferbane/ffi";
import type { WifiState } from "../../model/mod.ts";
import { PROC_WIRELESS, readProcWireless } from "../proc_wireless.ts";
import type { WifiLink, WifiReader } from "../wifi.ts";
import {
  familyId,
  findGeneric,
  type GenericQuestion,
  listGeneric,
} from "./genetlink.ts";
import {
  NL80211_ATTR,
  NL80211_CMD,
  readNetwork,
  readNoise,
  readStation,
} from "./nl80211.ts";

/**
 * Noise changes slowly, and some drivers go through all their channels to
 * tell it: it is asked for once in so many times.
 */
const READS_PER_SURVEY = 10;

/** About which interface, and whom to ask. */
type Question = Omit<GenericQuestion, "command">;

/**
 * {@linkcode WifiReader} by nl80211, and by /proc/net/wireless where there is
 * none. The kernel answers from its memory; drivers whose firmware must be
 * asked take a millisecond or two.
 */
export class LinuxWifi implements WifiReader {
  readonly #libc: Libc;
  readonly #readText: (path: string) => string | undefined;
  /** `undefined` until a driver has brought nl80211 into the kernel. */
  #family: number | undefined;
  readonly #noise = new Map<number, { dbm: number | null; reads: number }>();

  /** Asks nothing yet. */
  constructor(
    libc: Libc,
    readText: (path: string) => string | undefined,
  ) {
    this.#libc = libc;
    this.#readText = readText;
  }

  read(link: WifiLink): WifiState | null {
    return this.#ask(link) ??
      readProcWireless(this.#readText(PROC_WIRELESS) ?? "", link.name);
  }

  #ask({ index }: WifiLink): WifiState | null {
    try {
      this.#family ??= familyId(this.#libc, "nl80211");
      if (this.#family === undefined) return null;
      const question = {
        family: this.#family,
        attributes: [indexAttribute(index)],
      };
      const { messages: [network] } = findGeneric(this.#libc, {
        ...question,
        command: NL80211_CMD.getInterface,
      });
      if (network === undefined) return null;
      const { isClient, ssid, frequencyMhz } = readNetwork(network);
      const stations = !isClient ? [] : listGeneric(this.#libc, {
        ...question,
        command: NL80211_CMD.getStation,
      });
      const [station] = stations.flatMap((message) =>
        readStation(message) ?? []
      );
      return {
        ssid,
        frequencyMhz,
        bssid: station?.bssid ?? "",
        signalDbm: station?.signalDbm ?? null,
        noiseDbm: this.#noiseOf(question, index),
        sendBps: station?.sendBps ?? null,
        receiveBps: station?.receiveBps ?? null,
      };
    } catch (error) {
      // The interface has gone meanwhile, or its driver does not say.
      if (error instanceof LibcError) return null;
      throw error;
    }
  }

  #noiseOf(question: Question, index: number): number | null {
    const known = this.#noise.get(index);
    if (known !== undefined && ++known.reads < READS_PER_SURVEY) {
      return known.dbm;
    }
    const dbm = this.#survey(question);
    this.#noise.set(index, { dbm, reads: 0 });
    return dbm;
  }

  #survey(question: Question): number | null {
    try {
      const messages = listGeneric(this.#libc, {
        ...question,
        command: NL80211_CMD.getSurvey,
      });
      return messages.map(readNoise).find((dbm) => dbm !== null) ?? null;
    } catch (error) {
      // EOPNOTSUPP: most drivers of USB sticks.
      if (error instanceof LibcError) return null;
      throw error;
    }
  }
}

function indexAttribute(index: number): NetlinkAttribute {
  const value = new Uint8Array(Uint32Array.of(index).buffer);
  return { type: NL80211_ATTR.interfaceIndex, value };
}
