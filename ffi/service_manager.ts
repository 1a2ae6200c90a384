import { LibcError } from "./errno.ts";
import type { Libc } from "./libc.ts";
import { encodeUnixAddress } from "./linux/unix_address.ts";

/** Watchdogs are answered so many times before they would bite. */
const ANSWERS_PER_TIMEOUT = 3;

/** What a service tells: it has started, is about to stop, still works. */
export type ServiceState = "READY=1" | "STOPPING=1" | "WATCHDOG=1";

/** Who started this program as a service, if anybody did. */
export interface ServiceManager {
  /** How often it wants to hear `WATCHDOG=1`, ms; `undefined`: never. */
  readonly watchdogMs: number | undefined;
  /**
   * Tells it. What cannot be told is dropped: a service works as well unheard.
   *
   * @param state What is so now.
   */
  tell(state: ServiceState): void;
}

/**
 * Finds systemd, or another service manager that speaks as it does.
 *
 * @param libc For a datagram socket.
 * @param process This process's environment and id.
 * @returns One that hears nothing if there is none.
 * @see {@link https://man7.org/linux/man-pages/man3/sd_notify.3.html | sd_notify(3)}
 * @see {@link https://man7.org/linux/man-pages/man3/sd_watchdog_enabled.3.html | sd_watchdog_enabled(3)}
 *
 * @example Usage
 * ```ts
 * import { openLibc } from "./mod.ts";
 * import { findServiceManager } from "./service_manager.ts";
 *
 * using libc = openLibc();
 * const manager = findServiceManager(libc, {
 *   env: (name) => Deno.env.get(name),
 *   pid: Deno.pid,
 * });
 * manager.tell("READY=1");
 * ```
 */
export function findServiceManager(
  libc: Libc,
  process: {
    readonly env: (name: string) => string | undefined;
    readonly pid: number;
  },
): ServiceManager {
  const address = encodeUnixAddress(process.env("NOTIFY_SOCKET") ?? "");
  if (address === undefined) return { watchdogMs: undefined, tell: () => {} };
  return {
    watchdogMs: watchdogMs(process),
    tell(state) {
      try {
        // One for each message: the manager's own may be another one since.
        const fd = libc.socket("unix", "datagram", 0);
        if (libc.connect(fd, address) === 0) {
          libc.write(fd, new TextEncoder().encode(state));
        }
        libc.close(fd);
      } catch (error) {
        // Out of descriptors; that will show elsewhere.
        if (!(error instanceof LibcError)) throw error;
      }
    },
  };
}

function watchdogMs({ env, pid }: {
  readonly env: (name: string) => string | undefined;
  readonly pid: number;
}): number | undefined {
  const isOurs = [undefined, String(pid)].includes(env("WATCHDOG_PID"));
  const timeoutUs = Number(env("WATCHDOG_USEC"));
  return isOurs && timeoutUs > 0
    ? timeoutUs / 1000 / ANSWERS_PER_TIMEOUT
    : undefined;
}
