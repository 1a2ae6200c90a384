import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { Paths } from "./mod.ts";

const HOME = Uint8Array.of(192, 0, 2, 1);
const MOBILE = Uint8Array.of(198, 51, 100, 1);
const THIRD = Uint8Array.of(203, 0, 113, 1);

function token(byte: number): Uint8Array {
  return new Uint8Array(8).fill(byte);
}

/** A packet that is the newest so far, with a token or without. */
function newest(sent?: Uint8Array) {
  return { isNewest: true, token: sent, freshToken: () => token(9) };
}

function old(sent?: Uint8Array) {
  return { ...newest(sent), isNewest: false };
}

Deno.test("arrive() validates the first path by its token", () => {
  const paths = new Paths(HOME, token(1));
  strictEqual(paths.current.isValidated, false);
  paths.arrive(HOME, newest());
  paths.arrive(HOME, newest(token(2)));
  strictEqual(paths.current.isValidated, false, "no token, wrong token");
  paths.arrive(HOME, newest(token(1)));
  strictEqual(paths.current.isValidated, true);
});

Deno.test("arrive() moves only when the new path's own token comes back", () => {
  const paths = new Paths(HOME, token(1));
  paths.arrive(HOME, newest(token(1)));
  const candidate = paths.arrive(MOBILE, newest(token(1)));
  deepStrictEqual(candidate, {
    address: MOBILE,
    token: token(9),
    isValidated: false,
  });
  deepStrictEqual(paths.current.address, HOME, "load stays where it was");
  paths.arrive(MOBILE, newest(token(1)));
  deepStrictEqual(paths.current.address, HOME, "the old path's token");
  const moved = paths.arrive(MOBILE, newest(token(9)));
  ok(moved?.isValidated);
  deepStrictEqual(paths.current.address, MOBILE);
});

Deno.test("arrive() gives no answer to old packets from new addresses", () => {
  const paths = new Paths(HOME, token(1));
  strictEqual(paths.arrive(MOBILE, old(token(1))), undefined);
  paths.arrive(MOBILE, newest());
  paths.arrive(MOBILE, old(token(9)));
  deepStrictEqual(paths.current.address, HOME, "validated, but overtaken");
});

Deno.test("arrive() keeps two paths at most", () => {
  const paths = new Paths(HOME, token(1));
  paths.arrive(MOBILE, newest());
  paths.arrive(THIRD, newest());
  const again = paths.arrive(MOBILE, newest(token(9)));
  strictEqual(again?.isValidated, false, "forgotten, so it starts anew");
});

Deno.test("arrive() goes back to a path that was validated before", () => {
  const paths = new Paths(HOME, token(1));
  paths.arrive(HOME, newest(token(1)));
  paths.arrive(MOBILE, newest());
  paths.arrive(MOBILE, newest(token(9)));
  paths.arrive(HOME, newest());
  deepStrictEqual(paths.current, {
    address: HOME,
    token: token(1),
    isValidated: true,
  });
});

Deno.test("knows() is true of the path and of one candidate", () => {
  const paths = new Paths(HOME, token(1));
  const known = () => [HOME, MOBILE, THIRD].map((one) => paths.knows(one));
  deepStrictEqual(known(), [true, false, false]);
  paths.arrive(MOBILE, newest());
  deepStrictEqual(known(), [true, true, false]);
  paths.arrive(MOBILE, newest(token(9)));
  deepStrictEqual(known(), [true, true, false], "they have changed places");
  paths.arrive(THIRD, newest());
  deepStrictEqual(known(), [false, true, true]);
});

Deno.test("arrive() remembers that a candidate was validated by an old packet", () => {
  const paths = new Paths(HOME, token(1));
  paths.arrive(MOBILE, newest());
  strictEqual(paths.arrive(MOBILE, old(token(9)))?.isValidated, true);
  paths.arrive(MOBILE, newest());
  deepStrictEqual(paths.current.address, MOBILE);
});
