import { join } from "node:path";
import { within } from "../lab/lab.ts";
import { removeNamespaces, reserveId } from "../lab/namespaces.ts";
import { spawn, type Spawned } from "../lab/spawned.ts";
import { countedEnv } from "../support/counted.ts";
import { programCommand } from "../support/packed.ts";

const ROOT = join(import.meta.dirname ?? ".", "..", "..");
/** The kernel's number for nobody, whom no file here belongs to. */
const NOBODY = 65534;
/** What a condition may take to come true, however busy the machine is. */
const PATIENCE_MS = 20_000;
/** Where root's packed program is unpacked. */
const PACKED_CACHE = "/var/tmp/bufferbane-tests";
const LOOK_AGAIN_MS = 50;

/** Where and as whom the program runs. */
export interface Surroundings {
  /** The network namespace; never the machine's own. */
  readonly namespace: string;
  /** Its own folder: home, runtime folder and working directory. */
  readonly folder: string;
  /** Environment variables beside these. */
  readonly env?: Readonly<Record<string, string>>;
  /** Runs it as nobody, without any capability. */
  readonly isNobody?: boolean;
}

/** A program that has ended. */
export interface Ended {
  /** Its exit code. */
  readonly code: number;
  /** Its results. */
  readonly stdout: string;
  /** Its complaints. */
  readonly stderr: string;
}

/** A network namespace with nothing but `lo`, which is down. */
export interface BareNamespace extends AsyncDisposable {
  /** Its name. */
  readonly namespace: string;
}

/** Makes a namespace in which no packet goes anywhere. */
export async function openBareNamespace(): Promise<BareNamespace> {
  const namespace = `bb-${await reserveId()}-c`;
  return {
    namespace,
    [Symbol.asyncDispose]: () => removeNamespaces([namespace]),
  };
}

/** A folder that everybody may enter; disposing removes it. */
export async function temporaryFolder(): Promise<
  AsyncDisposable & { readonly path: string }
> {
  const path = await Deno.makeTempDir({ prefix: "bufferbane-cli-" });
  await Deno.chmod(path, 0o755);
  return {
    path,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

/**
 * The command that runs `bufferbane` as a user would.
 *
 * @param surroundings Where, and as whom.
 * @param args Its arguments.
 * @returns Program and arguments.
 */
export function bufferbane(
  surroundings: Surroundings,
  args: readonly string[],
): readonly string[] {
  const { namespace, folder, env = {}, isNobody = false } = surroundings;
  const deno = isNobody ? "deno" : Deno.execPath();
  const variables = {
    HOME: folder,
    XDG_RUNTIME_DIR: folder,
    XDG_STATE_HOME: "",
    XDG_CONFIG_HOME: "",
    DENO_DIR: isNobody ? "cache" : denoDir(),
    // A packed program is unpacked once for all tests; as nobody, it finds a
    // folder itself.
    BUFFERBANE_CACHE: isNobody ? "" : PACKED_CACHE,
    ...env,
  };
  const command = [
    "env",
    `--chdir=${folder}`,
    ...Object.entries(variables).map(([name, value]) => `${name}=${value}`),
    ...programCommand("bufferbane", [
      ...[deno, "run", "-A", "--quiet", "--config", join(ROOT, "deno.json")],
      join(ROOT, "client", "main.ts"),
    ]),
    ...args,
  ];
  return within(namespace, isNobody ? asNobody(folder, command) : command);
}

/** Runs `bufferbane` to its end; what it runs counts as run by the tests. */
export async function finish(
  surroundings: Surroundings,
  args: readonly string[],
): Promise<Ended> {
  const env = {
    // Nobody may not write where it counts.
    ...(surroundings.isNobody === true ? {} : countedEnv()),
    ...surroundings.env,
  };
  return await finishCommand(bufferbane({ ...surroundings, env }, args));
}

/** Runs any program to its end, whatever its exit code. */
export async function finishCommand(
  command: readonly string[],
): Promise<Ended> {
  const [program = "", ...rest] = command;
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args: rest,
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return {
    code,
    stdout: decoder.decode(stdout),
    stderr: decoder.decode(stderr),
  };
}

/** Starts `bufferbane`; disposing stops it. */
export async function start(
  surroundings: Surroundings,
  args: readonly string[],
): Promise<Spawned> {
  return await spawn(bufferbane(surroundings, args));
}

/**
 * Sends a signal and waits for the end, without the impatience of
 * `Spawned.stop()`.
 *
 * @returns The exit code.
 */
export async function endBy(
  program: Spawned,
  signal: Deno.Signal,
): Promise<number> {
  Deno.kill(program.pid, signal);
  return await program.ended;
}

/**
 * Waits until something holds.
 *
 * @param holds Looked at 20 times a second.
 * @param what Said when it never does, with what is there instead.
 */
export async function until(
  holds: () => boolean | Promise<boolean>,
  what: () => string,
): Promise<void> {
  const giveUpMs = performance.now() + PATIENCE_MS;
  while (!await holds()) {
    if (performance.now() > giveUpMs) {
      throw new Error(`Cannot wait any longer for ${what()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

/** Waits until the program has written a line that matches, and returns it. */
export async function lineOf(
  program: Spawned,
  match: RegExp,
  from = 0,
): Promise<string> {
  const find = () =>
    program.stdout().slice(from).find((line) => match.test(line));
  await until(
    () => find() !== undefined,
    () => `${match}: ${[...program.stdout(), ...program.stderr()].join("\n")}`,
  );
  return find() ?? "";
}

/** Waits for a time that a scenario takes by its nature. */
export function pass(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * Runs scenarios at the same time, all of them to their end.
 *
 * @param scenarios By what each proves.
 * @throws {Error} Naming each that failed, and why.
 */
export async function together(
  scenarios: Readonly<Record<string, () => Promise<void>>>,
): Promise<void> {
  const results = await Promise.allSettled(
    Object.values(scenarios).map((scenario) => scenario()),
  );
  const names = Object.keys(scenarios);
  const failures = results.flatMap((result, index) =>
    result.status === "rejected"
      ? [`${names[index]}: ${result.reason?.stack ?? result.reason}`]
      : []
  );
  if (failures.length > 0) throw new Error(failures.join("\n\n"));
}

/**
 * Runs a command as nobody, who may not look into the folders that Deno and its
 * packages lie in: they are shown to it elsewhere. `ip netns exec` has made a
 * mount namespace, so that nobody else sees that.
 */
function asNobody(folder: string, command: readonly string[]): string[] {
  const script = `
    mkdir -p bin cache && touch bin/deno
    mount --bind "$1" bin/deno && mount --bind "$2" cache
    shift 2
    PATH="$PWD/bin:$PATH" exec setpriv --reuid=${NOBODY} --regid=${NOBODY} \
      --clear-groups --bounding-set=-all --inh-caps=-all "$@"`;
  return [
    ...["env", `--chdir=${folder}`, "sh", "-ec", script, "sh"],
    ...[Deno.realPathSync(Deno.execPath()), denoDir(), ...command],
  ];
}

function denoDir(): string {
  return Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`;
}
