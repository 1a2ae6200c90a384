/** Tells a running monitor that the load is bufferbane's own. @module */

import { openLibc, readText } from "@bufferbane/ffi";
import { systemLinks } from "../../links/links.ts";
import { askMonitor } from "../../monitor/control_client.ts";
import type { OwnLoadRequest } from "../../monitor/own_load_request.ts";

/**
 * Says what is sent to a monitor, if one runs. Nothing waits for it but
 * {@linkcode OwnLoad.begin}.
 */
export class OwnLoad {
  readonly #paths: readonly string[];
  readonly #interface: string;
  #telling: Promise<boolean> | null = null;
  #isListening = true;

  /**
   * @param paths Where the monitor would listen.
   * @param name The interface that the load leaves by.
   */
  constructor(paths: readonly string[], name: string) {
    this.#paths = paths;
    this.#interface = name;
  }

  /** Says that it begins; answered before anything is sent. */
  async begin(): Promise<void> {
    this.#isListening = await this.#ask(0);
  }

  /**
   * Says what was moved so far; not while the last word is still on its way.
   *
   * @param movedBytes Both ways.
   */
  tell(movedBytes: number): void {
    if (!this.#isListening) return;
    this.#telling ??= this.#ask(movedBytes)
      .then((isHeard) => this.#isListening = isHeard)
      .finally(() => this.#telling = null);
  }

  /** Waits until the last word has arrived. */
  async end(): Promise<void> {
    await this.#telling;
  }

  /** Whether a monitor has taken it. */
  async #ask(movedBytes: number): Promise<boolean> {
    const request: OwnLoadRequest = {
      request: "own_load",
      interface: this.#interface,
      movedBytes,
    };
    try {
      return await askMonitor(this.#paths, request) !== null;
    } catch (error) {
      // One that hangs, or another user's: then it is load like any other.
      if (error instanceof Error) return false;
      throw error;
    }
  }
}

/**
 * By which interface packets to an address leave.
 *
 * @param address IPv4 or IPv6 text.
 * @returns Empty if there is no way.
 */
export function interfaceTo(address: string): string {
  using libc = openLibc();
  const choice = systemLinks(libc, readText).routeTo(address);
  return choice.kind === "route" ? choice.interface : "";
}
