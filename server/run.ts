import { findServiceManager, LibcError } from "@bufferbane/ffi";
import type { MonoNs } from "@bufferbane/protocol";
import { mayFilterTcp, TcpDoor } from "./bulk/door.ts";
import { keysOf, loadConfig, loadPolicyOf, policyOf } from "./config/load.ts";
import { ConfigError } from "./config/parse.ts";
import type { Settings } from "./config/schema.ts";
import manifest from "./deno.json" with { type: "json" };
import { ListenError, Threads } from "./threads.ts";
import { type Log, openLog } from "./log.ts";
import { tellMetrics } from "./metrics/tell.ts";
import type { Outside } from "./outside.ts";
import { Pulse } from "./pulse.ts";
import { QueueOverflows } from "./queue_overflows.ts";
import { ServerSocket } from "./server_socket.ts";
import { CONTROL, MAX_KEYS, shareMemory } from "./shared.ts";
import { StatusKeeper } from "./status.ts";
import { statusPath, StatusSocket } from "./status_socket.ts";
import type { Boot } from "./exchange.ts";
import type { ClientKey } from "./sessions.ts";
import type { Listening } from "./thread.ts";

const TICK_MS = 1000;

/** When what only the start needed is given back, and how often, in ticks. */
const SETTLED_TICKS = 5;
const SETTLING_TICKS = 600;

/** What a run is told from outside. */
export interface RunSignals {
  /** Aborted: stop in good order. */
  readonly stop: AbortSignal;
  /** Calls back whenever the configuration is to be read again. */
  readonly onReload: (reload: () => void) => void;
}

/**
 * Runs the server until it is told to stop.
 *
 * @param path The configuration file.
 * @param outside The world.
 * @param signals What it is told meanwhile.
 * @throws {ConfigError} When the file is not valid.
 * @throws {ListenError} When it cannot listen.
 */
export async function runServer(
  path: string,
  outside: Outside,
  signals: RunSignals,
): Promise<void> {
  const { settings, warnings } = loadConfig(path, outside.readFile);
  const log = openLog(settings.logging.level, {
    write: outside.err,
    nowMs: Date.now,
    isJournal: outside.isJournal,
  });
  for (const warning of warnings) log("warn", warning);
  using libc = outside.openLibc();
  const boot: Boot = {
    id: new DataView(outside.random(8).buffer).getBigUint64(0),
    at: libc.clock("monotonicRaw") as MonoNs, // the clock says which
  };
  const { bindPort: port, bindAddress } = settings.general;
  const listening = listenable(bindAddress, { port, outside, log });
  const shared = shareMemory(workersFor(settings, outside.cores));
  let keys = keysOf(settings, [], { maxKeys: MAX_KEYS });
  await using threads = await Threads.start(shared, {
    listening,
    port,
    keys,
    policy: policyOf(settings),
    loadPolicy: loadPolicyOf(settings),
    boot,
    networkKey: new DataView(outside.random(4).buffer).getInt32(0),
  });
  const places = listening.map(({ family, address }) =>
    family === 6 ? `[${address}]:${port}` : `${address}:${port}`
  );
  const uptimeS = () => Number(libc.clock("monotonicRaw") - boot.at) / 1e9;
  const keeper = new StatusKeeper({
    shared,
    fixed: {
      pid: Deno.pid,
      bootId: boot.id.toString(16).padStart(16, "0"),
      listening: places,
      workers: shared.counters.length,
      cipher: threads.cipher,
    },
    keys: () => keys,
    uptimeS,
  });
  const socketPath = settings.general.statusSocket ||
    statusPath(port, outside.env);
  await using _status = openStatus(socketPath, { keeper, log });
  await using _metrics = await tellMetrics(settings.metrics, {
    sources: {
      shared,
      build: {
        version: manifest.version,
        runtime: Deno.version.deno,
        cipher: threads.cipher,
      },
      maxSessions: settings.general.maxConcurrentClients,
      keys: () => keys,
      uptimeS,
      nowMs: () => Number(libc.clock("monotonicRaw")) / 1e6,
    },
    readFile: outside.readFile,
    log,
  });
  const overflows = new QueueOverflows(outside.readText);
  using _timer = every(TICK_MS, (ticks) => {
    const { control } = shared;
    Atomics.store(control, CONTROL.queueOverflows, overflows.count());
    keeper.tick();
    if (ticks % SETTLING_TICKS === SETTLED_TICKS) {
      libc.releaseMemory(outside.readText("/proc/self/smaps") ?? "");
    }
  });
  signals.onReload(() => {
    const reloaded = reload(path, { outside, log, before: settings, keys });
    if (reloaded === undefined) return;
    keys = reloaded;
    threads.setKeys(keys);
  });
  log("info", `listening on ${places.join(", ")}, ${threads.cipher}`);
  const service = findServiceManager(libc, { env: outside.env, pid: Deno.pid });
  service.tell("READY=1");
  const pulse = new Pulse(shared.turns);
  using _watchdog = service.watchdogMs === undefined
    ? undefined
    : every(service.watchdogMs, () => {
      if (pulse.isFelt()) service.tell("WATCHDOG=1");
      else log("error", "a thread hangs");
    });
  await Promise.race([aborted(signals.stop), threads.ended]);
  log("info", "stopping");
  service.tell("STOPPING=1");
}

