import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { openReader } from "./reader.ts";
import { recordTo, START_MS, temporaryFolder } from "./testing.ts";

Deno.test("Recorder.kept() tells what was kept last, over restarts", async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/b.db`;
  {
    const { recorder } = await recordTo(path);
    await using _ = recorder;
    strictEqual(await recorder.kept("budget"), null);
    recorder.keep("budget", "[1]");
    recorder.keep("budget", "[2]");
    strictEqual(await recorder.kept("budget"), "[2]");
    recorder.keep("queue", "{}");
  }
  {
    const { recorder } = await recordTo(path, { startedMs: START_MS + 1000 });
    await using _ = recorder;
    strictEqual(await recorder.kept("budget"), "[2]");
  }
  using reader = openReader(path);
  deepStrictEqual([reader.kept("queue"), reader.kept("none")], ["{}", null]);
});

Deno.test("Recorder.kept() says why it cannot tell", async () => {
  using folder = temporaryFolder();
  await Deno.mkdir(`${folder.path}/b.db`);
  const { recorder } = await recordTo(`${folder.path}/b.db`);
  await rejects(recorder.kept("budget"), (error: Error) => {
    ok(
      error.message.startsWith(`Cannot read ${folder.path}/b.db: `),
      error.message,
    );
    return true;
  });
  await recorder[Symbol.asyncDispose]();
});
