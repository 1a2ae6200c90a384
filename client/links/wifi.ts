import type { Libc } from "@bufferbane/ffi";
import type { WifiState } from "../model/mod.ts";
import { LinuxWifi } from "./linux/wifi.ts";

/** An interface, as far as asking about its radio needs it. */
export interface WifiLink {
  /** Its name. */
  readonly name: string;
  /** Its index. */
  readonly index: number;
}

/** Knows the state of the air. */
export interface WifiReader {
  /**
   * What an interface hears and how fast it talks, now.
   *
   * @param link Which.
   * @returns `null` if it is no radio, or none that tells.
   */
  read(link: WifiLink): WifiState | null;
}

/**
 * The radios of this machine.
 *
 * @param libc The library; it must stay open.
 * @param readText Gives a file's text, or `undefined` if it cannot be read.
 * @throws {Deno.errors.NotSupported} On an operating system without a backend.
 */
export function systemWifi(
  libc: Libc,
  readText: (path: string) => string | undefined,
): WifiReader {
  switch (Deno.build.os) {
    case "linux":
      return new LinuxWifi(libc, readText);
    default:
      throw new Deno.errors.NotSupported(
        `Cannot ask for Wi-Fi as no backend exists: OS is "${Deno.build.os}"`,
      );
  }
}
