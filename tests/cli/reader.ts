/** Somebody who types what the documents say, word for word. @module */

import { join } from "node:path";
import { EXIT } from "../../client/cli/exit_codes.ts";
import { within } from "../lab/lab.ts";
import { spawn, type Spawned } from "../lab/spawned.ts";
import { type Block, commandsOf, noteOf } from "./documents.ts";
import { type Household, openHousehold } from "./household.ts";
import { finishCommand } from "./program.ts";

const ROOT = join(import.meta.dirname ?? ".", "..", "..");

/** What runs until it is stopped, and what it says when it is up. */
const LASTING: readonly (readonly [command: RegExp, ready: RegExp])[] = [
  [
    /task server --config|bufferbane-server --config/,
    /listening on 0\.0\.0\.0:9876/,
  ],
  [/task start --config/, / Server server .* answers/],
  [/task start$|^bufferbane( monitor)?$/, /\S/],
  [/ dashboard\b/, /https?:/],
];

/** What changes nothing that others need, and may take its time beside them. */
const ALONGSIDE =
  / (bloat|throughput|generate|diagnose|stats|events|charts?|report)\b/;

/** Below the reader's home. */
const DATABASE = ".local/state/bufferbane/bufferbane.db";

/** After that a command is taken for one that does not end. */
const LONGEST = "3m";

/** Where the server of test traffic listens. */
const WEB_PORT = "8080";

/** Words that stand for others. */
const SERVER_NAME = "your.server.example";
const SECRET_WORDS = /"the [a-z ]*64 digits[a-z ]*"/;

/** The reader, with a home, a server, and a folder on each. */
export class Reader implements AsyncDisposable {
  readonly #stack: AsyncDisposableStack;
  readonly #home: Household;
  readonly #serverFolder: string;
  readonly #lasting = new Map<string, Spawned>();
  readonly #alongside: Promise<void>[] = [];
  #secret = "";

  private constructor(
    stack: AsyncDisposableStack,
    home: Household,
    serverFolder: string,
  ) {
    this.#stack = stack;
    this.#home = home;
    this.#serverFolder = serverFolder;
  }

  /** Moves in. */
  static async open(): Promise<Reader> {
    await using stack = new AsyncDisposableStack();
    const home = stack.use(await openHousehold());
    await home.lab.deno(home.lab.server, "tests/peers/generator_sink.ts", {
      args: [WEB_PORT],
      ready: /listening/,
    });
    const serverFolder = `${home.here.folder}/server`;
    await Deno.mkdir(`${home.here.folder}/bin`);
    await Deno.mkdir(serverFolder);
    for (const [name, script] of Object.entries(PROGRAMS)) {
      const path = `${home.here.folder}/bin/${name}`;
      await Deno.writeTextFile(path, script);
      await Deno.chmod(path, 0o755);
    }
    return new Reader(stack.move(), home, serverFolder);
  }

