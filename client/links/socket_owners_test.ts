import { deepStrictEqual } from "node:assert/strict";
import { type ProcFiles, socketOwners } from "./socket_owners.ts";

/** A machine with two processes that share a socket, and others. */
const PROC: ProcFiles = {
  list: (path) =>
    ({
      "/proc": ["1", "20", "300", "self", "net"],
      "/proc/20/fd": ["0", "3", "4", "5"],
      "/proc/300/fd": ["7"],
    })[path] ?? [],
  link: (path) =>
    ({
      "/proc/20/fd/0": "/dev/null",
      "/proc/20/fd/3": "socket:[1001]",
      "/proc/20/fd/4": "socket:[1002]",
      "/proc/20/fd/5": "socket:[1001]",
      "/proc/300/fd/7": "socket:[1001]",
    })[path],
  text: (path) => path === "/proc/20/comm" ? "nginx\n" : undefined,
};

Deno.test("socketOwners() finds every process of a socket, once each", () => {
  deepStrictEqual(
    socketOwners(PROC),
    new Map([
      // The second ended before it could be asked for its name.
      [1001, [{ pid: 20, name: "nginx" }, { pid: 300, name: "" }]],
      [1002, [{ pid: 20, name: "nginx" }]],
    ]),
  );
});
