/** `bufferbane-server`. @module */

import {
  isJournal,
  LibcError,
  openLibc,
  OutputError,
  readFile,
  readText,
  writeDiagnosis,
  writeFault,
  writePrivateFile,
  writeResult,
} from "@bufferbane/ffi";
import { readArguments, UsageError } from "./arguments.ts";
import { loadConfig } from "./config/load.ts";
import { ConfigError } from "./config/parse.ts";
import { renderTemplate } from "./config/template.ts";
import manifest from "./deno.json" with { type: "json" };
import { ListenError } from "./threads.ts";
import type { Outside } from "./outside.ts";
import { runServer, type RunSignals } from "./run.ts";
import { renderStatus, type Status } from "./status.ts";
import { askStatus, statusPath } from "./status_socket.ts";

const EXIT = { done: 0, failed: 1, badUsage: 2 } as const;

/** What the program tells the shell. */
export type ExitCode = typeof EXIT[keyof typeof EXIT];

const DEFAULT_CONFIG = "server.conf";

const USAGE = `bufferbane-server: answers the probes of bufferbane clients

  bufferbane-server --config FILE            run until stopped; SIGHUP takes
                                             over changed secrets
  bufferbane-server config init              write a server.conf
                    [--output FILE] [--force]
  bufferbane-server config check             say all that is wrong with it
                    [--config FILE]
  bufferbane-server secret                   print a new secret
  bufferbane-server status [--config FILE]   sessions, rates, drops
                    [--json]
  bufferbane-server --version
`;

/**
 * Runs the program.
 *
 * @param args The command line, without the program's name.
 * @param outside The world.
 * @param signals What a running server is told.
 * @returns The exit code.
 */
export async function main(
  args: readonly string[],
  outside: Outside,
  signals: RunSignals,
): Promise<ExitCode> {
  try {
    if (args.includes("--help") || args.includes("-h")) {
      outside.out(USAGE);
      return EXIT.done;
    }
    return await runCommand(args, outside, signals);
  } catch (error) {
    // The reader (`| head`) has seen enough: not our failure.
    if (error instanceof Deno.errors.BrokenPipe) return EXIT.done;
    const isUsage = error instanceof UsageError || error instanceof ConfigError;
    const isKnown = isUsage || error instanceof ListenError ||
      error instanceof LibcError || error instanceof OutputError;
    if (!isKnown) throw error;
    outside.err(`${error.message}\n`);
    return isUsage ? EXIT.badUsage : EXIT.failed;
  }
}

async function runCommand(
  args: readonly string[],
  outside: Outside,
  signals: RunSignals,
): Promise<ExitCode> {
  const [command = "", ...rest] = args;
  switch (command) {
    case "--version":
      outside.out(
        `bufferbane-server ${manifest.version} (Deno ${Deno.version.deno})\n`,
      );
      return EXIT.done;
    case "secret":
      readArguments(rest, {}, { maxWords: 0 });
      outside.out(`${outside.random(32).toHex()}\n`);
      return EXIT.done;
    case "status":
      return await status(rest, outside);
    case "config":
      return config(rest, outside);
  }
  if (command !== "" && !command.startsWith("-")) {
    throw new UsageError(
      `Cannot run "${command}" as there is no such command (there are: config, secret, status)`,
    );
  }
  const { options } = readArguments(args, { config: true }, { maxWords: 0 });
  const path = options.get("config");
  if (path === undefined) {
    throw new UsageError(
      "Cannot run without a configuration (allowed: --config FILE; " +
        "`bufferbane-server config init` writes one)",
    );
  }
  await runServer(path, outside, signals);
  return EXIT.done;
}

