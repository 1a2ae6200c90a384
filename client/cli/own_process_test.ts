import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { startOwnProcess } from "./own_process.ts";

const NOWHERE = "/nonexistent/deno";
const ORDER = { argument: "--nothing", order: {} };

Deno.test("startOwnProcess() is told by its end that a process cannot begin", async () => {
  const { ended, stop, kill } = startOwnProcess(
    { ...ORDER, runtime: NOWHERE },
    () => {},
  );
  stop();
  kill();
  const { how, complaint } = await ended;
  strictEqual(how, null);
  match(complaint, /nonexistent/);
});

Deno.test("startOwnProcess() says that the program was replaced by another version", async () => {
  const runtime = `${NOWHERE} (deleted)`;
  const { ended } = startOwnProcess({ ...ORDER, runtime }, () => {});
  deepStrictEqual(await ended, {
    how: null,
    complaint: "this program was replaced or removed while it ran (restart it)",
  });
});

Deno.test("startOwnProcess() tells how a process ended, and what it said first", async () => {
  const lines: string[] = [];
  const { ended } = startOwnProcess(ORDER, (line) => lines.push(line));
  const { how, complaint } = await ended;
  strictEqual(how, "exit code 2");
  match(complaint, /--nothing/);
  deepStrictEqual(lines, []);
});
