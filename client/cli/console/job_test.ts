import { deepStrictEqual } from "node:assert/strict";
import { currentJob } from "./job.ts";

/** Of processes as they are in `/proc/PID/stat`: name, then from state on. */
const SHELL = "(bash) S 1 10 10 34816 42 4194304";
const ALONE = { "/proc/1/stat": "(init) S 0 1 1 0 -1 4194560" };
const ROWS: readonly {
  readonly files: Readonly<Record<string, string>>;
  readonly job: ReturnType<typeof currentJob>;
  readonly why: string;
}[] = [
  {
    files: {
      "/proc/self/stat": "(deno) R 10 42 10 34816 42 4194304",
      "/proc/10/stat": SHELL,
    },
    job: { hasTerminal: true, isForeground: true, isResumable: true },
    why: "typed at a shell",
  },
  {
    files: {
      "/proc/self/stat": "(deno) R 43 42 10 34816 42 4194304",
      "/proc/43/stat": "(deno) S 42 42 10 34816 42 4194304",
      "/proc/42/stat": "(npm exec) S 10 42 10 34816 42 4194304",
      "/proc/10/stat": SHELL,
    },
    job: { hasTerminal: true, isForeground: true, isResumable: true },
    why: "by npx and a task",
  },
  {
    files: {
      "/proc/self/stat": "(a) b) R 10 42 10 34816 10 4194304",
      "/proc/10/stat": SHELL,
    },
    job: { hasTerminal: true, isForeground: false, isResumable: true },
    why: "`program &`, with a name that looks like the rest",
  },
  {
    files: { ...ALONE, "/proc/self/stat": "(deno) R 1 42 42 34816 42 4194304" },
    job: { hasTerminal: true, isForeground: true, isResumable: false },
    why: "a window of its own, without a shell",
  },
  {
    files: { ...ALONE, "/proc/self/stat": "(deno) S 1 42 42 0 -1 4194304" },
    job: { hasTerminal: false, isForeground: true, isResumable: false },
    why: "a service",
  },
  {
    files: {},
    job: { hasTerminal: false, isForeground: true, isResumable: false },
    why: "nothing is known",
  },
];

Deno.test("currentJob() says whether the terminal is ours to draw on, and to leave", () => {
  for (const { files, job, why } of ROWS) {
    const found = currentJob((path) => {
      const text = files[path];
      return text === undefined ? undefined : `42 ${text}`;
    });
    deepStrictEqual({ ...found }, job, why);
  }
});