  /**
   * Does what a block says.
   *
   * @throws {Error} When a command fails, with what it said.
   */
  async follow(block: Block): Promise<void> {
    if (noteOf(block, "not run: ") !== undefined) return;
    if (block.language === "toml") return await this.#write(block);
    if (block.language === "sql") return await this.#query(block);
    if (block.language !== "sh") return;
    const added = noteOf(block, "adds: ");
    for (const command of commandsOf(block)) {
      await this.#type(
        added === undefined ? command : `${command} ${added}`,
        `${block.path}:${block.line}`,
      );
    }
  }

  /** Waits for what takes long. */
  async finish(): Promise<void> {
    await Promise.all(this.#alongside);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.#alongside);
    await Promise.all([...this.#lasting.values()].map((one) => one.stop()));
    await this.#stack.disposeAsync();
  }

  async #type(typed: string, place: string): Promise<void> {
    const isServer = /^(deno task server|bufferbane-server)\b/.test(typed);
    const command = this.#around(
      typed.replace(SERVER_NAME, this.#home.lab.server4),
      isServer,
    );
    const ready = LASTING.find(([pattern]) => pattern.test(typed))?.[1];
    if (ready !== undefined) {
      // One monitor, and one server, at a time.
      const role = typed.includes(" dashboard") ? "dashboard" : `${isServer}`;
      await this.#lasting.get(role)?.stop();
      this.#lasting.set(role, await spawn(command, { ready }));
      return;
    }
    const running = this.#run(command, `${place}: ${typed}`);
    if (ALONGSIDE.test(typed)) {
      // It is waited for in the end, and told then.
      running.catch(() => {});
      this.#alongside.push(running.then(() => {}));
      return;
    }
    const stdout = await running;
    if (/ secret$/.test(typed)) this.#secret = stdout.trim();
  }

  async #run(command: readonly string[], what: string): Promise<string> {
    const { code, stdout, stderr } = await finishCommand([
      "timeout",
      LONGEST,
      ...command,
    ]);
    if (code === EXIT.done || code === EXIT.noData) return stdout;
    throw new Error(`${what}\nends with ${code}: ${stderr}${stdout}`);
  }

  /** The command as a shell of the reader's takes it. */
  #around(typed: string, isServer: boolean): readonly string[] {
    const { lab, here } = this.#home;
    return within(isServer ? lab.server : lab.client, [
      ...["env", `--chdir=${isServer ? this.#serverFolder : here.folder}`],
      `PATH=${here.folder}/bin:${Deno.env.get("PATH")}`,
      `HOME=${here.folder}`,
      `XDG_RUNTIME_DIR=${here.folder}`,
      ...["XDG_STATE_HOME=", "XDG_CONFIG_HOME="],
      `DENO_DIR=${
        Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`
      }`,
      `REAL_DENO=${Deno.execPath()}`,
      `ROOT=${ROOT}`,
      // `exec`: a signal is for the program, not for the shell.
      ...["bash", "-c", /[|;&]/.test(typed) ? typed : `exec ${typed}`],
    ]);
  }

  /** A question to the database, by the program that everybody has. */
  async #query({ path, line, text }: Block): Promise<void> {
    const { lab, here } = this.#home;
    const answer = await this.#run(
      within(lab.client, [
        ...["sqlite3", "-readonly", `${here.folder}/${DATABASE}`, text],
      ]),
      `${path}:${line}: ${text}`,
    );
    if (answer === "") throw new Error(`${path}:${line}: no row`);
  }

  /** A file of the reader's, by a block with a note. */
  async #write(block: Block): Promise<void> {
    const text = block.text
      .replace(SERVER_NAME, this.#home.lab.server4)
      .replace(SECRET_WORDS, `"${this.#secret}"`);
    const whole = noteOf(block, "writes: ");
    if (whole !== undefined) {
      const path = `${this.#home.here.folder}/${whole}`;
      return await Deno.writeTextFile(path, `${text}\n`, { mode: 0o600 });
    }
    const [file = "", line] = noteOf(block, "replaces in ")?.split(": ") ?? [];
    if (line === undefined) return;
    const path = `${this.#serverFolder}/${file}`;
    const before = await Deno.readTextFile(path);
    if (!before.includes(`\n${line}\n`)) {
      throw new Error(`${block.path}:${block.line}: no "${line}" in ${file}`);
    }
    await Deno.writeTextFile(path, before.replace(line, text));
  }
}

/** What the documents call programs, here. */
const PROGRAMS = {
  "bufferbane":
    '#!/bin/sh\nexec "$REAL_DENO" run -A --quiet --config "$ROOT/deno.json" "$ROOT/client/main.ts" "$@"\n',
  "bufferbane-server":
    '#!/bin/sh\nexec "$REAL_DENO" run -A --quiet --config "$ROOT/deno.json" "$ROOT/server/main.ts" "$@"\n',
  "npx": '#!/bin/sh\nshift 2\nexec deno "$@"\n',
  "deno": `#!/bin/sh
case "$*" in
  "task start"*) shift 2; exec bufferbane "$@" ;;
  "task server"*) shift 2; exec bufferbane-server "$@" ;;
  "run -A client/main.ts"*) shift 3; exec bufferbane "$@" ;;
esac
cd "$ROOT" && exec "$REAL_DENO" "$@"
`,
};
