/** `bufferbane diagnose`: what is wrong with the line, and whose fault it is. @module */

import { defineCommand } from "citty";
import { diagnose, tracedTroubles } from "../analysis/scenarios/mod.ts";
import { diagnosisLines } from "./diagnose/text.ts";
import { againstReference } from "./compare/interfaces.ts";
import { knownHops, observedOf } from "./diagnose/observed.ts";
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

/** Evenings and nights tell, so a day is too little. */
const DEFAULT_LAST = "7d";

/** Longer lines are hard to read. */
const MOST_COLUMNS = 100;

/** The command, for citty. */
export function diagnoseCommand(output: Output): Command {
  return defineCommand({
    meta: {
      name: "diagnose",
      description: "What is wrong with the line, and whose fault it is",
    },
    args: {
      ...LOOK_BACK_ARGS,
      last: {
        ...LOOK_BACK_ARGS.last,
        valueHint: DEFAULT_LAST,
      },
      ...JSON_ARG,
    },
    run: ({ args }) => {
      const isOpen = args.last === undefined && args.start === undefined;
      const asked = isOpen ? { ...args, last: DEFAULT_LAST } : args;
      return lookBack(asked, output, () => (at) => tell(at, args.json, output));
    },
  });
}

function tell(at: LookBack, isJson: boolean, output: Output): ExitCode {
  const observed = observedOf(at);
  const { targets } = at.filter;
  const isAnyAsked = observed.minutes.some(({ series }) =>
    targets?.includes(series.target) ?? true
  );
  if (!isAnyAsked) {
    const measured = at.reader.series();
    const isDeaf = measured.length > 0 &&
      measured.every(({ probe }) => probe === "dns" || probe === "tcp");
    if (!isDeaf) return tellNoData(at, output);
    output.err(
      "Cannot diagnose the line as no pings have been measured, only DNS and TCP (`bufferbane doctor` says how to allow pings)\n",
    );
    return EXIT.noData;
  }
  const diagnosis = diagnose(observed);
  const traced = tracedTroubles(
    at.reader.events(observed.period),
    knownHops(at),
  );
  const comparisons = againstReference(at, Math.random);
  if (isJson) {
    const all = { host: at.host, ...diagnosis, traced, comparisons };
    output.out(`${snakeJson(all)}\n`);
    return EXIT.done;
  }
  const width = Math.min(MOST_COLUMNS, textColumns());
  const lines = diagnosisLines(diagnosis, {
    host: at.host,
    width,
    traced,
    verdicts: comparisons.map(({ verdict }) => verdict.sentence),
  });
  output.out(`${lines.join("\n")}\n`);
  return EXIT.done;
}
