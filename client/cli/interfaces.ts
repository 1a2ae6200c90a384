/** `bufferbane interfaces`: what this machine is connected by. @module */

import { LibcError, openLibc } from "@bufferbane/ffi";
import { defineCommand } from "citty";
import {
  type CounterSample,
  gatewayOf,
  type Links,
  rates,
  readText,
  systemLinks,
  type SystemResolvers,
  systemResolvers,
} from "../links/mod.ts";
import { systemWifi, type WifiReader } from "../links/wifi.ts";
import { type Clock, unixMs } from "../model/mod.ts";
import type { Command, Output } from "./dispatch.ts";
import { EXIT, type ExitCode } from "./exit_codes.ts";
import { snapshotJson } from "./interfaces_json.ts";
import { inventoryLines, rateLines, type Snapshot } from "./interfaces_text.ts";
import { filterOf, LOOK_BACK_ARGS, lookBack } from "./look_back.ts";
import { redrawn, waitUnlessStopped } from "./redraw.ts";
import { JSON_ARG } from "./shared_args.ts";
import { stopSignal } from "./stop_signal.ts";
import { systemClock } from "./system_clock.ts";
import { redrawable, type TerminalSize } from "./terminal_size.ts";

/** The options of a look back; there are no targets in it. */
const { targets: _targets, ...PERIOD_ARGS } = LOOK_BACK_ARGS;

/** From one sample to the next. */
const PERIOD_MS = 1000;

/** What a line may be long where there is no terminal. */
const DEFAULT_COLUMNS = 80;

/** What was asked for. */
export interface InterfacesArgs {
  /** Whether a machine reads the result. */
  readonly json: boolean;
  /** Whether to go on until stopped. */
  readonly watch: boolean;
  /** Only these; all of them unless given. */
  readonly only?: readonly string[] | undefined;
}

/** The outside world, as far as `bufferbane interfaces` needs it. */
export interface InterfacesIo extends Output {
  /** The kernel's word. */
  readonly links: Links;
  /** The radios' word. */
  readonly wifi: WifiReader;
  /** Whom this machine asks for names. */
  readonly resolvers: () => SystemResolvers;
  /** The time. */
  readonly clock: Clock;
  /** The terminal's size now, in characters; `null` if there is none. */
  readonly terminal: () => TerminalSize | null;
  /** Waits; `false` if it is time to stop. */
  readonly wait: (ms: number) => Promise<boolean>;
}

/** Counters by interface index. */
type Samples = ReadonlyMap<number, CounterSample>;

/** Shows the interfaces once, or their rates every second until stopped. */
export async function showInterfaces(
  { json, watch, only }: InterfacesArgs,
  io: InterfacesIo,
): Promise<ExitCode> {
  let before: Samples = new Map();
  try {
    const have = io.links.interfaces().map(({ name }) => name);
    const missing = only?.find((name) => !have.includes(name));
    if (missing !== undefined) {
      io.err(
        `Cannot show ${missing} as there is no such interface (have: ${
          have.join(", ")
        })\n`,
      );
      return EXIT.failed;
    }
    do {
      const now = sampleCounters(io);
      const snapshot = takeSnapshot(io, { before, now, only });
      io.out(json ? `${snapshotJson(snapshot)}\n` : show(snapshot, watch, io));
      before = now;
    } while (watch && await io.wait(PERIOD_MS));
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof LibcError)) throw error;
    io.err(`Cannot list the interfaces as the kernel refused: ${error.code}\n`);
    return EXIT.failed;
  }
}

function sampleCounters({ links, clock }: InterfacesIo): Samples {
  const atNs = clock.mono();
  return new Map(
    links.counters().map((counters) => [counters.index, { atNs, counters }]),
  );
}

function takeSnapshot(
  { links, wifi, resolvers, clock }: InterfacesIo,
  { before, now, only }: {
    readonly before: Samples;
    readonly now: Samples;
    readonly only: readonly string[] | undefined;
  },
): Snapshot {
  const routes = links.defaultRoutes();
  const shown = links.interfaces()
    .filter(({ name }) => only === undefined || only.includes(name));
  const readings = shown.map((link) => {
    const [earlier, later] = [before.get(link.index), now.get(link.index)];
    const gateways = ([4, 6] as const).flatMap((family) =>
      gatewayOf(routes, link.name, { family }) ?? []
    );
    return {
      link,
      gateways,
      wifi: link.connectionType === "wifi" ? wifi.read(link) : null,
      counters: later?.counters ?? null,
      rates: earlier && later ? rates(earlier, later) : null,
    };
  });
  const atMs = unixMs(clock.wall());
  return { atMs, readings, resolvers: resolvers() };
}

function show(snapshot: Snapshot, watch: boolean, io: InterfacesIo): string {
  const terminal = io.terminal();
  const columns = terminal?.columns ?? DEFAULT_COLUMNS;
  if (!watch) return `${inventoryLines(snapshot, columns).join("\n")}\n`;
  return redrawn(rateLines(snapshot, columns), terminal);
}

/** The command, for citty. */
export function interfacesCommand(output: Output): Command {
  return defineCommand({
    meta: {
      name: "interfaces",
      description: "Show the network interfaces, their counters and rates",
    },
    args: {
      ...PERIOD_ARGS,
      ...JSON_ARG,
      watch: {
        type: "boolean",
        default: false,
        description: "Rates, every second, until stopped",
      },
    },
    async run({ args }) {
      const { json, watch } = args;
      if ([args.last, args.start, args.end].some((one) => one !== undefined)) {
        const { showTotals } = await import("./interface_totals.ts");
        return await lookBack(args, output, () => {
          if (!watch) return (at) => showTotals(at, json, output);
          throw new SyntaxError(
            "Cannot use --watch together with --last, --start or --end: it shows what happens now",
          );
        });
      }
      if (args.db !== undefined || args.config !== undefined) {
        output.err(
          "Cannot use --db or --config without --last, --start or --end: what happens now stands in no database\n",
        );
        return EXIT.badUsage;
      }
      using libc = openLibc();
      using stop = stopSignal(readText("/proc/self/status") ?? "");
      const only = filterOf(args).interfaces;
      return await showInterfaces({ json, watch, only }, {
        ...output,
        links: systemLinks(libc, readText),
        wifi: systemWifi(libc, readText),
        resolvers: () => systemResolvers(readText),
        clock: systemClock(libc),
        terminal: () => redrawable(Deno.stdout),
        wait: (ms) => waitUnlessStopped(ms, stop.signal),
      });
    },
  });
}
