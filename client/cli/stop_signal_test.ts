import { deepStrictEqual } from "node:assert/strict";
import { heededSignals } from "./stop_signal.ts";

Deno.test("heededSignals() leaves out what the program was started to ignore", () => {
  const all = ["SIGHUP", "SIGINT", "SIGTERM"];
  const rows = [
    {
      status: "SigBlk:\t0000000000000000\nSigIgn:\t0000000000001000\n",
      heeded: all,
      why: "SIGPIPE, which the runtime ignores, is none of them",
    },
    {
      status: "Name:\tdeno\nSigIgn:\t0000000000001001\nSigCgt:\t0000\n",
      heeded: ["SIGINT", "SIGTERM"],
      why: "nohup ignores SIGHUP",
    },
    {
      status: "SigIgn:\t0000000000000006\n",
      heeded: ["SIGHUP", "SIGTERM"],
      why: "a script's shell ignores SIGINT and SIGQUIT for `program &`",
    },
    { status: "", heeded: all, why: "nothing is known" },
  ];
  for (const { status, heeded, why } of rows) {
    deepStrictEqual(heededSignals(status), heeded, why);
  }
});
