/** `bufferbane config init | check | show`. @module */

import { writeFault } from "@bufferbane/ffi";
import { defineCommand } from "citty";
import {
  type Config,
  ConfigError,
  effectiveSettings,
  loadConfig,
  renderTemplate,
} from "../config/mod.ts";
import type { ConfigIo } from "./config_io.ts";
import type { Command } from "./dispatch.ts";
import { EXIT, type ExitCode } from "./exit_codes.ts";
import { JSON_ARG } from "./shared_args.ts";

/** Where `config init` writes without `--output`: the first place looked at. */
const DEFAULT_OUTPUT = "client.conf";

/** What `config init` was asked for. */
export interface InitArgs {
  /** The file to write; `-` is standard output. */
  readonly output: string;
  /** Whether a file that exists may be replaced. */
  readonly force: boolean;
}

/** What `config check` was asked for. */
export interface CheckArgs {
  /** The file; `undefined` for the one that would be used. */
  readonly file: string | undefined;
}

/** What `config show` was asked for. */
export interface ShowArgs extends CheckArgs {
  /** Whether a machine reads the result. */
  readonly json: boolean;
}

/** Writes a template with every option. */
export function initConfig(
  { output, force }: InitArgs,
  io: ConfigIo,
): ExitCode {
  if (output === "-") {
    io.out(renderTemplate());
    return EXIT.done;
  }
  try {
    io.writeFile(output, renderTemplate(), { isReplacing: force });
  } catch (error) {
    const reason = error instanceof Deno.errors.AlreadyExists
      ? "it exists already (--force replaces it)"
      : writeFault(error);
    if (reason === undefined) throw error;
    io.err(`Cannot write ${output} as ${reason}\n`);
    return EXIT.failed;
  }
  io.out(
    `Wrote ${output}: every option, each at its default.\n` +
      `Next: edit it, run \`bufferbane config check ${output}\`, then ` +
      `\`bufferbane --config ${output}\`.\n`,
  );
  return EXIT.done;
}

/** Goes on with the file that was named, alone or as other commands have it. */
function withFile(
  { file, config }: {
    readonly file?: string | undefined;
    readonly config?: string | undefined;
  },
  io: ConfigIo,
  run: (file: string | undefined) => ExitCode,
): ExitCode {
  if (file === undefined || config === undefined) return run(file ?? config);
  io.err(
    "Cannot use --config together with FILE: each names the configuration\n",
  );
  return EXIT.badUsage;
}

/** Says whether the configuration is valid, and what it sets. */
function checkConfig({ file }: CheckArgs, io: ConfigIo): ExitCode {
  const config = loadOrExplain(file, io);
  if (config === undefined) return EXIT.badUsage;
  if (config.path === undefined) {
    io.out("There is no client.conf: the defaults apply.\n");
    return EXIT.done;
  }
  const { settings, lines, path } = config;
  const set = effectiveSettings(settings).filter(({ key }) => lines.has(key))
    .map(({ key, text }) => `  ${key} = ${text}\n`);
  io.out(
    set.length === 0
      ? `${path} is valid. It sets nothing: the defaults apply.\n`
      : `${path} is valid. It sets:\n${set.join("")}`,
  );
  return EXIT.done;
}

/** Says which settings apply, and where each comes from. */
function showConfig({ file, json }: ShowArgs, io: ConfigIo): ExitCode {
  const config = loadOrExplain(file, io);
  if (config === undefined) return EXIT.badUsage;
  const { settings, lines, path } = config;
  const rows = effectiveSettings(settings).map((row) => {
    const line = lines.get(row.key);
    const origin = line === undefined ? "default" : `${path}:${line}`;
    return { ...row, origin };
  });
  if (json) {
    const bySetting = rows.map(({ key, value, origin }) =>
      [key, { value, origin }] as const
    );
    const result = {
      path: path ?? null,
      settings: Object.fromEntries(bySetting),
    };
    io.out(`${JSON.stringify(result, undefined, 2)}\n`);
    return EXIT.done;
  }
  for (const { key, text, origin } of rows) {
    io.out(`${`${key} = ${text}`.padEnd(48)} # ${origin}\n`);
  }
  return EXIT.done;
}

/** The configuration, its warnings told; `undefined`, all told, if invalid. */
function loadOrExplain(
  file: string | undefined,
  io: ConfigIo,
): Config | undefined {
  try {
    const config = loadConfig(io, file);
    for (const warning of config.warnings) io.err(`Warning: ${warning}\n`);
    return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const { message } of error.problems) io.err(`${message}\n`);
    return undefined;
  }
}

/**
 * The commands for citty; each returns its exit code.
 *
 * @param io The outside world.
 */
export function configCommand(io: ConfigIo): Command {
  const where = {
    file: {
      type: "positional",
      required: false,
      description: "The file; without it, the one that would be used",
    },
    config: {
      type: "string",
      valueHint: "FILE",
      description: "The file, as other commands have it",
    },
  } as const;
  return defineCommand({
    meta: { name: "config", description: "Write, check or show client.conf" },
    subCommands: {
      init: defineCommand({
        meta: { name: "init", description: "Write a template" },
        args: {
          output: {
            type: "string",
            default: DEFAULT_OUTPUT,
            valueHint: "FILE",
            description: "Where to; - is standard output",
          },
          force: {
            type: "boolean",
            default: false,
            description: "Replace a file that exists",
          },
        },
        run: ({ args }) => initConfig(args, io),
      }),
      check: defineCommand({
        meta: { name: "check", description: "Say all that is wrong" },
        args: where,
        run: ({ args }) =>
          withFile(args, io, (file) => checkConfig({ file }, io)),
      }),
      show: defineCommand({
        meta: { name: "show", description: "Show what applies, and why" },
        args: {
          ...where,
          ...JSON_ARG,
        },
        run: ({ args }) =>
          withFile(
            args,
            io,
            (file) => showConfig({ file, json: args.json }, io),
          ),
      }),
    },
  });
}
