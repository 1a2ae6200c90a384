import { match, strictEqual } from "node:assert/strict";
import { secretFault } from "@bufferbane/protocol/secret";
import { printSecret } from "./secret.ts";

Deno.test("printSecret() prints 64 hex characters that the configuration takes", () => {
  const out: string[] = [];
  const code = printSecret({
    out: (text) => out.push(text),
    err: () => {},
  }, () => crypto.getRandomValues(new Uint8Array(32)));
  strictEqual(code, 0);
  strictEqual(out.length, 1);
  match(out[0] ?? "", /^[0-9a-f]{64}\n$/);
  strictEqual(secretFault(out[0]?.trimEnd() ?? ""), undefined);
});

Deno.test("printSecret() passes over what looks made by hand", () => {
  const good = Uint8Array.from(
    { length: 32 },
    (_, i) => (i * i * 37 + 11) % 251,
  );
  const drawn = [new Uint8Array(32).fill(7), good];
  const out: string[] = [];
  printSecret(
    { out: (text) => out.push(text), err: () => {} },
    () => drawn.shift() ?? good,
  );
  strictEqual(out.join(""), `${good.toHex()}\n`);
});
