import { deepStrictEqual, throws } from "node:assert/strict";
import { readWhole } from "./read_file.ts";

Deno.test("readWhole() reads files of any length up to 8 MB", async () => {
  const path = await Deno.makeTempFile();
  try {
    for (const length of [0, 1, 65_535, 65_536, 65_537, 200_000, 8_388_608]) {
      const bytes = new Uint8Array(length).map((_, index) => index % 251);
      await Deno.writeFile(path, bytes);
      deepStrictEqual(readWhole(path), bytes, String(length));
    }
    await Deno.writeFile(path, new Uint8Array(8_388_609));
    throws(() => readWhole(path), new RangeError("it is longer than 8 MB"));
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("readWhole() does not read without end", () => {
  throws(
    () => readWhole("/dev/zero"),
    new RangeError("it is longer than 8 MB"),
  );
});
