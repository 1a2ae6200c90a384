import { join } from "node:path";
import { run } from "./command.ts";
import {
  removeLeftovers,
  removeNamespaces,
  reserveId,
  setResolvers,
} from "./namespaces.ts";
import { spawn, type Spawned, type SpawnOptions } from "./spawned.ts";
import {
  type LabOptions,
  namespacesOf,
  planLab,
  type Topology,
} from "./topology.ts";
import { cablesFor, sysctlsFor, wiringFor } from "./wiring.ts";

/** Where the configuration and the lock file of the workspace are. */
const ROOT = join(import.meta.dirname ?? ".", "..", "..");

/** What {@linkcode Lab.deno} may be told beside the script. */
export interface ScriptOptions extends SpawnOptions {
  /** The script's arguments. */
  readonly args?: readonly string[];
}

/** A network of namespaces: client, routers, server. Disposing removes it all. */
export interface Lab extends Topology, AsyncDisposable {
  /**
   * Runs a program to its end in a namespace.
   *
   * @param namespace Where, e.g. `lab.client`.
   * @param command Program and arguments.
   * @param input What it gets on stdin.
   * @returns What it wrote to stdout.
   * @throws {CommandError} If it ends with another code than 0.
   */
  exec(
    namespace: string,
    command: readonly string[],
    input?: string,
  ): Promise<string>;
  /**
   * Starts a program in a namespace; it is stopped with the lab at the latest.
   *
   * @param namespace Where, e.g. `lab.server`.
   * @param command Program and arguments.
   * @param options When to take it as ready.
   * @returns The running program.
   */
  spawn(
    namespace: string,
    command: readonly string[],
    options?: SpawnOptions,
  ): Promise<Spawned>;
  /**
   * Starts a Deno script of this workspace in a namespace, with all
   * permissions.
   *
   * @param namespace Where, e.g. `lab.client`.
   * @param script Its path from the top of the workspace, or an absolute one.
   * @param options Its arguments, and when to take it as ready.
   * @returns The running script.
   */
  deno(
    namespace: string,
    script: string,
    options?: ScriptOptions,
  ): Promise<Spawned>;
}

/**
 * Builds a network of namespaces on this machine, apart from its own network.
 * What a crashed run left behind is removed first.
 *
 * @example Usage
 * ```ts ignore
 * await using lab = await openLab({ routers: 3 });
 * await using _loss = await drop(lab.line.up, { kind: "share", share: 0.02 });
 * const text = await lab.exec(lab.client, ["ping", "-c3", lab.server4]);
 * ```
 *
 * @param options What to build; two routers and one client interface by default.
 * @returns The lab; the caller disposes it.
 * @throws {RangeError} When an option is out of its range.
 * @throws {CommandError} If the kernel will not have it, mostly without root.
 */
export async function openLab(options: LabOptions = {}): Promise<Lab> {
  // Wrong options are refused before anything is touched.
  planLab("check", options);
  await removeLeftovers();
  const topology = planLab(await reserveId(), options);
  const children = new Set<Spawned>();

  async function close(): Promise<void> {
    await Promise.all([...children].map((child) => child.stop()));
    await removeNamespaces(namespacesOf(topology));
  }

  async function start(
    namespace: string,
    command: readonly string[],
    spawnOptions?: SpawnOptions,
  ): Promise<Spawned> {
    const child = await spawn(within(namespace, command), spawnOptions);
    children.add(child);
    void child.ended.then(() => children.delete(child));
    return child;
  }

  try {
    await build(topology);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    ...topology,
    exec: (namespace, command, input) => run(within(namespace, command), input),
    spawn: start,
    deno: (namespace, script, { args = [], ...spawnOptions } = {}) =>
      start(namespace, denoCommand(script, args), spawnOptions),
    [Symbol.asyncDispose]: close,
  };
}

/**
 * The command that runs a command inside a namespace; without a process in
 * between, so that the pid is the program's own.
 *
 * @param namespace The namespace's name.
 * @param command Program and arguments.
 * @returns Program and arguments.
 */
export function within(
  namespace: string,
  command: readonly string[],
): readonly string[] {
  return ["ip", "netns", "exec", namespace, ...command];
}

function denoCommand(
  script: string,
  args: readonly string[],
): readonly string[] {
  return [
    Deno.execPath(),
    "run",
    "-A",
    "--quiet",
    "--config",
    join(ROOT, "deno.json"),
    script.startsWith("/") ? script : join(ROOT, script),
    ...args,
  ];
}

/** Makes the namespaces beyond the client's, then cables, addresses, routes. */
async function build(topology: Topology): Promise<void> {
  const [, ...others] = namespacesOf(topology);
  await run(["ip", "-batch", "-"], batch(others.map((n) => `netns add ${n}`)));
  await setResolvers(topology.client, topology.resolvers);
  const namespaces = namespacesOf(topology);
  // Before the devices, since each takes its defaults when it is made.
  await Promise.all(
    namespaces.map((namespace) =>
      run(within(namespace, ["sysctl", "-qw", ...sysctlsFor(topology)]))
    ),
  );
  await run(["ip", "-batch", "-"], batch(cablesFor(topology)));
  await Promise.all(namespaces.map((namespace) =>
    run(
      within(namespace, ["sh", "-e", "-s"]),
      batch(wiringFor(topology, namespace)),
    )
  ));
}

function batch(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}
