/** The built programs under their units, where systemd does not run. @module */

import { openLibc } from "@bufferbane/ffi";
import { join, resolve } from "node:path";
import { encodeUnixAddress } from "../../ffi/linux/unix_address.ts";
import { spawn, type Spawned } from "../lab/spawned.ts";
import { readUnit, setting, systemCalls } from "./unit_file.ts";

/** A program under its unit. */
export interface UnitProcess extends AsyncDisposable {
  /** The process. */
  readonly process: Spawned;
  /** What it has told the service manager, in order. */
  readonly heard: readonly string[];
  /** Its StateDirectory. */
  readonly state: string;
  /** Any file as it is for the program, e.g. `"/run/bufferbane/x.sock"`. */
  path(inside: string): string;
}

/** How often the socket is looked at. */
const LISTENING_MS = 50;

/**
 * Runs a built program with the restrictions of its unit, set by hand: user,
 * capabilities, limits, mounts, system calls, families of sockets, folders,
 * credentials, and a service manager that listens.
 *
 * @param name The unit, without its ending.
 * @param options Its configuration, the network namespace to run in, and the
 * folder with the built programs.
 * @returns Once it has said `READY=1`.
 */
export async function startUnderUnit(
  name: "bufferbane" | "bufferbane-server",
  options: {
    readonly config: string;
    readonly namespace: string;
    readonly dist: string;
  },
): Promise<UnitProcess> {
  const unit = await readUnit(`${name}.service`);
  const stack = new AsyncDisposableStack();
  try {
    const folder = await Deno.makeTempDir({ prefix: "bb-unit-" });
    stack.defer(() => Deno.remove(folder, { recursive: true }));
    const [credential = ""] = setting(unit, "LoadCredential").split(":");
    const configPath = join(folder, credential);
    await Deno.writeTextFile(configPath, options.config);
    const state = join(folder, "state");
    await Deno.mkdir(state, { mode: 0o700 });
    const notifyPath = join(folder, "notify");
    const manager = stack.use(listen(notifyPath));
    const variables = {
      NAME: name,
      PROGRAM: resolve(options.dist, name),
      CONFIG: configPath,
      NOTIFY: notifyPath,
      STATE: state,
      CAPABILITIES: setting(unit, "AmbientCapabilities").toLowerCase()
        .replaceAll("cap_", "+").replaceAll(" ", ","),
      SYSCALLS: [...await systemCalls(unit)].join(),
      FAMILIES: setting(unit, "RestrictAddressFamilies").replaceAll(" ", ","),
      RTPRIO: setting(unit, "LimitRTPRIO") || "0",
      // setrlimit(2): 20 - nice.
      NICE: String(20 - Number(setting(unit, "LimitNICE") || "20")),
    };
    const process = stack.use(
      await spawn([
        ...["ip", "netns", "exec", options.namespace, "unshare", "-m", "env"],
        ...Object.entries(variables).map(([key, value]) => `${key}=${value}`),
        ...["sh", new URL("enter_unit.sh", import.meta.url).pathname],
        ...["sh", "-c", `exec ${setting(unit, "ExecStart")}`],
      ]),
    );
    const hasEnded = process.ended.then(() => "ended" as const);
    if (await Promise.race([manager.ready, hasEnded]) === "ended") {
      throw new Error(
        `Cannot run ${name} under its unit: ${process.stdout().join("\n")}`,
      );
    }
    return {
      process,
      heard: manager.heard,
      state,
      path: (inside) => `/proc/${process.pid}/root${inside}`,
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

/** A service manager that writes down what it hears. */
function listen(path: string): Disposable & {
  readonly heard: readonly string[];
  readonly ready: Promise<void>;
} {
  const libc = openLibc();
  const fd = libc.socket("unix", "datagram", 0);
  libc.bind(fd, encodeUnixAddress(path) ?? new Uint8Array());
  // The service is another user's.
  Deno.chmodSync(path, 0o666);
  const heard: string[] = [];
  const ready = Promise.withResolvers<void>();
  const into = new Uint8Array(4096);
  const timer = setInterval(() => {
    for (let length; (length = libc.read(fd, into)) > 0;) {
      heard.push(new TextDecoder().decode(into.subarray(0, length)));
    }
    if (heard.includes("READY=1")) ready.resolve();
  }, LISTENING_MS);
  return {
    heard,
    ready: ready.promise,
    [Symbol.dispose]() {
      clearInterval(timer);
      libc.close(fd);
      libc[Symbol.dispose]();
    },
  };
}