/** Where to listen; without IPv6 in the machine, on IPv4 alone. */
function listenable(
  address: string,
  { port, outside, log }: {
    readonly port: number;
    readonly outside: Outside;
    readonly log: Log;
  },
): readonly Listening[] {
  const wanted: readonly Listening[] = address === ""
    ? [{ family: 4, address: "0.0.0.0" }, { family: 6, address: "::" }]
    : [{ family: address.includes(":") ? 6 : 4, address }];
  using libc = outside.openLibc();
  const hasDoors = mayFilterTcp(libc);
  if (!hasDoors) {
    log(
      "warn",
      "there are no load tests: this kernel lets only CAP_NET_ADMIN filter a " +
        "TCP port, and one that answers strangers is not opened",
    );
  }
  return wanted.filter((listening) => {
    try {
      // Alone, so that it fails if anybody is there: sockets that share a
      // port would not notice.
      new ServerSocket(libc, { ...listening, port, isShared: false })
        [Symbol.dispose]();
      if (hasDoors) {
        new TcpDoor(libc, { ...listening, port, thread: undefined })
          [Symbol.dispose]();
      }
      return true;
    } catch (error) {
      if (!(error instanceof LibcError)) throw error;
      const lacksIpv6 = listening.family === 6 && address === "" &&
        ["EAFNOSUPPORT", "EADDRNOTAVAIL"].includes(error.code);
      if (!lacksIpv6) {
        throw new ListenError(
          error.code,
          listenFault(listening, port, error),
        );
      }
      log("warn", "there is no IPv6 on this machine: IPv4 only");
      return false;
    }
  });
}

function listenFault(
  { family, address }: Listening,
  port: number,
  error: LibcError,
): string {
  const place = family === 6 ? `[${address}]:${port}` : `${address}:${port}`;
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: "the port is in use (by another bufferbane-server?)",
    EADDRNOTAVAIL: "this machine does not have the address",
    EACCES: "this user may not use ports below 1024",
  };
  const reason = reasons[error.code] ?? error.message;
  return `Cannot listen on ${place} as ${reason}`;
}

/** One thread for one or two cores, else one for each core but one. */
function workersFor({ general }: Settings, cores: number): number {
  return general.workers > 0 ? general.workers : Math.max(1, cores - 1);
}

/** The new secrets; `undefined`, all told, if the file is not valid. */
function reload(
  path: string,
  { outside, log, before, keys }: {
    readonly outside: Outside;
    readonly log: Log;
    readonly before: Settings;
    readonly keys: readonly ClientKey[];
  },
): readonly ClientKey[] | undefined {
  try {
    const { settings, warnings } = loadConfig(path, outside.readFile);
    for (const warning of warnings) log("warn", warning);
    const fixed = ({ general, limits, logging, metrics }: Settings) =>
      JSON.stringify([general, limits, logging, metrics]);
    if (fixed(settings) !== fixed(before)) {
      log("warn", "only secrets are taken over: restart for other changes");
    }
    const next = keysOf(settings, keys, { maxKeys: MAX_KEYS });
    log("info", `reloaded ${path}: ${next.length} secrets`);
    return next;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const problem of error.problems) log("error", problem);
    log("error", "not reloaded: the secrets stay as they were");
    return undefined;
  }
}

/** Without it the server serves all the same. */
function openStatus(
  path: string,
  { keeper, log }: { readonly keeper: StatusKeeper; readonly log: Log },
): AsyncDisposable {
  try {
    return new StatusSocket(path, () => keeper.status());
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    log("warn", `there is no status socket: ${error.message}`);
    return { [Symbol.asyncDispose]: () => Promise.resolve() };
  }
}

function every(intervalMs: number, tick: (ticks: number) => void): Disposable {
  let ticks = 0;
  const timer = setInterval(() => tick(++ticks), intervalMs);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
