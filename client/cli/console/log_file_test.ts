import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { LogFile } from "./log_file.ts";

/** A disk that can be full, and slow. */
function logOn(
  disk: { text: string; free: number; isHanging?: boolean },
) {
  const said: string[] = [];
  const log = new LogFile({
    append(bytes) {
      if (disk.isHanging) return new Promise(() => {});
      const taken = bytes.subarray(0, disk.free);
      if (taken.length === 0) return Promise.reject(new Error("full"));
      disk.free -= taken.length;
      disk.text += new TextDecoder().decode(taken);
      return Promise.resolve(taken.length);
    },
    onState(text) {
      said.push(text);
      log.write(text);
    },
    faultOf: (error) =>
      error instanceof Error && error.message === "full"
        ? "the disk is full"
        : undefined,
  });
  return { log, said };
}

Deno.test("LogFile.write() appends lines in their order", async () => {
  const disk = { text: "", free: Infinity };
  const { log, said } = logOn(disk);
  for (const line of ["one", "two", "three"]) log.write(line);
  await log.flush(1000);
  strictEqual(disk.text, "one\ntwo\nthree\n");
  deepStrictEqual(said, []);
});

Deno.test("LogFile loses no line while the disk is full, and tells it once", async () => {
  const disk = { text: "", free: 6 };
  const { log, said } = logOn(disk);
  log.write("one");
  log.write("two");
  await log.flush(1000);
  strictEqual(disk.text, "one\ntw", "as much as there was room for");
  log.write("three");
  log.retry();
  await log.flush(1000);
  deepStrictEqual(said, [
    "Cannot write to the log as the disk is full; its lines wait",
  ]);
  disk.free = Infinity;
  log.retry();
  await log.flush(1000);
  deepStrictEqual(said.slice(1), ["The log: it is written again"]);
  strictEqual(
    disk.text,
    "one\ntwo\n" +
      "Cannot write to the log as the disk is full; its lines wait\n" +
      "three\nThe log: it is written again\n",
  );
});

Deno.test("LogFile keeps a megabyte, and says how many lines it does not", async () => {
  const disk = { text: "", free: 0 };
  const { log, said } = logOn(disk);
  const line = "x".repeat(1023);
  for (let i = 0; i < 1100; i++) log.write(line);
  await log.flush(1000);
  disk.free = Infinity;
  log.retry();
  await log.flush(1000);
  const kept = disk.text.split("\n").filter((text) => text === line).length;
  ok(kept > 1000 && kept < 1100, `${kept} lines`);
  strictEqual(
    said.at(-1),
    // One of them told of the trouble.
    `The log: it is written again; ${
      1100 - kept + 1
    } lines were too many to keep`,
  );
});

Deno.test("LogFile.flush() does not wait for ever for a share that hangs", async () => {
  const { log, said } = logOn({ text: "", free: 0, isHanging: true });
  log.write("one");
  await log.flush(1);
  deepStrictEqual(said, []);
});
