import type { Libc, Poller } from "@bufferbane/ffi";
import type { InterfaceCounters } from "./counters.ts";
import type { NetworkInterface } from "./inventory.ts";
import { linuxLinks } from "./linux/links.ts";
import type { DefaultRoute, RouteChoice } from "./routes.ts";

/** What watching needs. */
export interface WatchContext {
  /** Tells when the kernel has something to say. */
  readonly poller: Poller;
  /**
   * Runs a job a little later, so that the dozen messages of one change are
   * one call; dispose of the result to cancel it.
   */
  readonly defer: (job: () => void) => Disposable;
}

/** One interface at one moment. */
export interface LinkReading {
  /** What it has counted. */
  readonly counters: InterfaceCounters;
  /** Whether it was switched on by the administrator. */
  readonly isUp: boolean;
  /** Whether there is a cable, an access point, another end. */
  readonly hasCarrier: boolean;
}

/** Reads single interfaces again and again; holds a socket open. */
export interface LinkReader extends Disposable {
  /**
   * An interface as it is now; takes some twenty microseconds.
   *
   * @param name Its name, at most 15 bytes.
   * @returns `undefined` if there is none of that name, or if the kernel is
   * too short of memory to say.
   */
  read(name: string): LinkReading | undefined;
}

/**
 * The interfaces and routes of this machine, as its kernel sees them. Every
 * call asks the kernel anew, which takes a fraction of a millisecond, and but for
 * {@linkcode Links.openReader} and {@linkcode Links.watch} holds nothing open.
 */
export interface Links {
  /** All interfaces. @throws {LibcError} If the kernel won't say. */
  interfaces(): readonly NetworkInterface[];

  /** All interfaces' counters. @throws {LibcError} Likewise. */
  counters(): readonly InterfaceCounters[];

  /** Reads what is asked for every second. @throws {LibcError} Likewise. */
  openReader(): LinkReader;

  /**
   * The default routes that `ip route` shows: IPv4 first, lowest metric first,
   * one entry for each next hop. A VPN that routes by rule is not among them:
   * {@linkcode routeTo} obeys rules.
   *
   * @throws {LibcError} Likewise.
   */
  defaultRoutes(): readonly DefaultRoute[];

  /**
   * The way that a packet to a target would take now.
   *
   * @param target IPv4 or IPv6 text, a link-local one with `%scope`.
   * @param options `interface`: as from a socket bound to it; empty for any.
   * @throws {TypeError} If the target is no address.
   * @throws {LibcError} Likewise.
   */
  routeTo(
    target: string,
    options?: { readonly interface: string },
  ): RouteChoice;

  /**
   * Calls back after interfaces, addresses or routes have changed, or may
   * have: the caller asks again, and compares.
   *
   * @param context How to wait.
   * @param onChange Called once for a burst of changes.
   * @returns Dispose of it to stop.
   * @throws {LibcError} Likewise.
   */
  watch(context: WatchContext, onChange: () => void): Disposable;
}

/**
 * The links of this machine.
 *
 * @param libc The library; it must stay open.
 * @param readText Gives a file's text, or `undefined` if it cannot be read.
 * @throws {Deno.errors.NotSupported} On an operating system without a backend.
 */
export function systemLinks(
  libc: Libc,
  readText: (path: string) => string | undefined,
): Links {
  switch (Deno.build.os) {
    case "linux":
      return linuxLinks(libc, readText);
    default:
      throw new Deno.errors.NotSupported(
        `Cannot list interfaces as no backend exists: OS is "${Deno.build.os}"`,
      );
  }
}
