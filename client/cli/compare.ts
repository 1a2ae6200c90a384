/** `bufferbane compare interfaces|servers|periods`: what differs, and is it sure? @module */

import { defineCommand } from "citty";
import { localText } from "../analysis/local_text.ts";
import type { Comparison, SignalCause } from "../analysis/compare/mod.ts";
import { wrap } from "./bloat/wrap.ts";
import { compareInterfaces } from "./compare/interfaces.ts";
import { aroundNote, comparePeriods, periodFrom } from "./compare/periods.ts";
import { compareServers } from "./compare/servers.ts";
import { availabilityLines, comparisonLines } from "./compare/text.ts";
import { printable } from "./console/format.ts";
import type { Command, Output } from "./dispatch.ts";
import { EXIT, type ExitCode } from "./exit_codes.ts";
import {
  LOOK_BACK_ARGS,
  type LookBack,
  lookBack,
  tellNoData,
} from "./look_back.ts";
import { JSON_ARG } from "./shared_args.ts";
import { textColumns } from "./terminal_size.ts";
import { snakeJson } from "../export/snake_json.ts";

/** Longer lines are hard to read. */
const MOST_COLUMNS = 100;

/** The command, for citty. */
export function compareCommand(output: Output): Command {
  return defineCommand({
    meta: {
      name: "compare",
      description: "Interfaces, servers or periods against each other",
    },
    subCommands: {
      interfaces: defineCommand({
        meta: {
          name: "interfaces",
          description: "Wi-Fi or line? All interfaces in the same seconds",
        },
        args: { ...LOOK_BACK_ARGS, ...JSON_ARG },
        run: ({ args }) =>
          lookBack(
            args,
            output,
            () => (at) => interfaces(at, args.json, output),
          ),
      }),
      servers: defineCommand({
        meta: {
          name: "servers",
          description: "Servers and targets, each with the nearest",
        },
        args: { ...LOOK_BACK_ARGS, ...JSON_ARG },
        run: ({ args }) =>
          lookBack(args, output, () => (at) => servers(at, args.json, output)),
      }),
      periods: defineCommand({
        meta: {
          name: "periods",
          description: "Two times, or before and after a note",
        },
        args: {
          first: {
            type: "positional",
            required: false,
            valueHint: "START..END",
            description: 'E.g. "2025-10-18 18:00..2025-10-18 22:00"',
          },
          second: {
            type: "positional",
            required: false,
            valueHint: "START..END",
            description: "What is compared with it",
          },
          note: {
            type: "string",
            valueHint: "TEXT",
            description: "The time before and after the note with this text",
          },
          interfaces: LOOK_BACK_ARGS.interfaces,
          targets: LOOK_BACK_ARGS.targets,
          config: LOOK_BACK_ARGS.config,
          db: LOOK_BACK_ARGS.db,
          ...JSON_ARG,
        },
        run: ({ args }) =>
          lookBack(args, output, () => {
            const periodsOf = periodsFrom(args);
            return (at) =>
              periods(at, { periodsOf, isJson: args.json, output });
          }),
      }),
    },
  });
}

function interfaces(
  at: LookBack,
  isJson: boolean,
  output: Output,
): ExitCode {
  const found = compareInterfaces(at, Math.random);
  const names = found.availability.each.map((one) => one.interface);
  if (names.length === 0) return tellNoData(at, output);
  if (names.length < 2 && found.families.length === 0) {
    output.err(
      `Cannot compare interfaces as only ${names.join()} was measured: name two in [general] interfaces\n`,
    );
    return EXIT.noData;
  }
  if (isJson) return tellJson(at, found, output);
  const { comparisons, families, availability } = found;
  const width = widthNow();
  tell(at, output, [
    ...comparisons.flatMap((one) => [
      ...comparisonLines(one, width),
      ...signalLines(one.signal, width),
      "",
    ]),
    ...families.flatMap((one) => [...comparisonLines(one, width), ""]),
    ...availabilityLines(availability, width),
  ]);
  return EXIT.done;
}

function servers(at: LookBack, isJson: boolean, output: Output): ExitCode {
  const comparisons = compareServers(at, Math.random);
  if (comparisons.length === 0) return tellNoData(at, output);
  if (isJson) return tellJson(at, { comparisons }, output);
  tell(at, output, blocks(comparisons));
  return EXIT.done;
}

function periods(at: LookBack, { periodsOf, isJson, output }: {
  readonly periodsOf: ReturnType<typeof periodsFrom>;
  readonly isJson: boolean;
  readonly output: Output;
}): ExitCode {
  const { before, after } = periodsOf(at);
  const found = comparePeriods(at, { before, after }, Math.random);
  if (found.comparisons.length === 0) {
    return tellNoData({
      ...at,
      period: { fromMs: before.fromMs, toMs: after.toMs },
    }, output);
  }
  if (isJson) return tellJson(at, found, output);
  const width = widthNow();
  output.out(
    [before, after].map(({ label, fromMs, toMs }) =>
      `${label}: ${localText(fromMs)} to ${localText(toMs)}\n`
    ).join(""),
  );
  const lines = [
    ...found.warnings.flatMap((text) =>
      wrap(`Mind: ${printable(text)}`, { width })
    ),
    "",
    ...blocks(found.comparisons),
  ];
  output.out(`${lines.join("\n")}\n`);
  return EXIT.done;
}

/** Which times are meant; the note's are known once the store is open. */
function periodsFrom(args: {
  readonly first?: string | undefined;
  readonly second?: string | undefined;
  readonly note?: string | undefined;
}) {
  const { first, second, note } = args;
  if (note !== undefined && first === undefined) {
    return (at: LookBack) => aroundNote(at, note, Date.now());
  }
  if (note !== undefined || first === undefined || second === undefined) {
    throw new SyntaxError(
      'Cannot compare periods without two of them, each "START..END", or --note TEXT',
    );
  }
  const before = {
    ...periodFrom(first),
    name: "first",
    label: "in the first period",
  };
  const after = {
    ...periodFrom(second),
    name: "second",
    label: "in the second period",
  };
  return () => ({ before, after });
}

function blocks(comparisons: readonly Comparison[]): readonly string[] {
  const width = widthNow();
  return comparisons.flatMap((one, at) => [
    ...(at === 0 ? [] : [""]),
    ...comparisonLines(one, width),
  ]);
}

function signalLines(
  signal: SignalCause | null,
  width: number,
): readonly string[] {
  if (signal === null) return [];
  const { worstDbm, goodDbm } = signal;
  return wrap(
    `It goes with the Wi-Fi signal: ${
      Math.round(worstDbm)
    } dBm in the worst tenth of the time, ${
      Math.round(goodDbm)
    } dBm in the better half. Move closer to the access point, or move that.`,
    { width, indent: "   " },
  );
}

function tell(at: LookBack, output: Output, lines: readonly string[]): void {
  const { host, period } = at;
  output.out(
    `${printable(host)}, ${localText(period.fromMs)} to ${
      localText(period.toMs)
    }\n\n${lines.join("\n")}\n`,
  );
}

function tellJson(at: LookBack, found: object, output: Output): ExitCode {
  const { host, period } = at;
  output.out(`${snakeJson({ host, period, ...found })}\n`);
  return EXIT.done;
}

function widthNow(): number {
  return Math.min(MOST_COLUMNS, textColumns());
}
