import { deepStrictEqual, throws } from "node:assert/strict";
import { readFile } from "./files.ts";

Deno.test("readFile() reads files of any length up to 8 MB", async () => {
  const path = await Deno.makeTempFile();
  try {
    for (const length of [0, 1, 65_535, 65_536, 65_537, 200_000, 8_388_608]) {
      const bytes = new Uint8Array(length).map((_, index) => index % 251);
      await Deno.writeFile(path, bytes);
      deepStrictEqual(readFile(path).bytes, bytes, String(length));
    }
    await Deno.writeFile(path, new Uint8Array(8_388_609));
    throws(() => readFile(path), new RangeError("it is longer than 8 MB"));
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("readFile() does not read without end", () => {
  throws(
    () => readFile("/dev/zero"),
    new RangeError("it is longer than 8 MB"),
  );
});
