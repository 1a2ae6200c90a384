import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { type ConsentOptions, hasConsent, isPublic } from "./consent.ts";
import { planned } from "./testing.ts";

const PUBLIC = ["203.0.114.1"];

function consent(options: Partial<ConsentOptions>) {
  const told: string[] = [];
  const isAgreed = hasConsent(planned(), {
    addresses: PUBLIC,
    isGiven: false,
    tell: (text) => told.push(text),
    ask: null,
    ...options,
  });
  return { isAgreed, told };
}

Deno.test("hasConsent() asks nobody about an address of one's own", () => {
  const addresses = ["127.0.0.1", "::1", "192.168.1.5", "fd00::1", "10.0.0.1"];
  deepStrictEqual(consent({ addresses }), { isAgreed: true, told: [] });
});

Deno.test("hasConsent() says what a public address would get, and asks", () => {
  const { isAgreed, told } = consent({ ask: () => false });
  strictEqual(isAgreed, false);
  deepStrictEqual(told, [
    "Sending up to 75 MB for 60 s to http://192.0.2.1/ (203.0.114.1) at 10 Mbit/s, in requests of 1 kB on 10 connections.\n" +
    "That is a public address: load only a server that is yours, or whose owner agrees.\n",
  ]);
});

Deno.test("hasConsent() says it by --yes, too", () => {
  const { isAgreed, told } = consent({ isGiven: true });
  deepStrictEqual({ isAgreed, times: told.length }, {
    isAgreed: true,
    times: 1,
  });
});

Deno.test("hasConsent() sends nothing where nobody can be asked", () => {
  throws(() => consent({}), {
    name: "SyntaxError",
    message:
      "Cannot ask whether to send this, as there is no terminal: add --yes to send it unasked",
  });
});

Deno.test("isPublic() knows an IPv4 address inside an IPv6 one", () => {
  deepStrictEqual(
    ["::ffff:8.8.8.8", "::ffff:10.0.0.1", "2606:4700::1", "fe80::1"]
      .map(isPublic),
    [true, false, true, false],
  );
});
