import { CommandError, run } from "./command.ts";

/** Where `ip netns` keeps its names. */
const NAMES = "/run/netns";
/** Where `ip netns exec` takes a namespace's own `/etc` files from. */
const ETC = "/etc/netns";
/** `bb-<pid>-<number>-<role>`: the pid says whose it is. */
const OURS = /^bb-(\d+)-\d+-\w+$/;

/**
 * Claims a name for a lab by making its client's namespace. Making it is what
 * claims it, so that tests in parallel threads of one process stay apart.
 *
 * @returns `<pid>-<number>`.
 */
export async function reserveId(): Promise<string> {
  for (let number = 1;; number += 1) {
    const id = `${Deno.pid}-${number}`;
    try {
      await run(["ip", "netns", "add", `bb-${id}-c`]);
      return id;
    } catch (error) {
      const isTaken = error instanceof CommandError &&
        error.stderr.includes("File exists");
      if (!isTaken) throw error;
    }
  }
}

/** Removes the namespaces of labs whose process is gone. */
export async function removeLeftovers(): Promise<void> {
  const orphans = (await namesIn(NAMES)).filter((name) => {
    const pid = OURS.exec(name)?.[1];
    return pid !== undefined && !isRunning(Number(pid));
  });
  await removeNamespaces(orphans);
}

/**
 * Ends what still runs in some namespaces, and removes them.
 *
 * @param namespaces Their names; those that are gone already are passed over.
 */
export async function removeNamespaces(
  namespaces: readonly string[],
): Promise<void> {
  const existing = new Set(await namesIn(NAMES));
  for (const name of namespaces.filter((name) => existing.has(name))) {
    // A process inside would keep the namespace alive without a name.
    for (const pid of await pidsIn(name)) endProcess(pid);
    await ignoreMissing(() => run(["ip", "netns", "delete", name]));
    await ignoreMissing(() =>
      Deno.remove(`${ETC}/${name}`, { recursive: true })
    );
  }
}

/**
 * Gives the programs of a namespace their own `/etc/resolv.conf`.
 *
 * @param namespace The namespace's name.
 * @param resolvers The addresses of its DNS servers.
 */
export async function setResolvers(
  namespace: string,
  resolvers: readonly string[],
): Promise<void> {
  await Deno.mkdir(`${ETC}/${namespace}`, { recursive: true });
  await Deno.writeTextFile(
    `${ETC}/${namespace}/resolv.conf`,
    resolvers.map((address) => `nameserver ${address}\n`).join(""),
  );
}

async function namesIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  await ignoreMissing(async () => {
    for await (const { name } of Deno.readDir(folder)) names.push(name);
  });
  return names;
}

async function pidsIn(namespace: string): Promise<number[]> {
  let text = "";
  await ignoreMissing(async () => {
    text = await run(["ip", "netns", "pids", namespace]);
  });
  return text.split("\n").filter((line) => line !== "").map(Number);
}

/** Another lab may have removed the same leftovers first. */
async function ignoreMissing(action: () => Promise<unknown>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    const isMissing = error instanceof CommandError &&
      error.stderr.includes("No such file");
    if (!isMissing) throw error;
  }
}

function endProcess(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch (error) {
    // It may have ended since it was listed.
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function isRunning(pid: number): boolean {
  try {
    return Deno.statSync(`/proc/${pid}`).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
