/** `bufferbane traffic`: what an interface carries, live. @module */

import { defineCommand } from "citty";
import type { Command, Output } from "./dispatch.ts";

/** The command, for citty. */
export function trafficCommand(output: Output): Command {
  return defineCommand({
    meta: {
      name: "traffic",
      description: "Show what an interface carries, here and as a web page",
    },
    args: {
      iface: {
        type: "string",
        valueHint: "eth0",
        description: "The interface; that of the default route if not given",
      },
      port: {
        type: "string",
        default: "3000",
        valueHint: "3000",
        description: "TCP port of the web page",
      },
      mode: {
        type: "string",
        default: "auto",
        valueHint: "auto|tcx|xdp|xdp-generic|counters",
        description: "How to count",
      },
      top: {
        type: "boolean",
        default: false,
        description: "Who talks most, too",
      },
      json: {
        type: "boolean",
        default: false,
        description: "A line of JSON each second",
      },
    },
    run: async ({ args }) =>
      await (await import("./traffic/run.ts")).runTraffic(args, output),
  });
}
