/** `bufferbane events`: what happened in a period. @module */

import { defineCommand } from "citty";
import { localText } from "../analysis/local_text.ts";
import { durationText } from "../alerts/words.ts";
import { SEVERITIES, type Severity, type StoredEvent } from "../model/mod.ts";
import { printable, wrap } from "./console/format.ts";
import type { Command, Output } from "./dispatch.ts";
import { EXIT, type ExitCode } from "./exit_codes.ts";
import {
  LOOK_BACK_ARGS,
  type LookBack,
  lookBack,
  tellNoData,
} from "./look_back.ts";
import { JSON_ARG } from "./shared_args.ts";

/** Narrower terminals wrap. */
const WIDTH = 80;
const INDENT = "    ";

/** What is asked for beside the period. */
interface Wanted {
  readonly types: readonly string[];
  readonly severities: readonly Severity[];
  readonly isJson: boolean;
}

/** The command, for citty. */
export function eventsCommand(output: Output): Command {
  return defineCommand({
    meta: { name: "events", description: "What happened in a period" },
    args: {
      ...LOOK_BACK_ARGS,
      type: {
        type: "string",
        valueHint: "A,B",
        description: "Only these, e.g. outage,packet_loss",
      },
      severity: {
        type: "string",
        valueHint: SEVERITIES.join("|"),
        description: "Only this bad or worse",
      },
      ...JSON_ARG,
    },
    run: ({ args }) =>
      lookBack(args, output, () => {
        const wanted = {
          types: args.type?.split(",").filter((type) => type !== "") ?? [],
          severities: severitiesFrom(args.severity),
          isJson: args.json,
        };
        return (at) => events(at, wanted, output);
      }),
  });
}

/** A severity and all that are worse. */
function severitiesFrom(least: string | undefined): readonly Severity[] {
  if (least === undefined) return SEVERITIES;
  const from = SEVERITIES.findIndex((severity) => severity === least);
  if (from >= 0) return SEVERITIES.slice(from);
  throw new SyntaxError(
    `Cannot read --severity: found "${least}" (allowed: ${
      SEVERITIES.join(", ")
    })`,
  );
}

function events(at: LookBack, wanted: Wanted, output: Output): ExitCode {
  const { reader, period, filter, host } = at;
  const found = reader.events(period).filter((event) =>
    (wanted.types.length === 0 || wanted.types.includes(event.type)) &&
    wanted.severities.includes(event.severity) &&
    isOf(filter.interfaces, event.interface) &&
    isOf(filter.targets, event.target)
  );
  if (wanted.isJson) {
    const objects = found.map(toJson);
    output.out(`${JSON.stringify({ period, host, events: objects })}\n`);
    return EXIT.done;
  }
  if (found.length === 0) {
    const span = reader.span();
    const isMeasured = span !== null && span.fromMs < period.toMs &&
      span.toMs > period.fromMs;
    if (!isMeasured) return tellNoData(at, output);
    output.out("Nothing happened in this time that fits\n");
    return EXIT.done;
  }
  for (const event of found) output.out(`${textOf(event)}\n`);
  return EXIT.done;
}

/** What concerns all interfaces concerns each. */
function isOf(asked: readonly string[] | undefined, name: string): boolean {
  return asked === undefined || name === "" || asked.includes(name);
}

function textOf(event: StoredEvent): string {
  const { atMs, type, severity, durationMs, description } = event;
  const lasted = durationMs === null
    ? "goes on, or its end was not seen"
    : durationMs === 0
    ? ""
    : durationText(durationMs);
  const head = [
    localText(atMs),
    severity.padEnd(8),
    type.padEnd(21),
    lasted,
  ].join("  ").trimEnd();
  const lines = wrap(printable(description), WIDTH - INDENT.length, "");
  return [head, ...lines.map((line) => INDENT + line)].join("\n");
}

/** Named as the columns of the table `events`. */
function toJson(event: StoredEvent): Readonly<Record<string, unknown>> {
  return {
    "timestamp": Math.floor(event.atMs / 1000),
    "timestamp_ms": event.atMs,
    "event_type": event.type,
    "severity": event.severity,
    "interface": event.interface,
    "target": event.target,
    "server_name": event.server,
    "description": event.description,
    "duration_ms": event.durationMs,
    "metrics": event.metrics,
  };
}
