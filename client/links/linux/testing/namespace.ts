// deno-lint-ignore-file camelcase -- ip names the fields of its JSON so

import type { Told } from "./tell.ts";

const TELL = new URL("tell.ts", import.meta.url).pathname;

/** Until the kernel has surely done what it was told, ms. */
const PATIENCE_MS = 15_000;

/** One direction's counts, in ip's JSON. */
export interface IpCounts {
  readonly bytes: number;
  readonly packets: number;
  readonly errors: number;
  readonly dropped: number;
}

/** What ip's JSON has of an interface. */
export interface IpLink {
  readonly ifname: string;
  readonly ifindex: number;
  readonly link_type: string;
  readonly address?: string;
  readonly mtu: number;
  readonly operstate: string;
  readonly flags: readonly string[];
  readonly linkinfo?: { readonly info_kind?: string };
  readonly addr_info: readonly {
    readonly local: string;
    readonly address?: string;
    readonly prefixlen: number;
    readonly scope: string;
    readonly tentative?: boolean;
  }[];
  readonly stats64: {
    readonly rx: IpCounts;
    readonly tx: IpCounts & { readonly collisions: number };
  };
}

/** What ip's JSON has of a route. */
export interface IpRoute {
  readonly type?: string;
  readonly dev: string;
  readonly gateway?: string;
  readonly via?: { readonly host: string };
  readonly metric?: number;
  readonly prefsrc?: string;
  readonly flags: readonly string[];
  readonly nexthops?: readonly IpRoute[];
}

/** A script that runs until it is disposed of. */
export interface Running extends AsyncDisposable {
  /** Its process: ip becomes what it starts. */
  readonly pid: number;
}

let made = 0;

/** A network namespace of a test's own, removed when disposed of. */
export class Namespace implements AsyncDisposable {
  readonly #name: string;

  private constructor(name: string) {
    this.#name = name;
  }

  /** Makes one, and has ip carry out commands in it. */
  static async create(commands: readonly string[]): Promise<Namespace> {
    const name = `bblinks-${Deno.pid}-${++made}`;
    await run(["ip", "netns", "add", name]);
    const namespace = new Namespace(name);
    try {
      for (const command of commands) await namespace.set(command);
      return namespace;
    } catch (error) {
      await namespace[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Runs `ip COMMAND` in it. */
  async set(command: string): Promise<void> {
    await run(["ip", "-n", this.#name, ...command.split(" ")]);
  }

  /** Has one ip carry out many commands in it. */
  async batch(commands: readonly string[]): Promise<void> {
    const file = await Deno.makeTempFile();
    try {
      await Deno.writeTextFile(file, commands.join("\n"));
      await run(["ip", "-n", this.#name, "-batch", file]);
    } finally {
      await Deno.remove(file);
    }
  }

  /** What `ip -j COMMAND` says of its interfaces. */
  async links(command: string): Promise<readonly IpLink[]> {
    return JSON.parse(await this.#ip(command));
  }

  /** What `ip -j COMMAND` says of its routes. */
  async routes(command: string): Promise<readonly IpRoute[]> {
    return JSON.parse(await this.#ip(command));
  }

  /** Runs a program in it. */
  exec(...command: readonly string[]): Promise<string> {
    return run(["ip", "netns", "exec", this.#name, ...command]);
  }

  /** What our code says of it. */
  async tell(...targets: readonly string[]): Promise<Told> {
    return JSON.parse(
      await this.exec(Deno.execPath(), "run", "-qA", TELL, ...targets),
    );
  }

  /** Starts a script in it, and waits until it says that it is ready. */
  async start(script: string, ready: string): Promise<Running> {
    const child = new Deno.Command("ip", {
      args: [
        "netns",
        "exec",
        this.#name,
        Deno.execPath(),
        "run",
        "-qA",
        script,
      ],
      stdout: "piped",
    }).spawn();
    const reader = child.stdout.pipeThrough(new TextDecoderStream())
      .getReader();
    const { value = "" } = await reader.read();
    if (!value.startsWith(ready)) {
      throw new Error(`Cannot use ${script} as it said: ${value}`);
    }
    return {
      pid: child.pid,
      async [Symbol.asyncDispose]() {
        child.kill();
        await reader.cancel();
        await child.status;
      },
    };
  }

  /** Our code watching it. */
  watch(): Watcher {
    return new Watcher(this.#name);
  }

  /** Tries until something is so. */
  async until(isSo: () => Promise<boolean>): Promise<void> {
    const deadlineMs = performance.now() + PATIENCE_MS;
    while (!await isSo()) {
      if (performance.now() > deadlineMs) throw new Error("It never was so");
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await run(["ip", "netns", "del", this.#name]);
  }

  #ip(command: string): Promise<string> {
    return run(["ip", "-n", this.#name, "-j", ...command.split(" ")]);
  }
}

/** `tell.ts --watch` in a namespace. */
export class Watcher implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #lines: ReadableStreamDefaultReader<string>;
  #rest = "";

  constructor(namespace: string) {
    this.#child = new Deno.Command("ip", {
      args: ["netns", "exec", namespace, Deno.execPath(), "run", "-qA", TELL]
        .concat("--watch"),
      stdout: "piped",
    }).spawn();
    const texts = this.#child.stdout.pipeThrough(new TextDecoderStream());
    this.#lines = texts.getReader();
  }

  /** Waits until it tells what is wanted; how often it told something. */
  async until(isWanted: (told: Told) => boolean): Promise<number> {
    const timer = setTimeout(() => this.#child.kill(), PATIENCE_MS);
    try {
      let told = 1;
      while (!isWanted(await this.#next())) told++;
      return told;
    } finally {
      clearTimeout(timer);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill();
    await this.#lines.cancel();
    await this.#child.status;
  }

  async #next(): Promise<Told> {
    for (;;) {
      const end = this.#rest.indexOf("\n");
      if (end >= 0) {
        const line = this.#rest.slice(0, end);
        this.#rest = this.#rest.slice(end + 1);
        return JSON.parse(line);
      }
      const { done, value } = await this.#lines.read();
      if (done) throw new Error("The watcher ended, or told nothing new");
      this.#rest += value;
    }
  }
}

async function run(command: readonly string[]): Promise<string> {
  const [program = "", ...args] = command;
  const output = await new Deno.Command(program, { args }).output();
  if (!output.success) {
    const said = new TextDecoder().decode(output.stderr);
    throw new Error(`Cannot run ${command.join(" ")} as it said: ${said}`);
  }
  return new TextDecoder().decode(output.stdout);
}