function config(args: readonly string[], outside: Outside): ExitCode {
  const [command, ...rest] = args;
  if (command === "init") return initConfig(rest, outside);
  if (command !== "check") {
    throw new UsageError(
      "Cannot run `config` without a subcommand (there are: init, check)",
    );
  }
  const { options, words } = readArguments(rest, { config: true }, {
    maxWords: 1,
  });
  const named = options.get("config");
  if (named !== undefined && words[0] !== undefined) {
    throw new UsageError(
      "Cannot use --config together with FILE: each names the configuration",
    );
  }
  const path = named ?? words[0] ?? DEFAULT_CONFIG;
  const { settings, warnings } = loadConfig(path, outside.readFile);
  for (const warning of warnings) outside.err(`Warning: ${warning}\n`);
  const clients = settings.clients.length +
    (settings.security.sharedSecret === "" ? 0 : 1);
  outside.out(`${path} is valid; clients with a secret: ${clients}.\n`);
  return EXIT.done;
}

function initConfig(args: readonly string[], outside: Outside): ExitCode {
  const known = { output: true, force: false };
  const { options } = readArguments(args, known, { maxWords: 0 });
  const path = options.get("output") ?? DEFAULT_CONFIG;
  if (path === "-") {
    outside.out(renderTemplate());
    return EXIT.done;
  }
  try {
    outside.writeFile(path, renderTemplate(), {
      isReplacing: options.has("force"),
    });
  } catch (error) {
    const reason = error instanceof Deno.errors.AlreadyExists
      ? "it exists already (--force replaces it)"
      : writeFault(error);
    if (reason === undefined) throw error;
    outside.err(`Cannot write ${path} as ${reason}\n`);
    return EXIT.failed;
  }
  outside.out(
    `Wrote ${path}: every option, each at its default.\n` +
      "Next: put a secret in it (`bufferbane-server secret` prints one), run " +
      `\`bufferbane-server config check ${path}\`, then ` +
      `\`bufferbane-server --config ${path}\`.\n`,
  );
  return EXIT.done;
}

async function status(
  args: readonly string[],
  outside: Outside,
): Promise<ExitCode> {
  const known = { config: true, json: false };
  const { options } = readArguments(args, known, { maxWords: 0 });
  const path = socketOf(options.get("config"), outside);
  const answer = await statusAt(path);
  if (typeof answer === "string") {
    outside.err(`Cannot ask at ${path} as ${answer}\n`);
    return EXIT.failed;
  }
  outside.out(
    options.has("json")
      ? `${JSON.stringify(answer, undefined, 2)}\n`
      : renderStatus(answer),
  );
  return EXIT.done;
}

/** What a running server tells, or why it does not. */
async function statusAt(path: string): Promise<Status | string> {
  try {
    return await askStatus(path) ?? "no server listens there";
  } catch (error) {
    if (error instanceof Deno.errors.PermissionDenied) {
      return "only root and the server's own user may";
    }
    // It stops while it answers.
    if (error instanceof SyntaxError) return "the server hung up";
    if (error instanceof Error && "code" in error) return error.message;
    throw error;
  }
}

function socketOf(configPath: string | undefined, outside: Outside): string {
  if (configPath === undefined) return statusPath(9_876, outside.env);
  const { general } = loadConfig(configPath, outside.readFile).settings;
  return general.statusSocket || statusPath(general.bindPort, outside.env);
}

/** This machine and this process. */
function systemOutside(): Outside {
  return {
    out: writeResult,
    err: writeDiagnosis,
    isJournal: isJournal(
      Deno.env.get("JOURNAL_STREAM"),
      () => Deno.statSync("/proc/self/fd/2"),
    ),
    env: (name) => Deno.env.get(name),
    readFile,
    readText,
    writeFile: writePrivateFile,
    openLibc,
    random: (count) => crypto.getRandomValues(new Uint8Array(count)),
    cores: navigator.hardwareConcurrency,
  };
}

/** The signals that stop and reload a program. */
function systemSignals(): RunSignals {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => stop.abort());
  }
  return {
    stop: stop.signal,
    onReload: (reload) => Deno.addSignalListener("SIGHUP", reload),
  };
}

if (import.meta.main) {
  const code = await main(Deno.args, systemOutside(), systemSignals());
  // Signal listeners would keep the process.
  Deno.exit(code);
}
